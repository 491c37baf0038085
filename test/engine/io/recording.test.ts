import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { JournalFault } from "../../../src/engine/io/journal-fault.ts";
import { readRecording, writeRecording } from "../../../src/engine/io/recording.ts";
import { problem } from "../../support/bodies.ts";
import { simulate } from "../../support/scenario.ts";
import { temporaryFolder } from "../../support/temporary.ts";

const recorded = async (): Promise<{
  path: string;
  events: ReturnType<typeof simulate>["session"]["events"];
}> => {
  const simulation = simulate(
    { settings: { maxIterations: 1 } },
    { problems: () => [problem("Stays")], score: () => 5 },
  );
  simulation.run();
  const path = join(temporaryFolder(), "session.json");
  await writeRecording(path, "s1", "0.1.0", simulation.session.events);
  return { path, events: simulation.session.events };
};

const faultOf = (path: string): JournalFault => {
  try {
    readRecording(path);
  } catch (error) {
    if (error instanceof JournalFault) return error;
    throw error;
  }
  throw new Error("it was read without a fault");
};

test("gives back every event; it is one JSON document with a line for each", async () => {
  const { path, events } = await recorded();
  expect(readRecording(path)).toEqual(events);
  const text = readFileSync(path, "utf8");
  expect(JSON.parse(text)).toMatchObject({ format: "orch-recording", version: 1, session: "s1" });
  expect(text.split("\n")).toHaveLength(events.length + 3);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test("a journal can be read as one, also with a line that is being written", async () => {
  const { events } = await recorded();
  const path = join(temporaryFolder(), "journal.ndjson");
  writeFileSync(path, `${events.map((event) => `${JSON.stringify(event)}\n`).join("")}{"seq`);
  expect(readRecording(path)).toEqual(events);
});

test("cut in half says where it ends and what to do", async () => {
  const { path } = await recorded();
  const text = readFileSync(path, "utf8");
  writeFileSync(path, text.slice(0, text.length / 2));
  const fault = faultOf(path);
  expect(fault.message).toMatch(/line \d+ is where the recording ends too early/);
  expect(fault.advice).toContain("journal.ndjson");
});

test("a bad event is named by its line", async () => {
  const { path } = await recorded();
  const lines = readFileSync(path, "utf8").split("\n");
  lines[4] = '{"seq":4,"at":"2026-03-01T10:00:00.000Z","type":"session.paused"},';
  writeFileSync(path, lines.join("\n"));
  expect(faultOf(path).message).toContain("session.json, line 5 is not an event");
});

test.each([
  ["{}", "does not begin like a recording"],
  ['{"format":"orch-recording","version":1,"orchVersion":"1","session":"s","events":[]}', "holds no event"],
  ["", "ends too early"],
])("%j is refused", (content, problem) => {
  const path = join(temporaryFolder(), "session.json");
  writeFileSync(path, content);
  expect(faultOf(path).message).toContain(problem);
});

test("a folder is refused with what to name instead", () => {
  expect(faultOf(temporaryFolder()).advice).toContain("session.json");
});
