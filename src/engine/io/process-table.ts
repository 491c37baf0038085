import { readdirSync, readFileSync } from "node:fs";
import type { ProcessIdentity } from "../ports.ts";

type ProcessRow = {
  readonly pid: number;
  readonly parent: number;
  readonly session: number;
  readonly state: string;
  readonly startTicks: string;
};

/** Fields after the command, which stands in parentheses and may itself hold spaces and parentheses. */
const parseStat = (pid: number, stat: string): ProcessRow | null => {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state, parent, , session] = fields;
  const startTicks = fields[19];
  if (state === undefined || parent === undefined || session === undefined || startTicks === undefined)
    return null;
  return { pid, parent: Number(parent), session: Number(session), state, startTicks };
};

const readRow = (pid: number): ProcessRow | null => {
  try {
    return parseStat(pid, readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return null;
  }
};

/** When the process started, in clock ticks since boot; null where there is no /proc. */
export const startTicksOf = (pid: number): string | null => readRow(pid)?.startTicks ?? null;

const answersSignal = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
};

/** Pids are used again, so the start time is compared too. A zombie (state Z) has ended. */
export const isProcessAlive = ({ pid, startTicks }: ProcessIdentity): boolean => {
  if (startTicks === null) return answersSignal(pid);
  const row = readRow(pid);
  return row !== null && row.startTicks === startTicks && row.state !== "Z" && row.state !== "X";
};

const allRows = (): readonly ProcessRow[] => {
  try {
    return readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? (readRow(Number(name)) ?? []) : []));
  } catch {
    return [];
  }
};

const carriesMark = (pid: number, mark: string): boolean => {
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").includes(mark);
  } catch {
    return false;
  }
};

/** A pid that was given to another process since says nothing of the session that it once led. */
const leadsSession = (root: ProcessIdentity, rows: readonly ProcessRow[]): boolean =>
  rows.every((row) => row.pid !== root.pid || row.startTicks === root.startTicks);

/** The oldest living process that leads a session of its own and carries the mark: a run's supervisor. */
export const findMarked = (mark: string): ProcessIdentity | null => {
  const [row] = allRows()
    .filter((one) => one.pid === one.session && one.state !== "Z" && carriesMark(one.pid, mark))
    .sort((left, right) => Number(left.startTicks) - Number(right.startTicks));
  return row === undefined ? null : { pid: row.pid, startTicks: row.startTicks };
};

/**
 * All living processes that a run started: its descendants, those of its session whose parents have ended, and
 * those that left by setsid but still carry the run's mark in their environment.
 */
export const processesOfRun = (root: ProcessIdentity, mark: string): readonly ProcessIdentity[] => {
  const rows = allRows().filter((row) => row.state !== "Z" && row.pid !== process.pid);
  const found = new Set<number>(isProcessAlive(root) ? [root.pid] : []);
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const row of rows) if (found.has(row.parent)) found.add(row.pid);
  }
  const own = leadsSession(root, rows);
  return rows
    .filter((row) => found.has(row.pid) || (own && row.session === root.pid) || carriesMark(row.pid, mark))
    .map(({ pid, startTicks }) => ({ pid, startTicks }));
};
