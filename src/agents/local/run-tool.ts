import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { execa } from "execa";

/** What a child process did. Output is bounded: `cut` tells that some of it was thrown away. */
export type ToolRun = {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | null;
  readonly timedOut: boolean;
  readonly cut: boolean;
};

export type ToolRequest = {
  readonly program: string;
  readonly arguments: readonly string[];
  readonly folder: string;
  readonly timeoutSeconds: number;
  /** Keep the beginning (JSON of a tool) or the end (output of tests). */
  readonly keep?: "head" | "tail";
  readonly limit?: number;
  /** For a project's own command, which may leave children behind when its time is over. */
  readonly ownGroup?: boolean;
};

type Collector = {
  readonly add: (chunk: Buffer) => void;
  readonly text: () => string;
  readonly cut: () => boolean;
};

const createCollector = (limit: number, keep: "head" | "tail"): Collector => {
  const chunks: Buffer[] = [];
  let size = 0;
  let cut = false;
  return {
    add: (chunk) => {
      if (keep === "head" && size >= limit) {
        cut = true;
        return;
      }
      chunks.push(chunk);
      size += chunk.length;
      while (keep === "tail" && size > limit && chunks.length > 1) {
        size -= chunks.shift()?.length ?? 0;
        cut = true;
      }
    },
    text: () => Buffer.concat(chunks).toString("utf8"),
    cut: () => cut,
  };
};

/**
 * Runs a program without a shell. NODE_TEST_CONTEXT is taken out because a `node --test` that inherits it
 * reports to its parent and runs nothing.
 */
export const runTool = async (request: ToolRequest): Promise<ToolRun> => {
  const limit = request.limit ?? 32 * 1024 * 1024;
  const keep = request.keep ?? "head";
  const stdout = createCollector(limit, keep);
  const stderr = createCollector(Math.min(limit, 256 * 1024), keep);
  const { NODE_TEST_CONTEXT: _, FORCE_COLOR: __, ...environment } = process.env;
  const child = execa(request.program, [...request.arguments], {
    cwd: request.folder,
    env: { ...environment, NO_COLOR: "1", CI: "1" },
    extendEnv: false,
    stdin: "ignore",
    buffer: false,
    reject: false,
    timeout: request.timeoutSeconds * 1000,
    forceKillAfterDelay: 2000,
    killDescendants: request.ownGroup ?? false,
  });
  child.stdout?.on("data", stdout.add);
  child.stderr?.on("data", stderr.add);
  const result = await child;
  return {
    stdout: stdout.text(),
    stderr: stderr.text() || (result.exitCode === undefined ? (result.shortMessage ?? "") : ""),
    exitCode: result.exitCode ?? null,
    timedOut: result.timedOut ?? false,
    cut: stdout.cut(),
  };
};

export type ToolPackage = { readonly folder: string; readonly version: string };

/** A tool that came with orch. It is looked up from here, never from the audited project. */
export const findToolPackage = (name: string): ToolPackage | null => {
  try {
    let folder = dirname(createRequire(import.meta.url).resolve(name));
    while (!existsSync(join(folder, "package.json"))) {
      if (dirname(folder) === folder) return null;
      folder = dirname(folder);
    }
    const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string };
    return { folder, version: manifest.version };
  } catch {
    return null;
  }
};
