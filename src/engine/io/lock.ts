import { linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { ProcessIdentity } from "../ports.ts";
import { isProcessAlive, startTicksOf } from "./process-table.ts";

const parseOwner = (text: string): ProcessIdentity | null => {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null) return null;
    const { pid, startTicks } = value as { pid?: unknown; startTicks?: unknown };
    return typeof pid === "number"
      ? { pid, startTicks: typeof startTicks === "string" ? startTicks : null }
      : null;
  } catch {
    return null;
  }
};

/** Told from one look: a lock may be given back and taken by another between two. */
const lookAt = (path: string): ProcessIdentity | "free" | "stale" => {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return "free";
  }
  const owner = parseOwner(text);
  return owner !== null && isProcessAlive(owner) ? owner : "stale";
};

/** The living process that holds a lock; null when the lock is free or its holder has died. */
export const lockHolder = (path: string): ProcessIdentity | null => {
  const found = lookAt(path);
  return typeof found === "string" ? null : found;
};

/** Hard links are made by one process only, so the file appears whole and once. */
const tryTake = (path: string, content: string): boolean => {
  const mine = `${path}.${process.pid}`;
  writeFileSync(mine, content, { mode: 0o600 });
  try {
    linkSync(mine, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(mine, { force: true });
  }
};

export type Lock = { readonly release: () => void };

/**
 * Removes a lock whose holder has died. Two processes that both saw the dead holder must not both remove it: the
 * second would remove the lock that the first has taken in between. So only one at a time looks again and removes.
 */
const breakStale = (path: string, content: string): void => {
  const guard = `${path}.break`;
  if (!tryTake(guard, content)) {
    if (lookAt(guard) === "stale") rmSync(guard, { force: true });
    return;
  }
  try {
    if (lookAt(path) === "stale") rmSync(path, { force: true });
  } finally {
    rmSync(guard, { force: true });
  }
};

const tries = 50;

/** Takes a lock for this process; gives back the holder when another living process has it. */
export const takeLock = (path: string): Lock | { readonly heldBy: ProcessIdentity } => {
  const content = JSON.stringify({ pid: process.pid, startTicks: startTicksOf(process.pid) });
  for (let count = 0; count < tries; count += 1) {
    if (tryTake(path, content)) {
      return {
        release: () => {
          if (lockHolder(path)?.pid === process.pid) rmSync(path, { force: true });
        },
      };
    }
    const holder = lockHolder(path);
    if (holder !== null) return { heldBy: holder };
    breakStale(path, content);
  }
  return { heldBy: { pid: 0, startTicks: null } };
};
