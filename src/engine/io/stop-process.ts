import { setTimeout as sleep } from "node:timers/promises";
import type { ProcessIdentity } from "../ports.ts";
import { isProcessAlive, processesOfRun } from "./process-table.ts";

/** Milliseconds between the steps: polite, polite again (some agents swallow the first), by force. */
const steps = [
  { signal: "SIGTERM", wait: 1000 },
  { signal: "SIGTERM", wait: 4000 },
  { signal: "SIGKILL", wait: 2000 },
  // Whatever was started while the others were being ended.
  { signal: "SIGKILL", wait: 2000 },
  { signal: "SIGKILL", wait: 2000 },
] as const;

const pollMilliseconds = 25;

const send = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended between the look and the signal.
  }
};

const waitForEnd = async (processes: readonly ProcessIdentity[], milliseconds: number): Promise<void> => {
  for (let waited = 0; waited < milliseconds; waited += pollMilliseconds) {
    if (!processes.some(isProcessAlive)) return;
    await sleep(pollMilliseconds);
  }
};

/** The environment variable by which children that left the process group are found again. */
export const runMark = (session: string, run: string): string => `ORCH_RUN=${session}/${run}`;

const signalAll = (
  root: ProcessIdentity,
  living: readonly ProcessIdentity[],
  signal: NodeJS.Signals,
): void => {
  if (isProcessAlive(root)) send(-root.pid, signal);
  for (const { pid } of living) send(pid, signal);
};

/**
 * Ends a run's process and all that it started. Its group gets the signal first; children that moved to a
 * session of their own survive a group signal, so each known descendant gets it too.
 */
export const endProcess = async (root: ProcessIdentity, mark: string): Promise<void> => {
  const known = new Map<number, ProcessIdentity>();
  for (const { signal, wait } of steps) {
    for (const found of processesOfRun(root, mark)) known.set(found.pid, found);
    const living = [...known.values()].filter(isProcessAlive);
    if (living.length === 0) return;
    signalAll(root, living, signal);
    await waitForEnd(living, wait);
  }
};
