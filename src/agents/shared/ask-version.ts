import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { oneLine } from "./activity.ts";

export type Answer = { readonly version: string | null; readonly fault: string | null };

/** After its end, only as long as what it printed needs to arrive: children may hold the pipe open for ever. */
const lastWordsMilliseconds = 300;
const maxOutput = 64 * 1024;

/** A version of something else that wrappers like to tell first: "Now using node v24.1.2 (npm v11.6.0)". */
const foreign = /\b(?:node(?:\.?js)?|npm|pnpm|yarn|bun|deno|python)\b[\s/:@]*v?\d+(?:\.\d+)+/gi;

export const parseVersion = (text: string): string | null => {
  const told = text.slice(0, maxOutput).replace(foreign, " ");
  return (
    /\d+\.\d+\.\d+/.exec(told)?.[0] ?? /(?:^|\bv|\bversion )(\d+\.\d+)\b(?!\.)/im.exec(told)?.[1] ?? null
  );
};

/** The whole group: a wrapper's child would go on without it, and hold our pipe. */
const endGroup = ({ pid }: ChildProcess): void => {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It is gone already.
  }
};

type Question = {
  readonly binary: string;
  /** Arguments of a program around the one that is asked. */
  readonly before: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly limitSeconds: number;
};

type Heard = { readonly out: string; readonly error: string; readonly fault: string | null };

const listen = ({ binary, before, environment, limitSeconds }: Question): Promise<Heard> =>
  new Promise((resolve) => {
    const heard = { stdout: "", stderr: "" };
    const child = spawn(binary, [...before, "--version"], {
      env: environment,
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    const end = (fault: string | null): void => {
      clearTimeout(timer);
      endGroup(child);
      child.stdout.destroy();
      child.stderr.destroy();
      resolve({ out: heard.stdout, error: heard.stderr, fault });
    };
    const timer = setTimeout(
      () => end(`did not answer --version in ${limitSeconds} s`),
      limitSeconds * 1_000,
    );
    for (const name of ["stdout", "stderr"] as const) {
      child[name].setEncoding("utf8").on("data", (text: string) => {
        heard[name] += text;
        if (heard[name].length > maxOutput) end("printed far more than a version");
      });
    }
    const faultOf = (code: number | null, signal: string | null): string | null =>
      code === 0 ? null : `ended with ${signal ?? `exit code ${code}`} when asked for its version`;
    child.on("error", (error) => end(`could not be started (${error.message})`));
    child.on("close", (code, signal) => end(faultOf(code, signal)));
    child.on("exit", (code, signal) => {
      setTimeout(() => end(faultOf(code, signal)), lastWordsMilliseconds);
    });
  });

/** opencode unpacks a library of 6 MB into its TMPDIR at each start, and leaves it there. */
const withOwnTemporary = async (question: Question): Promise<Heard> => {
  const folder = await mkdtemp(join(tmpdir(), "orch-version-")).catch(() => null);
  if (folder === null) return listen(question);
  try {
    return await listen({ ...question, environment: { ...question.environment, TMPDIR: folder } });
  } finally {
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
};

/** Asks a program for its version; nothing that it does can keep us waiting longer than the limit. */
export const askVersion = async (question: Question): Promise<Answer> => {
  const { out, error, fault } = await withOwnTemporary(question);
  const version = fault === null ? (parseVersion(out) ?? parseVersion(error)) : null;
  if (version !== null) return { version, fault: null };
  const said = oneLine((error.trim() || out.trim()).split("\n").at(0) ?? "");
  const words = fault ?? "did not tell its version";
  return { version: null, fault: said === "" ? words : `${words}: ${said.replace(/\.$/, "")}` };
};
