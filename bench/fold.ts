import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SessionEvent } from "../src/engine/domain/events.ts";
import { evolveAll } from "../src/engine/domain/evolve.ts";
import { emptyState } from "../src/engine/domain/state.ts";
import { systemClock } from "../src/engine/io/clock.ts";
import { journalStart, readJournalFrom } from "../src/engine/io/journal-read.ts";
import { Replay } from "../src/engine/replay.ts";
import { busyEvents } from "./busy-session.ts";
import { type Figure, figure, quantile } from "./statistics.ts";

const count = 100_000;

const time = <T>(work: () => T): { readonly milliseconds: number; readonly result: T } => {
  const started = performance.now();
  const result = work();
  return { milliseconds: performance.now() - started, result };
};

const measureSeeks = (events: readonly SessionEvent[]): readonly number[] => {
  const replay = new Replay(events, systemClock);
  const shares = Array.from({ length: 40 }, (_, index) => ((index * 37) % 100) / 100);
  return shares.map((share) => time(() => replay.act({ kind: "seek", share })).milliseconds);
};

/** A long journal: read and checked from disk, folded, and moved about in. */
export const measureFold = (): readonly Figure[] => {
  const folder = mkdtempSync(join(tmpdir(), "orch-bench-fold-"));
  try {
    const path = join(folder, "journal.ndjson");
    const events = busyEvents(16, count);
    writeFileSync(path, events.map((event) => `${JSON.stringify(event)}\n`).join(""));
    const read = time(() => readJournalFrom(path, journalStart).events);
    const fold = time(() => evolveAll(emptyState, read.result));
    const seeks = measureSeeks(events);
    return [
      figure(`events folded a second (${count} events)`, count / (fold.milliseconds / 1000), "/s"),
      figure("the same journal read and checked", read.milliseconds, "ms"),
      figure("replay of it: seek anywhere, worst of 40", quantile(seeks, 1), "ms", {
        text: "< 1000",
        met: (value) => value < 1000,
      }),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
