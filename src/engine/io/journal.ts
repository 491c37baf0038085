import { closeSync, fdatasyncSync, openSync, writeSync } from "node:fs";
import { type EventBody, isLossy, type SessionEvent } from "../domain/events.ts";
import type { Clock, Journal } from "../ports.ts";

const writeAll = (descriptor: number, text: string): void => {
  const bytes = Buffer.from(text, "utf8");
  let written = 0;
  while (written < bytes.length) written += writeSync(descriptor, bytes, written);
};

/**
 * Opens the journal for its single writer. `lastSeq` is the number of the newest event in it.
 * Lossy events are written without waiting for the disk; all others are on it when `append` returns.
 */
export const openJournal = (path: string, lastSeq: number, clock: Pick<Clock, "now">): Journal => {
  const descriptor = openSync(path, "a", 0o600);
  let seq = lastSeq;
  return {
    append: (bodies: readonly EventBody[]): readonly SessionEvent[] => {
      if (bodies.length === 0) return [];
      const at = clock.now();
      const events = bodies.map((body): SessionEvent => {
        seq += 1;
        return { seq, at, ...body };
      });
      writeAll(descriptor, events.map((event) => `${JSON.stringify(event)}\n`).join(""));
      if (!events.every(isLossy)) fdatasyncSync(descriptor);
      return events;
    },
    close: () => closeSync(descriptor),
  };
};
