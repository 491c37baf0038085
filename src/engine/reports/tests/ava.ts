import type { TestFailure } from "../test-results.ts";
import { lineAt } from "./line-at.ts";
import { firstFrame } from "./location.ts";
import { emptyRun, failure, maximumFailures, type OutputLines, type TestRun } from "./test-run.ts";

const counted =
  /^ {2}(\d{1,9}) (tests? passed|tests? failed|tests? skipped|tests? todo|known failures?|uncaught exceptions?|unhandled rejections?|test files? (?:did not run|were not run|was not run).{0,40}|tests? remaining in .{1,200})$/;
const mark = /^ {2}(?:✖|✘) (?:\[fail\]: )?(.{1,400})$/;
const separator = /^ {2}─$/;
const noTests = /^ {2}[✘✖] (?:No tests found in .{1,300}|Couldn.t find any files to test)/;

const readTotals = (
  lines: OutputLines,
  index: number,
): { readonly totals: ReadonlyMap<string, number>; readonly end: number } => {
  const totals = new Map<string, number>();
  let end = index;
  for (; end < lines.length; end += 1) {
    const match = counted.exec(lineAt(lines, end));
    if (!match?.[2]) break;
    totals.set(match[2].replace(/s\b/g, "").replace(/^test /, ""), Number(match[1]));
  }
  return { totals, end: end - 1 };
};

/** The lines that may be the title above the details of a failure: alone, indented by two, with nothing below. */
const readTitleLines = (lines: OutputLines, first: number, last: number): readonly number[] => {
  const titles: number[] = [];
  for (let index = first; index < last && titles.length < maximumFailures; index += 1) {
    if (/^ {2}[^\s─✔✖✘]/.test(lineAt(lines, index)) && lineAt(lines, index + 1).trim() === "")
      titles.push(index);
  }
  return titles;
};

const readFailures = (lines: OutputLines, first: number, last: number): readonly TestFailure[] => {
  const failures: TestFailure[] = [];
  const titles = readTitleLines(lines, first, last);
  for (let index = first; index < last && failures.length < maximumFailures; index += 1) {
    const text = mark.exec(lineAt(lines, index))?.[1];
    if (text === undefined || /exited with a non-zero exit code|No tests found/.test(text)) continue;
    const title = titles.find((line) => line > index && text.startsWith(lineAt(lines, line).slice(2)));
    failures.push(title === undefined ? failure(text) : describe(lines, title, text));
  }
  return failures;
};

/** The first line may carry the message after the title; the details name the place as "file:line" or in a stack. */
const describe = (lines: OutputLines, titleLine: number, text: string): TestFailure => {
  const title = lineAt(lines, titleLine).slice(2);
  const place = /^ {2}(\S{1,300}):(\d{1,7})$/.exec(lineAt(lines, titleLine + 2));
  const frame = place ? null : firstFrame(lines, titleLine + 1, titleLine + 30);
  const details = lines
    .slice(titleLine + (place ? 3 : 1), titleLine + 30)
    .filter((entry) => !/^ {1,8}\d{1,7}: /.test(entry));
  const below = details.map((entry) => entry.trim()).filter((entry) => entry !== "");
  const line = place ? Number(place[2]) : (frame?.line ?? null);
  return failure(
    title,
    place?.[1] ?? frame?.file ?? null,
    line,
    text.slice(title.length).trim() || below.slice(0, 3).join(" "),
  );
};

/** ava leaves the passed tests out of its totals when some failed: then their marks are counted. */
const countPassed = (lines: OutputLines, from: number, end: number, known: number): number | null => {
  let passed = 0;
  let marks = 0;
  let tagged = 0;
  for (let index = from; index < end; index += 1) {
    const line = lineAt(lines, index);
    if (/^ {2}[✔✖✘] /.test(line)) marks += 1;
    if (line.startsWith("  ✔ [expected fail]")) tagged += 1;
    if (line.startsWith("  ✔ ")) passed += 1;
  }
  return marks === 0 ? null : Math.max(0, passed - Math.max(known, tagged));
};

/** Reads ava: after a rule come lines such as "2 tests failed". */
export const readAva = (lines: OutputLines): readonly TestRun[] => {
  const runs: TestRun[] = [];
  let from = 0;
  for (let index = 0; index < lines.length; index += 1) {
    if (!separator.test(lineAt(lines, index))) continue;
    const begin = lineAt(lines, index + 1).trim() === "" ? index + 2 : index + 1;
    const { totals, end } = readTotals(lines, begin);
    const isEmpty =
      totals.size === 0 && lines.slice(Math.max(from, index - 20), index).some((line) => noTests.test(line));
    if (totals.size === 0 && !isEmpty) continue;
    const count = (word: string): number => totals.get(word) ?? 0;
    runs.push({
      ...emptyRun,
      runner: "ava",
      first: Math.min(index, begin),
      last: Math.max(end, index),
      passed: totals.get("passed") ?? countPassed(lines, from, index, count("known failure")),
      failed: count("failed"),
      skipped: count("skipped"),
      errors: count("uncaught exception") + count("unhandled rejection") + (isEmpty ? 1 : 0),
      failures: readFailures(lines, from, index),
    });
    from = Math.max(end, index) + 1;
  }
  return runs;
};
