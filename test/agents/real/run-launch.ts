import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Adapter, Ending, Launch, OutputFact, Trouble, Verdict } from "../../../src/agents/adapter.ts";
import { prepareLaunch } from "../../../src/engine/io/launch.ts";

/** A launched run: started as the engine does it, detached, with files as its output. */
export type Running = {
  readonly pid: number;
  readonly ended: Promise<{ readonly exitCode: number | null; readonly signal: string | null }>;
  /** Ends the run's processes by their ids: SIGTERM, again after a second, SIGKILL after four more. */
  readonly stop: () => Promise<void>;
};

export type LaunchFiles = {
  readonly launch: Launch;
  readonly runFolder: string;
  readonly reportFile: string;
};

export type Ended = Ending & { readonly facts: readonly OutputFact[]; readonly verdict: Verdict };

const wait = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

export const startLaunch = ({ launch, runFolder }: LaunchFiles): Running => {
  prepareLaunch(launch);
  const input = openSync(launch.stdinFile ?? "/dev/null", "r");
  const output = openSync(path.join(runFolder, "stdout.log"), "w");
  const errors = openSync(path.join(runFolder, "stderr.log"), "w");
  const child = spawn(launch.program, [...launch.arguments], {
    cwd: launch.workingFolder,
    env: { ...launch.environment },
    detached: true,
    stdio: [input, output, errors],
  });
  for (const descriptor of [input, output, errors]) closeSync(descriptor);
  const pid = child.pid ?? -1;
  const ended = new Promise<{ exitCode: number | null; signal: string | null }>((resolve) => {
    child.once("error", () => resolve({ exitCode: 127, signal: null }));
    child.once("exit", (exitCode, signal) => {
      for (const left of sessionOf(pid)) send(left, "SIGKILL");
      resolve({ exitCode, signal });
    });
  });
  return { pid, ended, stop: () => stopProcesses(pid, launch.environment.ORCH_RUN_ID ?? "", ended) };
};

/** Processes that carry the run's mark in their environment: also those that left the process group. */
export const markedProcesses = (run: string): number[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").includes(`ORCH_RUN_ID=${run}`);
      } catch {
        return false;
      }
    });

/**
 * Processes of the session that a detached run leads. Codex leaves sandboxes behind when it ends while one is
 * being made: in a group of their own and without the run's mark, but still in its session.
 */
const sessionOf = (leader: number): number[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== leader)
    .map(Number)
    .filter((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
        return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[3] === String(leader);
      } catch {
        return false;
      }
    });

const send = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal);
  } catch {
    // It is gone already.
  }
};

const stopProcesses = async (pid: number, run: string, ended: Promise<unknown>): Promise<void> => {
  let gone = false;
  const end = ended.then(() => {
    gone = true;
  });
  send(-pid, "SIGTERM");
  await Promise.race([end, wait(1_000)]);
  if (!gone) send(-pid, "SIGTERM");
  await Promise.race([end, wait(4_000)]);
  if (!gone) send(-pid, "SIGKILL");
  for (const left of run === "" ? [] : markedProcesses(run)) send(left, "SIGKILL");
  await ended;
};

const readFacts = (adapter: Adapter, runFolder: string): OutputFact[] => {
  const reader = adapter.createOutputReader();
  return (["stdout", "stderr"] as const).flatMap((stream) => {
    const file = path.join(runFolder, `${stream}.log`);
    const text = existsSync(file) ? readFileSync(file, "utf8") : "";
    return text.split("\n").flatMap((line) => [...reader.line(line, stream)]);
  });
};

/** Failed calls of the model that it has not answered since. */
const retryingAtEnd = (facts: readonly OutputFact[]): Trouble | null => {
  const last = facts.findLast(
    (fact) => fact.kind === "retrying" || (fact.kind === "activity" && fact.activity !== "note"),
  );
  return last?.kind === "retrying" ? last : null;
};

/** Reads what the run left, as the engine does, and lets the adapter judge it. */
export const judgeRun = (
  adapter: Adapter,
  files: LaunchFiles,
  end: { readonly exitCode: number | null; readonly signal: string | null },
  more: Partial<Pick<Ending, "endedByOrch" | "reportExpected">> = {},
): Ended => {
  const facts = readFacts(adapter, files.runFolder);
  const errors = readFileSync(path.join(files.runFolder, "stderr.log"), "utf8");
  const ending: Ending = {
    exitCode: end.exitCode,
    signal: end.signal,
    endedByOrch: more.endedByOrch ?? null,
    reportExpected: more.reportExpected ?? true,
    reportExists: existsSync(files.reportFile) && readFileSync(files.reportFile, "utf8") !== "",
    completed: facts.some((fact) => fact.kind === "completed"),
    failures: facts.filter((fact) => fact.kind === "failure"),
    retrying: retryingAtEnd(facts),
    finalMessage: facts.findLast((fact) => fact.kind === "final-message")?.text ?? null,
    errorTail: errors.slice(-4_096),
    outputTail: readFileSync(path.join(files.runFolder, "stdout.log"), "utf8").slice(-4_096),
  };
  return { ...ending, facts, verdict: adapter.judge(ending) };
};
