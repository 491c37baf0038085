/** What a test command's output says. Numbers are null when the output does not give them. */
export type TestResults = {
  readonly runner: string | null;
  readonly passed: number | null;
  readonly failed: number | null;
  readonly skipped: number | null;
  readonly errors: number | null;
  /** Line coverage of the whole, in percent. */
  readonly coverage: number | null;
  readonly missing: readonly { readonly file: string; readonly lines: string }[];
  readonly failures: readonly TestFailure[];
  readonly warnings: readonly string[];
};

export type TestFailure = {
  readonly name: string;
  readonly file: string | null;
  readonly line: number | null;
  readonly message: string | null;
};
