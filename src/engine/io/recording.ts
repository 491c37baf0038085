import { readFileSync, statSync } from "node:fs";
import writeFileAtomic from "write-file-atomic";
import * as z from "zod";
import type { SessionEvent } from "../domain/events.ts";
import { JournalFault } from "./journal-fault.ts";
import { journalStart, parseEvent, readJournalFrom } from "./journal-read.ts";

const recordingSchema = z.object({
  format: z.literal("orch-recording"),
  version: z.literal(1),
  orchVersion: z.string(),
  session: z.string(),
  events: z.array(z.unknown()),
});

/** Writes the self-contained file of a session: one event a line, so that it can be read and compared. */
export const writeRecording = async (
  path: string,
  session: string,
  orchVersion: string,
  events: readonly SessionEvent[],
): Promise<void> => {
  const head = JSON.stringify({ format: "orch-recording", version: 1, orchVersion, session });
  const lines = events.map((event) => JSON.stringify(event)).join(",\n");
  await writeFileAtomic(path, `${head.slice(0, -1)},"events":[\n${lines}\n]}\n`, { mode: 0o600 });
};

const cutAdvice =
  "The file seems to be cut off: copy it again, or replay the journal.ndjson of the session's folder instead.";

const parseRecording = (text: string, path: string): readonly SessionEvent[] => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new JournalFault(
      path,
      text.split("\n").length,
      "is where the recording ends too early: it is not whole JSON",
      cutAdvice,
    );
  }
  const recording = recordingSchema.safeParse(value);
  if (!recording.success) {
    throw new JournalFault(
      path,
      1,
      "does not begin like a recording of orch",
      "Give a session.json or a journal.ndjson that orch wrote.",
    );
  }
  return recording.data.events.map((event, index) => parseEvent(event, path, index + 2, index + 1));
};

/** Reads the events of a recording (`session.json`) or of a journal; throws a JournalFault for anything else. */
export const readRecording = (path: string): readonly SessionEvent[] => {
  if (statSync(path).isDirectory())
    throw new JournalFault(path, 0, "is a folder", "Name the session.json or journal.ndjson in it.");
  if (path.endsWith(".ndjson")) return readJournalFrom(path, journalStart).events;
  const events = parseRecording(readFileSync(path, "utf8"), path);
  if (events.length === 0) throw new JournalFault(path, 2, "holds no event", cutAdvice);
  return events;
};
