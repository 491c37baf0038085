import { closeSync, fstatSync, openSync, readSync, truncateSync } from "node:fs";
import { knownEventTypes, type SessionEvent, sessionEventSchema } from "../domain/events.ts";
import { JournalFault } from "./journal-fault.ts";

const newline = 0x0a;
const chunkBytes = 1 << 20;

/** Where a reader of a journal stands. Bytes and lines, both from the start of the file. */
export type JournalPosition = { readonly offset: number; readonly line: number; readonly seq: number };

export const journalStart: JournalPosition = { offset: 0, line: 0, seq: 0 };

export type JournalPiece = {
  readonly events: readonly SessionEvent[];
  readonly position: JournalPosition;
  /** Bytes after the last line end: a line that is being written, or was torn by a crash. */
  readonly tailBytes: number;
};

const parseJson = (raw: string, path: string, line: number): unknown => {
  try {
    return JSON.parse(raw);
  } catch {
    throw new JournalFault(path, line, `is not JSON: ${JSON.stringify(raw.slice(0, 60))}`);
  }
};

const typeOf = (value: unknown): string | null =>
  typeof value === "object" && value !== null && "type" in value && typeof value.type === "string"
    ? value.type
    : null;

/** Checks one line of a journal or recording. Throws a JournalFault that names file, line and remedy. */
export const parseEvent = (value: unknown, path: string, line: number, expectedSeq: number): SessionEvent => {
  const parsed = sessionEventSchema.safeParse(value);
  if (!parsed.success) {
    const type = typeOf(value);
    if (type !== null && !knownEventTypes.has(type)) {
      throw new JournalFault(
        path,
        line,
        `has the event type "${type}", which this version of orch does not know`,
        "Update orch: a newer version wrote it.",
      );
    }
    const issue = parsed.error.issues[0];
    throw new JournalFault(
      path,
      line,
      `is not an event: ${issue?.path.join(".") ?? ""} ${issue?.message ?? ""}`,
    );
  }
  if (parsed.data.seq !== expectedSeq) {
    throw new JournalFault(path, line, `has seq ${parsed.data.seq} where ${expectedSeq} was expected`);
  }
  return parsed.data;
};

const parseLines = (
  text: string,
  path: string,
  from: JournalPosition,
): { events: SessionEvent[]; line: number; seq: number } => {
  const events: SessionEvent[] = [];
  let { line, seq } = from;
  for (const raw of text.split("\n")) {
    line += 1;
    if (raw === "") continue;
    const event = parseEvent(parseJson(raw, path, line), path, line, seq + 1);
    seq = event.seq;
    events.push(event);
  }
  return { events, line, seq };
};

/** Reads the whole lines after a position; leaves an unterminated last line alone. */
export const readJournalFrom = (path: string, from: JournalPosition): JournalPiece => {
  const descriptor = openSync(path, "r");
  try {
    const { size } = fstatSync(descriptor);
    if (size < from.offset)
      throw new JournalFault(
        path,
        from.line,
        `became shorter: ${size} bytes where ${from.offset} were read before`,
      );
    let position = from;
    const events: SessionEvent[] = [];
    let rest = Buffer.alloc(0);
    let offset = from.offset;
    while (offset < size) {
      const buffer = Buffer.alloc(Math.min(chunkBytes, size - offset));
      const count = readSync(descriptor, buffer, 0, buffer.length, offset);
      if (count === 0) break;
      offset += count;
      rest = Buffer.concat([rest, buffer.subarray(0, count)]);
      const end = rest.lastIndexOf(newline);
      if (end < 0) continue;
      const parsed = parseLines(rest.subarray(0, end).toString("utf8"), path, position);
      for (const event of parsed.events) events.push(event);
      position = { offset: position.offset + end + 1, line: parsed.line, seq: parsed.seq };
      rest = rest.subarray(end + 1);
    }
    return { events, position, tailBytes: rest.length };
  } finally {
    closeSync(descriptor);
  }
};

/**
 * Reads a journal for its writer: an unterminated last line was torn by a crash and is cut off.
 * Nothing else is ever repaired: a bad line elsewhere throws.
 */
export const recoverJournal = (
  path: string,
): { events: readonly SessionEvent[]; bytesCut: number; lastSeq: number } => {
  const { events, position, tailBytes } = readJournalFrom(path, journalStart);
  if (tailBytes > 0) truncateSync(path, position.offset);
  return { events, bytesCut: tailBytes, lastSeq: position.seq };
};
