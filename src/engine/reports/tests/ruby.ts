import type { TestFailure } from "../test-results.ts";
import { collect } from "./collect.ts";
import { lineAt } from "./line-at.ts";
import {
  type CoverageReading,
  emptyRun,
  failure,
  maximumFailures,
  type OutputLines,
  type TestRun,
} from "./test-run.ts";

const examples =
  /^(\d{1,9}) examples?, (\d{1,9}) failures?(?:, (\d{1,9}) pending)?(?:, (\d{1,9}) errors? occurred outside of examples)?$/;
const runs =
  /^(\d{1,9}) (?:runs|tests), \d{1,9} assertions, (\d{1,9}) failures, (\d{1,9}) errors, (?:(\d{1,9}) skips|(\d{1,9}) pendings, (\d{1,9}) omissions.{0,60})/;
const failuresTitle = /^Failures:$/;
const numbered = /^ {2}(\d{1,7})\) (\S.{0,400})$/;
const rspecPlace = /^ {4,6}# (\.?\/?[^\s:]{1,300}):(\d{1,7})/;
const minitestPlace = /^(\S.{0,300}?) \[(.{1,300}):(\d{1,7})\]:$/;
const rerun = /^rspec (\.?\/?[^\s:[]{1,300})(?::(\d{1,7}))?\S{0,200} # (.{1,400})$/;

const readMessages = (lines: OutputLines, first: number, summary: number): ReadonlyMap<string, string> => {
  let open = false;
  const entries = collect(lines, first, summary, (line, index): readonly [string, string] | null => {
    open ||= failuresTitle.test(line);
    const name = open ? numbered.exec(line)?.[2] : undefined;
    return name === undefined ? null : [name, messageBelow(lines, index + 1, summary)];
  });
  return new Map(entries);
};

/** The list of commands that run the failed examples again names every one with its place. */
const readRspecFailures = (lines: OutputLines, first: number, summary: number): readonly TestFailure[] => {
  const messages = readMessages(lines, first, summary);
  const failures: TestFailure[] = [...readLoadErrors(lines, first, summary)];
  for (let index = summary + 1; index < lines.length && failures.length < maximumFailures; index += 1) {
    const line = lineAt(lines, index);
    const match = rerun.exec(line);
    if (match) failures.push(failureOfRerun(match, messages));
    else if (line.trim() !== "" && line !== "Failed examples:") break;
  }
  return failures;
};

const failureOfRerun = (match: RegExpExecArray, messages: ReadonlyMap<string, string>): TestFailure => {
  const name = match[3] ?? "";
  const line = match[2] === undefined ? null : Number(match[2]);
  return failure(name, match[1] ?? null, line, messages.get(name) ?? null);
};

/** What broke while a file was loaded has a block of its own and no number. */
const readLoadErrors = (lines: OutputLines, first: number, summary: number): readonly TestFailure[] => {
  const failures: TestFailure[] = [];
  for (let index = first; index < summary && failures.length < 100; index += 1) {
    const file = /^An error occurred while loading (\S{1,300}?)\.?$/.exec(lineAt(lines, index))?.[1];
    if (file !== undefined)
      failures.push(failure(`loading ${file}`, file, null, messageBelow(lines, index + 1, summary)));
  }
  return failures;
};

const messageBelow = (lines: OutputLines, from: number, end: number): string => {
  const texts: string[] = [];
  for (let index = from; index < Math.min(end, from + 20) && texts.length < 4; index += 1) {
    const line = lineAt(lines, index);
    if (numbered.test(line) || rspecPlace.test(line)) break;
    if (line.trim() !== "") texts.push(line.trim());
  }
  return texts.join(" ");
};

const readMinitestFailures = (lines: OutputLines, first: number, last: number): readonly TestFailure[] => {
  const failures: TestFailure[] = [];
  for (let index = first; index < last && failures.length < maximumFailures; index += 1) {
    const kind = /^ {1,3}\d{1,7}\) (Failure|Error):$/.exec(lineAt(lines, index))?.[1];
    if (kind === undefined) continue;
    const match = minitestPlace.exec(lineAt(lines, index + 1));
    const name = match?.[1] ?? lineAt(lines, index + 1).replace(/:$/, "");
    failures.push(
      failure(name, match?.[2] ?? null, match ? Number(match[3]) : null, lines[index + 2] ?? null),
    );
  }
  return failures;
};

const numbersOf = (match: RegExpExecArray): readonly number[] =>
  match.slice(1).map((text) => Number(text ?? 0));

const rspecRun = (lines: OutputLines, match: RegExpExecArray, first: number, index: number): TestRun => {
  const [total = 0, failed = 0, pending = 0, errors = 0] = numbersOf(match);
  return {
    ...emptyRun,
    runner: "rspec",
    first: index,
    last: index,
    passed: Math.max(0, total - failed - pending),
    failed,
    skipped: pending,
    errors,
    failures: readRspecFailures(lines, first, index),
  };
};

const minitestRun = (lines: OutputLines, match: RegExpExecArray, first: number, index: number): TestRun => {
  const [total = 0, failed = 0, errors = 0, skips = 0, pendings = 0, omissions = 0] = numbersOf(match);
  const skipped = skips + pendings + omissions;
  return {
    ...emptyRun,
    runner: "minitest",
    first: index,
    last: index,
    passed: Math.max(0, total - failed - errors - skipped),
    failed,
    skipped,
    errors,
    failures: readMinitestFailures(lines, first, index),
  };
};

/** Reads rspec ("7 examples, 2 failures, 3 pending"), minitest and test-unit ("4 runs, 2 assertions, …"). */
export const readRuby = (lines: OutputLines): readonly TestRun[] => {
  const found: TestRun[] = [];
  let first = 0;
  for (const [index, line] of lines.entries()) {
    const spec = examples.exec(line);
    const mini = spec ? null : runs.exec(line);
    if (spec) found.push(rspecRun(lines, spec, first, index));
    else if (mini) found.push(minitestRun(lines, mini, first, index));
    else continue;
    first = index + 1;
  }
  return found;
};

const simplecov = /(\d{1,9}) \/ (\d{1,9}) LOC \((\d{1,3}(?:\.\d{1,4})?)%\) covered/;
const simplecovLine = /^Line Coverage: (\d{1,3}(?:\.\d{1,4})?)% \((\d{1,9}) \/ (\d{1,9})\)$/;

/** Reads what SimpleCov prints after a run. */
export const readRubyCoverage = (lines: OutputLines): readonly CoverageReading[] =>
  lines.flatMap((line) => {
    const loc = line.includes(" LOC (") ? simplecov.exec(line.slice(0, 500)) : null;
    if (loc) return [reading(loc[3], loc[1], loc[2])];
    const match = simplecovLine.exec(line);
    return match ? [reading(match[1], match[2], match[3])] : [];
  });

const reading = (percent?: string, covered?: string, total?: string): CoverageReading => ({
  percent: Number(percent),
  coveredLines: Number(covered),
  totalLines: Number(total),
  missing: [],
});
