import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import writeFileAtomic from "write-file-atomic";
import type { Launch } from "../../agents/adapter.ts";
import type { Processes, ProcessIdentity, RunPaths } from "../ports.ts";
import { findMarked, isProcessAlive, startTicksOf } from "./process-table.ts";
import { endProcess, runMark } from "./stop-process.ts";

/** What a launch needs on disk before its program starts. */
export const prepareLaunch = (launch: Launch): void => {
  for (const folder of launch.folders) mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const { path, content } of launch.files) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(path, content, { mode: 0o600 });
  }
  for (const { path, target } of launch.links ?? []) {
    // A start that was broken off may have made it already.
    rmSync(path, { force: true });
    symlinkSync(target, path);
  }
};

const spawned = (child: ChildProcess, launch: Launch): Promise<number> =>
  new Promise((resolve, reject) => {
    child.once("spawn", () => resolve(child.pid ?? 0));
    child.once("error", (error) =>
      reject(new Error(`could not start ${launch.program} in ${launch.workingFolder}: ${error.message}`)),
    );
  });

const spawnDetached = async (
  runner: string,
  launch: Launch,
  paths: RunPaths,
  mark: string,
): Promise<ProcessIdentity> => {
  const separator = mark.indexOf("=");
  const stdin = launch.stdinFile === null ? "ignore" : openSync(launch.stdinFile, "r");
  const stdout = openSync(paths.stdout, "a", 0o600);
  const stderr = openSync(paths.stderr, "a", 0o600);
  try {
    // Raw descriptors: the output must not pass through the engine, which may die at any moment.
    const child = spawn("/bin/sh", [runner, paths.folder, launch.program, ...launch.arguments], {
      cwd: launch.workingFolder,
      env: { ...launch.environment, [mark.slice(0, separator)]: mark.slice(separator + 1) },
      stdio: [stdin, stdout, stderr],
      detached: true,
    });
    const pid = await spawned(child, launch);
    child.unref();
    return { pid, startTicks: startTicksOf(pid) };
  } finally {
    for (const descriptor of [stdin, stdout, stderr])
      if (typeof descriptor === "number") closeSync(descriptor);
  }
};

/** Starts and ends agents as detached processes below `runner`, the small supervisor. */
export const createProcesses = (runner: string, session: string): Processes => ({
  start: async (launch, paths, run) => {
    prepareLaunch(launch);
    const identity = await spawnDetached(runner, launch, paths, runMark(session, run));
    // Written after the start: what this file names was started, and a start without it is found by the mark.
    // A full disk must not make a running agent look like one that could not be started.
    await writeFileAtomic(paths.launch, `${JSON.stringify(identity)}\n`, { mode: 0o600 }).catch(
      () => undefined,
    );
    return identity;
  },
  isAlive: isProcessAlive,
  find: (run) => findMarked(runMark(session, run)),
  end: (identity, run) => endProcess(identity, runMark(session, run)),
});
