import type { TestFailure } from "../test-results.ts";
import { collect } from "./collect.ts";
import { countOf, readCounts } from "./counts.ts";
import { lineAt } from "./line-at.ts";
import { firstFrame, firstText } from "./location.ts";
import { emptyRun, failure, type OutputLines, type TestRun } from "./test-run.ts";

const start = /^ {0,2}(?:RUN|DEV) {2}v\d/;
const files = /^ {0,4}Test Files {2}(.{1,200})$/;
const tests = /^ {0,8}Tests {2}(.{1,200})$/;
const errors = /^ {0,8}Errors {2}(\d{1,6}) errors?$/;
const failedSuites = /Failed Suites (\d{1,6})/;
const failed = /^ ?FAIL {2}(\S.{0,500})$/;
const noFiles = /^No test files found, exiting with code (\d)/;

const readFailures = (lines: OutputLines, first: number, last: number): readonly TestFailure[] => {
  const seen = new Set<string>();
  return collect(lines, first, last, (line, index) => {
    const title = failed.exec(line)?.[1];
    if (title === undefined || seen.has(title)) return null;
    seen.add(title);
    return describe(lines, index, last, title);
  });
};

/** The same failure in several tests lists their titles first and the reason once, below the last. */
const describe = (lines: OutputLines, index: number, last: number, title: string): TestFailure => {
  let start = index + 1;
  while (start < Math.min(last, index + 60) && failed.test(lineAt(lines, start))) start += 1;
  let end = start;
  while (end < Math.min(last, start + 60) && !failed.test(lineAt(lines, end))) end += 1;
  const frame = firstFrame(lines, start, end);
  const file = /^(?:\|[^|]{1,80}\| )?([^ >]{1,300})/.exec(title)?.[1] ?? null;
  return failure(title, frame?.file ?? file, frame?.line ?? null, firstText(lines, start, end));
};

const matchNear = (
  lines: OutputLines,
  from: number,
  count: number,
  pattern: RegExp,
): RegExpExecArray | null => {
  for (let index = from; index < from + count; index += 1) {
    const match = pattern.exec(lineAt(lines, index));
    if (match) return match;
  }
  return null;
};

const brokenSuites = (lines: OutputLines, first: number, last: number): number => {
  for (let index = last; index >= first; index -= 1) {
    const match = failedSuites.exec(lineAt(lines, index));
    if (match && /^[^\w]{1,100}Failed/.test(lineAt(lines, index))) return Number(match[1]);
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

const runOfLine = (lines: OutputLines, first: number | null, index: number): TestRun | null => {
  const line = lineAt(lines, index);
  if (files.test(line)) return runOfSummary(lines, first ?? index, index);
  const exitCode = first === null ? undefined : noFiles.exec(line)?.[1];
  return exitCode === undefined ? null : runWithoutFiles(first ?? index, index, Number(exitCode));
};

/** Reads vitest's default, verbose, dot and tree reporters: all end in "Test Files" and "Tests". */
export const readVitest = (lines: OutputLines): readonly TestRun[] => {
  const runs: TestRun[] = [];
  let first: number | null = null;
  for (const [index, line] of lines.entries()) {
    if (start.test(line)) first = index;
    const run = runOfLine(lines, first, index);
    if (!run) continue;
    runs.push(run);
    first = null;
  }
  return runs;
};
