/** What a test command's output says. Numbers are null when the output does not give them. */
export type TestResults = {
  readonly runner: string | null;
  readonly passed: number | null;
  readonly failed: number | null;
  /** Skipped, pending or ignored; tests that are only planned (todo) or expected to fail are not counted. */
  readonly skipped: number | null;
  /** What broke outside of an assertion: suites that did not load, broken fixtures, a crashed command. */
  readonly errors: number | null;
  /** Line coverage of the whole, in percent. */
  readonly coverage: number | null;
  readonly missing: readonly MissingLines[];
  readonly failures: readonly TestFailure[];
  readonly warnings: readonly string[];
};

/** Lines without coverage as the tool writes them, for example "5, 8-10". */
export type MissingLines = { readonly file: string; readonly lines: string };

export type TestFailure = {
  readonly name: string;
  readonly file: string | null;
  readonly line: number | null;
  readonly message: string | null;
};

export type TestVerdict = "passed" | "failed" | "unknown";

/** The exit code is believed over the text; without one, only counted tests without a failure are a pass. */
export const verdictOf = (results: TestResults, exitCode: number | null): TestVerdict => {
  if (exitCode !== null) return exitCode === 0 ? "passed" : "failed";
  if ((results.failed ?? 0) + (results.errors ?? 0) > 0 || results.failures.length > 0) return "failed";
  return results.passed === null && results.failed === null ? "unknown" : "passed";
};
