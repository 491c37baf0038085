import type { TestFailure } from "../test-results.ts";
import { firstMatch } from "./collect.ts";
import { lineAt } from "./line-at.ts";
import { emptyRun, failure, maximumFailures, type OutputLines, type TestRun } from "./test-run.ts";

/** A test that prints without a line break leaves its text before the marker, so it may stand anywhere. */
const testResult = /(?:^|\S)--- (PASS|FAIL|SKIP): (\S{1,300}) \(\d[\d.]{0,12}s\)$/;
const nestedResult = /^\s{1,80}--- (?:PASS|FAIL|SKIP): /;
const runLine = /^=== RUN {2,4}\S/;
const packageResult = /^(ok|FAIL|\?|---)\s{1,8}(\S{1,300})(?:\t|\s{2,8}| )(.{1,300})$/;
const packageTail = /^(?:\d[\d.]{0,12}s|\(cached\)|\[[a-z ]{4,40}\])/;
const place = /^\s{1,80}(?:\S{1,80}: )?([\w./-]{1,300}_test\.go):(\d{1,7}): (.{0,500})$/;
const panic = /^(?:panic|fatal error): (.{1,500})/;

type PackageState = { sawFailure: boolean; panicMessage: string | null };

type Tally = {
  passed: number;
  failed: number;
  skipped: number;
  errors: number;
  isVerbose: boolean;
  failures: TestFailure[];
  first: number | null;
  last: number;
};

const nameOf = (line: string): { readonly outcome: string; readonly name: string } | null => {
  if (!line.includes("--- ") || nestedResult.test(line)) return null;
  const match = testResult.exec(line);
  return match?.[1] && match[2] ? { outcome: match[1], name: match[2] } : null;
};

type Reason = { readonly file: string | null; readonly line: number | null; readonly message: string | null };

const goFrame = /^\t(\/\S{1,300}_test\.go):(\d{1,7})/;

/** A panic follows its test's result; the first frame in a test file is where it came from. */
const panicBelow = (lines: OutputLines, index: number): Reason | null => {
  const message = panic.exec(lineAt(lines, index + 1))?.[0];
  if (message === undefined) return null;
  const frame = firstMatch(lines, index + 2, index + 40, goFrame);
  return { file: frame?.[1] ?? null, line: frame ? Number(frame[2]) : null, message };
};

const belongsToTest = (line: string): boolean => /^(?:\s|=== (?:NAME|CONT|PAUSE))/.test(line);

/** Without -v the reasons stand below the result, with -v above it: the nearest indented "file_test.go:12: text". */
const reasonOf = (lines: OutputLines, index: number): Reason | null => {
  let below = index + 1;
  while (below < index + 12 && belongsToTest(lineAt(lines, below))) below += 1;
  let above = index;
  while (above > index - 12 && belongsToTest(lineAt(lines, above - 1))) above -= 1;
  const match = firstMatch(lines, index + 1, below, place) ?? firstMatch(lines, above, index, place);
  if (!match) return panicBelow(lines, index);
  return { file: match[1] ?? null, line: Number(match[2]), message: match[3] ?? null };
};

const addResult = (tally: Tally, lines: OutputLines, index: number, state: PackageState): void => {
  const result = nameOf(lineAt(lines, index));
  if (!result) return;
  mark(tally, index);
  if (result.outcome === "FAIL") state.sawFailure = true;
  if (result.name.includes("/")) return;
  if (result.outcome === "PASS") tally.passed += 1;
  else if (result.outcome === "SKIP") tally.skipped += 1;
  else {
    tally.failed += 1;
    if (tally.failures.length >= maximumFailures) return;
    const reason = reasonOf(lines, index);
    tally.failures.push(
      failure(result.name, reason?.file ?? null, reason?.line ?? null, reason?.message ?? null),
    );
  }
};

const mark = (tally: Tally, index: number): void => {
  tally.first ??= index;
  tally.last = index;
};

/** A package that fails without a failed test did not build, timed out or crashed. */
const addPackage = (tally: Tally, line: string, index: number, state: PackageState): boolean => {
  const match = packageResult.exec(line);
  if (!match?.[3] || !packageTail.test(match[3])) return false;
  mark(tally, index);
  if (match[1] === "FAIL" && !state.sawFailure) {
    tally.errors += 1;
    if (tally.failures.length < maximumFailures) {
      tally.failures.push(failure(match[2] ?? "", null, null, state.panicMessage ?? match[3]));
    }
  }
  return true;
};

const emptyTally = (): Tally => ({
  passed: 0,
  failed: 0,
  skipped: 0,
  errors: 0,
  isVerbose: false,
  failures: [],
  first: null,
  last: 0,
});

/**
 * Reads `go test`: top-level tests only, as a subtest is part of its parent. Without -v Go prints no passed tests,
 * so their number is unknown.
 */
export const readGoTest = (lines: OutputLines): readonly TestRun[] => {
  const tally = emptyTally();
  let state: PackageState = { sawFailure: false, panicMessage: null };
  let packages = 0;
  for (const [index, line] of lines.entries()) {
    if (runLine.test(line)) tally.isVerbose = true;
    state.panicMessage ??= panic.exec(line)?.[0] ?? null;
    addResult(tally, lines, index, state);
    if (!addPackage(tally, line, index, state)) continue;
    packages += 1;
    state = { sawFailure: false, panicMessage: null };
  }
  if (packages === 0 && !tally.isVerbose) return [];
  if (tally.first === null) return [];
  return [
    {
      ...emptyRun,
      runner: "go test",
      first: tally.first,
      last: tally.last,
      passed: tally.isVerbose ? tally.passed : null,
      failed: tally.failed,
      skipped: tally.isVerbose ? tally.skipped : null,
      errors: tally.errors,
      failures: tally.failures,
    },
  ];
};
