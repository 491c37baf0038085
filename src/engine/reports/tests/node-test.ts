import type { TestFailure } from "../test-results.ts";
import { lineAt } from "./line-at.ts";
import { firstText } from "./location.ts";
import { readTapFailures } from "./tap.ts";
import { emptyRun, failure, maximumFailures, type OutputLines, type TestRun } from "./test-run.ts";

const counter = /^(?:ℹ|#|i) (tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) (\d[\d.]{0,20})$/;
const failingTests = /^(?:✖|X) failing tests:$/;
const failedAt = /^test at (.{1,400}):(\d{1,7}):\d{1,6}$/;
const failedName = /^(?:✖|X) (.{1,400}?)(?: \(\d[\d.]{0,20}ms\))?$/;

/** The block of counters above "duration_ms": a test may print single lines like them, but not the block. */
const readCounters = (lines: OutputLines, end: number): ReadonlyMap<string, number> => {
  const counters = new Map<string, number>();
  for (let index = end; index >= Math.max(0, end - 8); index -= 1) {
    const match = counter.exec(lineAt(lines, index));
    if (!match?.[1]) break;
    counters.set(match[1], Number(match[2]));
  }
  return counters;
};

const readFailures = (lines: OutputLines, from: number): readonly TestFailure[] => {
  const failures: TestFailure[] = [];
  let insideList = false;
  for (let index = from + 1; index < lines.length && failures.length < maximumFailures; index += 1) {
    const line = lineAt(lines, index);
    if (counter.exec(line)?.[1] === "pass") break;
    insideList ||= failingTests.test(line);
    if (!insideList) continue;
    const place = failedAt.exec(line);
    const name = failedName.exec(lineAt(lines, index + 1))?.[1];
    if (!place || name === undefined) continue;
    failures.push(failure(name, place[1] ?? null, Number(place[2]), firstText(lines, index + 2, index + 6)));
  }
  return failures;
};

const runOfCounters = (lines: OutputLines, first: number, end: number): TestRun | null => {
  const counters = readCounters(lines, end);
  const passed = counters.get("pass");
  if (passed === undefined) return null;
  const isTap = lineAt(lines, end).startsWith("#");
  return {
    ...emptyRun,
    runner: "node --test",
    first,
    last: end,
    passed,
    failed: counters.get("fail") ?? 0,
    skipped: counters.get("skipped") ?? counters.get("skip") ?? 0,
    errors: counters.get("cancelled") ?? 0,
    failures: isTap ? readTapFailures(lines, first, end) : readFailures(lines, end),
  };
};

const dots = /^[.X]{1,200}$/;

/** The dot reporter gives no counters: its characters are the counts, skipped tests and suites among them. */
const readDots = (lines: OutputLines): readonly TestRun[] => {
  const title = lines.indexOf("Failed tests:");
  const before = lines.slice(0, Math.max(0, title)).filter((line) => dots.test(line));
  if (title < 0 || before.length === 0) return [];
  const failed = before.join("").split("X").length - 1;
  const warning =
    "the dot reporter of node --test does not tell passed from skipped tests, nor tests from suites";
  return [
    {
      ...emptyRun,
      runner: "node --test",
      last: title,
      passed: null,
      failed,
      skipped: null,
      warnings: [warning],
    },
  ];
};

/** Reads `node --test` in its spec and TAP reporters, by the counters that both end with. */
export const readNodeTest = (lines: OutputLines): readonly TestRun[] => {
  const runs: TestRun[] = [];
  let from = 0;
  for (const [index, line] of lines.entries()) {
    if (counter.exec(line)?.[1] !== "duration_ms") continue;
    const isTap = line.startsWith("#");
    const offset = isTap ? lines.slice(from, index).findIndex((text) => text.startsWith("TAP version")) : -1;
    const run = runOfCounters(lines, offset < 0 ? Math.max(from, index - 8) : from + offset, index);
    if (run) runs.push(run);
    from = index + 1;
  }
  return runs.length > 0 ? runs : readDots(lines);
};
