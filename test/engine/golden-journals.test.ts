import { copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { evolveAll } from "../../src/engine/domain/evolve.ts";
import { emptyState } from "../../src/engine/domain/state.ts";
import { systemClock } from "../../src/engine/io/clock.ts";
import { journalStart, readJournalFrom } from "../../src/engine/io/journal-read.ts";
import { readRecording } from "../../src/engine/io/recording.ts";
import { Replay } from "../../src/engine/replay.ts";
import { violationsOf } from "../support/invariants.ts";
import { temporaryFolder } from "../support/temporary.ts";

/**
 * Journals of real sessions and the states that they were when they were written. Neither is ever edited: a journal
 * of any earlier version must replay to what it was. New fields of the state may join, so the match is a partial one.
 */
const folder = join(import.meta.dirname, "../journals");
const journals = readdirSync(folder).filter((name) => name.endsWith(".ndjson"));

const expected = (name: string): object =>
  JSON.parse(readFileSync(join(folder, name.replace(".ndjson", ".state.json")), "utf8")) as object;

test("there are journals of success, of confirmations and of failures", () => {
  expect(journals.sort()).toEqual(["confirmations.ndjson", "failures.ndjson", "success.ndjson"]);
});

test.each(journals)("%s replays to the state that it was", (name) => {
  const { events, tailBytes } = readJournalFrom(join(folder, name), journalStart);
  expect(tailBytes).toBe(0);
  expect(evolveAll(emptyState, events)).toMatchObject(expected(name));
  expect(violationsOf(events)).toEqual([]);
});

test.each(journals)(
  "%s ends in the same state when it is played to its end, and after going back and forth",
  (name) => {
    const events = readRecording(join(folder, name));
    const replay = new Replay(events, systemClock);
    replay.act({ kind: "seek", share: 1 });
    expect(replay.store.getState().session).toMatchObject(expected(name));
    replay.act({ kind: "seek", share: 0 });
    replay.act({ kind: "step", events: 5 });
    replay.act({ kind: "jump", direction: "next" });
    replay.act({ kind: "step", events: events.length });
    expect(replay.store.getState().session).toMatchObject(expected(name));
    replay.close();
  },
);

test("a tampered one is seen: a changed number of money, a line taken out", () => {
  const path = join(temporaryFolder(), "journal.ndjson");
  copyFileSync(join(folder, "success.ndjson"), path);
  const text = readFileSync(path, "utf8");
  writeFileSync(path, text.replace('"costUsd":0.01', '"costUsd":0.02'));
  const { events } = readJournalFrom(path, journalStart);
  expect(evolveAll(emptyState, events)).not.toMatchObject(expected("success.ndjson"));
  const lines = text.split("\n");
  writeFileSync(path, [...lines.slice(0, 9), ...lines.slice(10)].join("\n"));
  expect(() => readJournalFrom(path, journalStart)).toThrow("line 10 has seq 11 where 10 was expected");
});
