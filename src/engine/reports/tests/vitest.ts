import type { TestFailure } from "../test-results.ts";
import { countOf, readCounts } from "./counts.ts";
import { firstFrame, firstText } from "./location.ts";
import { emptyRun, failure, maximumFailures, type OutputLines, type TestRun } from "./test-run.ts";

const start = /^ {0,2}(?:RUN|DEV) {2}v\d/;
const files = /^ {0,4}Test Files {2}(.{1,200})$/;
const tests = /^ {0,8}Tests {2}(.{1,200})$/;
const errors = /^ {0,8}Errors {2}(\d{1,6}) errors?$/;
const failedSuites = /Failed Suites (\d{1,6})/;
const failed = /^ ?FAIL {2}(\S.{0,500})$/;
const noFiles = /^No test files found, exiting with code (\d)/;

const readFailures = (lines: OutputLines, first: number, last: number): readonly TestFailure[] => {
  const seen = new Map<string, TestFailure>();
  for (let index = first; index < last && seen.size < maximumFailures; index += 1) {
    const title = failed.exec(lines[index] ?? "")?.[1];
    if (title === undefined || seen.has(title)) continue;
    let end = index + 1;
    while (end < last && !failed.test(lines[end] ?? "") && end < index + 60) end += 1;
    const frame = firstFrame(lines, index + 1, end);
    const file = /^(?:\|[^|]{1,80}\| )?([^ >]{1,300})/.exec(title)?.[1] ?? null;
    const message = failed.test(lines[index + 1] ?? "") ? null : firstText(lines, index + 1, end);
    seen.set(title, failure(title, frame?.file ?? file, frame?.line ?? null, message));
  }
  return [...seen.values()];
};

const matchNear = (
  lines: OutputLines,
  from: number,
  count: number,
  pattern: RegExp,
): RegExpExecArray | null => {
  for (let index = from; index < from + count; index += 1) {
    const match = pattern.exec(lines[index] ?? "");
    if (match) return match;
  }
  return null;
};

const brokenSuites = (lines: OutputLines, first: number, last: number): number => {
  for (let index = last; index >= first; index -= 1) {
    const match = failedSuites.exec(lines[index] ?? "");
    if (match && /^[^\w]{1,100}Failed/.test(lines[index] ?? "")) return Number(match[1]);
  }
  return 0;
};

const runOfSummary = (lines: OutputLines, first: number, filesLine: number): TestRun | null => {
  const text = matchNear(lines, filesLine + 1, 3, tests)?.[1];
  if (text === undefined) return null;
  const counts = readCounts(text);
  const unhandled = Number(matchNear(lines, filesLine + 1, 5, errors)?.[1] ?? 0);
  return {
    ...emptyRun,
    runner: "vitest",
    first,
    last: filesLine + 4,
    passed: countOf(counts, "passed"),
    failed: countOf(counts, "failed"),
    skipped: countOf(counts, "skipped"),
    errors: unhandled + brokenSuites(lines, first, filesLine),
    failures: readFailures(lines, first, filesLine),
  };
};

const runWithoutFiles = (first: number, last: number, exitCode: number): TestRun => ({
  ...emptyRun,
  runner: "vitest",
  first,
  last,
  errors: exitCode === 0 ? 0 : 1,
  warnings: ["vitest found no test files"],
});

/** Reads vitest's default, verbose, dot and tree reporters: all end in "Test Files" and "Tests". */
export const readVitest = (lines: OutputLines): readonly TestRun[] => {
  const runs: TestRun[] = [];
  let first: number | null = null;
  for (const [index, line] of lines.entries()) {
    if (start.test(line)) first = index;
    const exitCode = first === null ? undefined : noFiles.exec(line)?.[1];
    if (exitCode !== undefined) runs.push(runWithoutFiles(first ?? index, index, Number(exitCode)));
    if (!files.test(line)) continue;
    const run = runOfSummary(lines, first ?? index, index);
    if (!run) continue;
    runs.push(run);
    first = null;
  }
  return runs;
};
