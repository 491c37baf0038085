import * as z from "zod";
import { readGoCoverage } from "./go-coverage.ts";
import { readGoTest } from "./go-test.ts";
import { stripEscapes } from "./output-lines.ts";
import { type DocumentReading, emptyRun, failure, maximumFailures, type TestRun } from "./test-run.ts";

const eventSchema = z.object({
  Action: z.string(),
  Package: z.string().optional(),
  Test: z.string().optional(),
  Output: z.string().optional(),
});
type GoEvent = z.infer<typeof eventSchema>;

const parseEvent = (line: string): GoEvent | null => {
  if (!line.startsWith('{"') || !line.includes('"Action":')) return null;
  try {
    return eventSchema.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
};

const isTopLevel = (event: GoEvent): boolean => event.Test !== undefined && !event.Test.includes("/");

const countTests = (events: readonly GoEvent[], action: string): number =>
  events.filter((event) => event.Action === action && isTopLevel(event)).length;

/** Packages that fail without a failed test of their own: they did not build or crashed. */
const brokenPackages = (events: readonly GoEvent[]): readonly string[] => {
  const withFailedTest = new Set(
    events
      .filter((event) => event.Action === "fail" && event.Test !== undefined)
      .map((event) => event.Package),
  );
  return events
    .filter(
      (event) => event.Action === "fail" && event.Test === undefined && !withFailedTest.has(event.Package),
    )
    .map((event) => event.Package ?? "package");
};

const runOfEvents = (events: readonly GoEvent[], text: readonly string[], lastLine: number): TestRun => {
  const plain = readGoTest(text);
  const reasons = new Map(plain.flatMap((run) => run.failures).map((entry) => [entry.name, entry]));
  const failed = events.filter((event) => event.Action === "fail" && isTopLevel(event));
  const broken = brokenPackages(events);
  return {
    ...emptyRun,
    runner: "go test",
    first: 0,
    last: lastLine,
    passed: countTests(events, "pass"),
    failed: failed.length,
    skipped: countTests(events, "skip"),
    errors: broken.length,
    failures: [
      ...failed
        .slice(0, maximumFailures)
        .map((event) => reasons.get(event.Test ?? "") ?? failure(event.Test ?? "")),
      ...broken.slice(0, maximumFailures).map((name) => reasons.get(name) ?? failure(name)),
    ],
  };
};

/** Reads `go test -json`: one event per line; the output events hold the text that Go would have printed. */
export const readGoJson = (rawLines: readonly string[]): DocumentReading | null => {
  const events: GoEvent[] = [];
  for (const line of rawLines) {
    const event = parseEvent(line);
    if (event) events.push(event);
  }
  if (!events.some((event) => event.Package !== undefined)) return null;
  const text = stripEscapes(events.map((event) => event.Output ?? "").join("")).split("\n");
  return { runs: [runOfEvents(events, text, rawLines.length - 1)], coverages: readGoCoverage(text) };
};
