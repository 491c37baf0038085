import type { MissingLines, TestFailure } from "../test-results.ts";

/** The text of a test output, cleaned: no escape codes, no overlong lines. Runs refer to it by line index. */
export type OutputLines = readonly string[];

/** One run of one runner, as its own summary states it. */
export type TestRun = {
  readonly runner: string;
  /** First and last line (index, inclusive) that belong to the run: what is quoted inside is not another run. */
  readonly first: number;
  readonly last: number;
  readonly passed: number | null;
  readonly failed: number | null;
  readonly skipped: number | null;
  readonly errors: number | null;
  readonly failures: readonly TestFailure[];
  readonly warnings: readonly string[];
};

/** One coverage statement. Line counts, where the format has them, let several be added up. */
export type CoverageReading = {
  readonly percent: number | null;
  readonly coveredLines: number | null;
  readonly totalLines: number | null;
  readonly missing: readonly MissingLines[];
};

/** What a machine-readable document (JSON, XML, LCOV) gives. */
export type DocumentReading = {
  readonly runs: readonly TestRun[];
  readonly coverages: readonly CoverageReading[];
};

/** A hostile or endless output must not grow the result without end. */
export const maximumFailures = 1000;

const maximumMessageLength = 500;

export const emptyRun: TestRun = {
  runner: "unknown",
  first: 0,
  last: 0,
  passed: 0,
  failed: 0,
  skipped: 0,
  errors: 0,
  failures: [],
  warnings: [],
};

export const failure = (
  name: string,
  file: string | null = null,
  line: number | null = null,
  message: string | null = null,
): TestFailure => ({
  name: name.trim().slice(0, maximumMessageLength),
  file,
  line,
  message: message === null || message.trim() === "" ? null : message.trim().slice(0, maximumMessageLength),
});

/** Covered lines in percent, rounded to two places as the tools do; null without lines. */
export const percentOf = (covered: number, total: number): number | null =>
  total > 0 ? Math.round((covered / total) * 10_000) / 100 : null;
