import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const projectRoot = join(import.meta.dirname, "..", "..");
export const orchProgram = join(projectRoot, "dist", "orch.js");

/** A folder of its own for a test, without links in its path; removed by `dispose`. */
export const temporaryFolder = (name: string): { readonly path: string; readonly dispose: () => void } => {
  const path = realpathSync(mkdtempSync(join(tmpdir(), `orch-${name}-`)));
  return {
    path,
    dispose: () => rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }),
  };
};

export type Result = { readonly exitCode: number | null; readonly stdout: string; readonly stderr: string };

/** Runs orch to its end without a terminal. */
export const orch = (
  commandArguments: readonly string[],
  workingFolder: string,
  environment: Readonly<Record<string, string>> = {},
): Result => {
  const result = spawnSync(process.execPath, [orchProgram, ...commandArguments], {
    cwd: workingFolder,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 120_000,
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, ...environment },
  });
  return { exitCode: result.status, stdout: result.stdout, stderr: result.stderr };
};

export const git = (folder: string, ...gitArguments: readonly string[]): string =>
  execFileSync("git", ["-C", folder, ...gitArguments], { encoding: "utf8" });

/** The sessions of a project, newest first. */
export const sessionsOf = (project: string): readonly string[] => {
  const folder = join(project, ".orch", "sessions");
  return existsSync(folder)
    ? readdirSync(folder)
        .sort()
        .reverse()
        .map((id) => join(folder, id))
    : [];
};

export const readEvents = (
  session: string,
): readonly { readonly type: string; readonly [key: string]: unknown }[] =>
  readFileSync(join(session, "journal.ndjson"), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));

/** Ends the engine of a session that a test started, by the id in its lock. */
export const endEngine = (session: string): void => {
  try {
    const { pid } = JSON.parse(readFileSync(join(session, "lock"), "utf8")) as { pid: number };
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
};
