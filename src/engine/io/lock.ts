import { linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { ProcessIdentity } from "../ports.ts";
import { isProcessAlive, startTicksOf } from "./process-table.ts";

const readOwner = (path: string): ProcessIdentity | null => {
  try {
    const value: unknown = JSON.parse(readFileSync(path, "utf8"));
    if (typeof value !== "object" || value === null) return null;
    const { pid, startTicks } = value as { pid?: unknown; startTicks?: unknown };
    return typeof pid === "number"
      ? { pid, startTicks: typeof startTicks === "string" ? startTicks : null }
      : null;
  } catch {
    return null;
  }
};

/** The living process that holds a lock; null when the lock is free or its holder has died. */
export const lockHolder = (path: string): ProcessIdentity | null => {
  const owner = readOwner(path);
  return owner !== null && isProcessAlive(owner) ? owner : null;
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

/** Takes a lock for this process; gives back the holder when another living process has it. */
export const takeLock = (path: string): Lock | { readonly heldBy: ProcessIdentity } => {
  const content = JSON.stringify({ pid: process.pid, startTicks: startTicksOf(process.pid) });
  for (let tries = 0; tries < 5; tries += 1) {
    if (tryTake(path, content)) {
      return {
        release: () => {
          if (readOwner(path)?.pid === process.pid) rmSync(path, { force: true });
        },
      };
    }
    const holder = lockHolder(path);
    if (holder !== null) return { heldBy: holder };
    rmSync(path, { force: true });
  }
  return { heldBy: { pid: 0, startTicks: null } };
};
