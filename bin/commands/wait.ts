import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { UserFault } from "../../src/engine/domain/errors.ts";

const isReady = (path: string): boolean =>
  existsSync(path) && statSync(path).isFile() && statSync(path).size > 0;

const seconds = (text: string, name: string): number => {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new UserFault(
    `${name} must be a number of seconds above 0, got ${JSON.stringify(text)}.`,
    "For example: orch wait reports 300 10 backend.md",
  );
};

/**
 * `orch wait DIR TIMEOUT INTERVAL FILE…`: waits for files that agents promised, without reading them.
 * Exit code 0 when all are there, 1 when the time is over.
 */
export const runWait = async (
  folder: string,
  timeoutText: string,
  intervalText: string,
  files: readonly string[],
  out: { write: (text: string) => unknown },
): Promise<number> => {
  const timeout = seconds(timeoutText, "TIMEOUT");
  const interval = seconds(intervalText, "INTERVAL");
  const deadline = Date.now() + timeout * 1000;
  let before = -1;
  for (;;) {
    const missing = files.filter((file) => !isReady(join(folder, file)));
    const ready = files.length - missing.length;
    if (ready !== before) out.write(`${ready}/${files.length} reports ready…\n`);
    before = ready;
    if (missing.length === 0) return 0;
    const left = deadline - Date.now();
    if (left <= 0) {
      out.write(`Timed out after ${timeout} s; still missing in ${folder}: ${missing.join(", ")}\n`);
      return 1;
    }
    await sleep(Math.min(interval * 1000, left));
  }
};
