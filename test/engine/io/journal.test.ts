import { appendFileSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { EventBody } from "../../../src/engine/domain/events.ts";
import { evolveAll } from "../../../src/engine/domain/evolve.ts";
import { emptyState } from "../../../src/engine/domain/state.ts";
import { openJournal } from "../../../src/engine/io/journal.ts";
import { JournalFault } from "../../../src/engine/io/journal-fault.ts";
import { journalStart, readJournalFrom, recoverJournal } from "../../../src/engine/io/journal-read.ts";
import { created, started } from "../../support/bodies.ts";
import { randomFrom, randomStart, randomWorld } from "../../support/random-world.ts";
import { begin } from "../../support/scenario.ts";
import { Simulation } from "../../support/simulation.ts";
import { temporaryFolder } from "../../support/temporary.ts";

const clock = { now: () => "2026-03-01T10:00:00.000Z" };
const warning = (message: string): EventBody => ({ type: "warning.raised", code: "x", message, run: null });

const written = (...batches: readonly (readonly EventBody[])[]): string => {
  const path = join(temporaryFolder(), "journal.ndjson");
  const journal = openJournal(path, 0, clock);
  for (const batch of batches) journal.append(batch);
  journal.close();
  return path;
};

const faultOf = (read: () => unknown): JournalFault => {
  try {
    read();
  } catch (error) {
    if (error instanceof JournalFault) return error;
    throw error;
  }
  throw new Error("it was read without a fault");
};

describe("a journal", () => {
  test("numbers its events from 1 on, a line each, and goes on after the last number", () => {
    const path = written([created(), started()], [warning("a")]);
    const again = openJournal(path, 3, clock);
    expect(again.append([warning("b")])).toMatchObject([{ seq: 4, at: clock.now() }]);
    expect(again.append([])).toEqual([]);
    again.close();
    const { events } = readJournalFrom(path, journalStart);
    expect(events.map((event) => event.seq)).toEqual([1, 2, 3, 4]);
    expect(readFileSync(path, "utf8").split("\n")).toHaveLength(5);
  });

  test("can be read by its owner only", () => {
    expect(statSync(written([created()])).mode & 0o777).toBe(0o600);
  });

  test("keeps any text as it is: line ends, quotes, other scripts, half characters", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        const path = written([warning(`${text}\n"\u2028`)]);
        const [event] = readJournalFrom(path, journalStart).events;
        expect(event).toMatchObject({ message: `${text}\n"\u2028` });
      }),
      { numRuns: 40 },
    );
  });

  test("is read on from where a reader stood, without the line that is being written", () => {
    const path = written([created()]);
    const first = readJournalFrom(path, journalStart);
    appendFileSync(path, '{"seq":2,"at":"2026-0');
    const second = readJournalFrom(path, first.position);
    expect(second).toMatchObject({ events: [], tailBytes: 21 });
    appendFileSync(path, '3-01T10:00:00Z","type":"session.paused","channel":"tui"}\n');
    expect(readJournalFrom(path, second.position).events).toMatchObject([{ seq: 2, type: "session.paused" }]);
  });

  test("larger than a reading block is read whole", () => {
    const path = written(Array.from({ length: 3000 }, (_, index) => warning(`${index} ${"ä".repeat(400)}`)));
    expect(statSync(path).size).toBeGreaterThan(2 ** 21);
    expect(readJournalFrom(path, journalStart).events).toHaveLength(3000);
  });
});

describe("a torn last line", () => {
  test("is cut off wherever the tear is, and nothing else is lost", () => {
    const whole = readFileSync(written([created(), started()], [warning("ünïcödé")]));
    const lastLine = whole.subarray(0, -1).lastIndexOf(10) + 1;
    fc.assert(
      fc.property(fc.integer({ min: lastLine + 1, max: whole.length - 1 }), (cut) => {
        const path = join(temporaryFolder(), "journal.ndjson");
        writeFileSync(path, whole.subarray(0, cut));
        const recovered = recoverJournal(path);
        expect(recovered).toMatchObject({ bytesCut: cut - lastLine, lastSeq: 2 });
        expect(readFileSync(path)).toEqual(whole.subarray(0, lastLine));
        expect(recoverJournal(path)).toMatchObject({ bytesCut: 0, lastSeq: 2 });
      }),
      { numRuns: 40 },
    );
  });

  test("is left alone by one who only reads", () => {
    const path = written([created()]);
    appendFileSync(path, "{torn");
    const size = statSync(path).size;
    readJournalFrom(path, journalStart);
    expect(statSync(path).size).toBe(size);
  });
});

describe("a journal that cannot be folded says where and what to do", () => {
  const line = (seq: number, rest = '"type":"session.paused","channel":"x"') =>
    `{"seq":${seq},"at":"2026-03-01T10:00:00.000Z",${rest}}\n`;

  test.each([
    ["garbage in the middle", `${line(1)}garbage\n${line(2)}`, 2, "is not JSON"],
    ["a gap in the numbers", `${line(1)}${line(3)}`, 2, "has seq 3 where 2 was expected"],
    ["the same number twice", `${line(1)}${line(1)}`, 2, "has seq 1 where 2 was expected"],
    ["a number that is none", `${line(1)}{"seq":"2"}\n`, 2, "is not an event"],
    ["a field of the wrong type", line(1, '"type":"session.paused","channel":7'), 1, "channel"],
    ["a line of zeros, as a crash of the disk leaves it", `${line(1)}${"\0".repeat(40)}\n`, 2, "is not JSON"],
  ])("%s", (_name, content, at, problem) => {
    const path = join(temporaryFolder(), "journal.ndjson");
    writeFileSync(path, content);
    const fault = faultOf(() => recoverJournal(path));
    expect(fault.message).toContain(`${path}, line ${at} `);
    expect(fault.message).toContain(problem);
    expect(fault.advice).toContain("lines before it are sound");
    expect(readFileSync(path, "utf8")).toBe(content);
  });

  test("an event of a newer version", () => {
    const path = join(temporaryFolder(), "journal.ndjson");
    writeFileSync(path, line(1, '"type":"session.teleported"'));
    expect(faultOf(() => recoverJournal(path))).toMatchObject({
      advice: expect.stringContaining("Update orch"),
    });
  });

  test("a journal that became shorter while it was followed", () => {
    const path = written([created(), started()]);
    const { position } = readJournalFrom(path, journalStart);
    writeFileSync(path, line(1));
    expect(faultOf(() => readJournalFrom(path, position)).message).toContain("became shorter");
  });
});

test("whatever a session writes into its journal replays to the same state", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => {
      const random = randomFrom(seed);
      const session = begin(randomStart(random));
      new Simulation(session, randomWorld(random)).run();
      const path = written(session.events.map(({ seq: _seq, at: _at, ...body }) => body as EventBody));
      const { events } = readJournalFrom(path, journalStart);
      const sameTime = session.events.map((event) => ({ ...event, at: clock.now() }));
      expect(evolveAll(emptyState, events)).toEqual(evolveAll(emptyState, sameTime));
    }),
    { numRuns: 25 },
  );
});
