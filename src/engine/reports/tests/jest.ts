import type { TestFailure } from "../test-results.ts";
import { countOf, readCounts } from "./counts.ts";
import { lineAt } from "./line-at.ts";
import { firstFrame, firstText } from "./location.ts";
import { emptyRun, failure, maximumFailures, type OutputLines, type TestRun } from "./test-run.ts";

const suites = /^Test Suites: {1,10}\S/;
const tests = /^Tests: {1,15}(.{1,200}? total)$/;
const suiteResult = /^ ?(?:PASS|FAIL|RUNS) {1,2}(\S.{0,400})$/;
const bullet = /^ {2}● (\S.{0,500})$/;
const noTests = /^No tests found, exiting with code (\d)/;
const brokenSuite = "Test suite failed to run";

/** Large runs repeat their failures in a summary: the same test of the same file counts once. */
const readFailures = (lines: OutputLines, first: number, last: number): ReadonlyMap<string, TestFailure> => {
  const failures = new Map<string, TestFailure>();
  let file: string | null = null;
  for (let index = first; index < last && failures.size < maximumFailures; index += 1) {
    const line = lineAt(lines, index);
    const result = suiteResult.exec(line)?.[1];
    if (result !== undefined) file = result.replace(/ \(\d[\d.]{0,10} m?s\)$/, "");
    const name = bullet.exec(line)?.[1];
    if (name === undefined || name === "Console" || name.startsWith("Console")) continue;
    const key = `${file ?? ""}\n${name}`;
    if (failures.has(key)) continue;
    const end = blockEnd(lines, index + 1, last);
    const frame = firstFrame(lines, index + 1, end);
    failures.set(
      key,
      failure(name, frame?.file ?? file, frame?.line ?? null, firstText(lines, index + 1, end)),
    );
  }
  return failures;
};

const blockEnd = (lines: OutputLines, from: number, last: number): number => {
  let end = from;
  while (
    end < last &&
    end < from + 80 &&
    !bullet.test(lineAt(lines, end)) &&
    !suiteResult.test(lineAt(lines, end))
  ) {
    end += 1;
  }
  return end;
};

const firstResult = (lines: OutputLines, from: number, summary: number): number => {
  for (let index = from; index < summary; index += 1)
    if (suiteResult.test(lineAt(lines, index))) return index;
  return summary;
};

const runOfSummary = (lines: OutputLines, from: number, testsLine: number): TestRun => {
  const counts = readCounts(tests.exec(lineAt(lines, testsLine))?.[1] ?? "");
  const first = firstResult(lines, from, testsLine - 1);
  const failures = readFailures(lines, first, testsLine);
  const broken = [...failures.values()].filter((entry) => entry.name === brokenSuite);
  return {
    ...emptyRun,
    runner: "jest",
    first,
    last: testsLine + 3,
    passed: countOf(counts, "passed"),
    failed: countOf(counts, "failed"),
    skipped: countOf(counts, "skipped"),
    errors: broken.length,
    failures: [...failures.values()],
  };
};

/** Reads jest: "Tests:" counts only directly below "Test Suites:", as a test may print such a line, too. */
export const readJest = (lines: OutputLines): readonly TestRun[] => {
  const runs: TestRun[] = [];
  let from = 0;
  for (const [index, line] of lines.entries()) {
    const exitCode = noTests.exec(line)?.[1];
    if (exitCode !== undefined) {
      runs.push({
        ...emptyRun,
        runner: "jest",
        first: index,
        last: index,
        errors: exitCode === "0" ? 0 : 1,
        warnings: ["jest found no tests"],
      });
    }
    if (!tests.test(line) || !suites.test(lineAt(lines, index - 1))) continue;
    runs.push(runOfSummary(lines, from, index));
    from = index + 1;
  }
  return runs;
};
