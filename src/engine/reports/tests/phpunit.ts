import type { TestFailure } from "../test-results.ts";
import { countOf, readNamedCounts } from "./counts.ts";
import {
  type CoverageReading,
  emptyRun,
  failure,
  maximumFailures,
  type OutputLines,
  type TestRun,
} from "./test-run.ts";

const banner = /^PHPUnit (\d{1,3})\.\d[\w.-]{0,20} by Sebastian Bergmann/;
const allPassed = /^OK \((\d{1,9}) tests?, \d{1,9} assertions?\)$/;
const counted = /^Tests: \d{1,9}, Assertions: \d{1,9}.{0,300}$/;
const nothing = /^No tests executed!$/;
const heading = /^There (?:was|were) \d{1,9} (error|failure|[a-z ]{3,40}?)s?:$/;
const numbered = /^(\d{1,7})\) (\S.{0,400})$/;
const place = /^(\/?\S.{0,300}\.php):(\d{1,7})$/;
/** Pest and Laravel's `artisan test` print their own summary. */
const pest = /^ {2}Tests: {1,8}((?:\d{1,9} [a-z]{2,20}(?:, | ?\(|$)){1,8}).{0,60}$/;

/** Errors and failures are numbered below their heading; risky and skipped tests are listed the same way. */
const readFailures = (lines: OutputLines, first: number, last: number): readonly TestFailure[] => {
  const failures: TestFailure[] = [];
  let kind: string | null = null;
  for (let index = first; index < last && failures.length < maximumFailures; index += 1) {
    const line = lines[index] ?? "";
    kind = heading.exec(line)?.[1] ?? kind;
    const name = numbered.exec(line)?.[2];
    if (name === undefined || (kind !== "error" && kind !== "failure")) continue;
    let at: RegExpExecArray | null = null;
    for (let next = index + 1; next < Math.min(last, index + 60) && !at; next += 1) {
      at = place.exec(lines[next] ?? "");
    }
    failures.push(failure(name, at?.[1] ?? null, at ? Number(at[2]) : null, lines[index + 1] ?? null));
  }
  return failures;
};

/** `--testdox` marks a failed test with a cross and puts the reason behind bars; the summary repeats both. */
const readTestdox = (lines: OutputLines, first: number, last: number): readonly TestFailure[] => {
  const failures = new Map<string, TestFailure>();
  let suite = "";
  for (let index = first; index < last && failures.size < maximumFailures; index += 1) {
    const line = lines[index] ?? "";
    if (/^\S/.test(line)) suite = line.trim();
    const name = /^ ✘ (\S.{0,300})$/.exec(line)?.[1];
    if (name === undefined) continue;
    const bars: string[] = [];
    for (let next = index + 1; /^ {3}[│┐├┴╵] ?/.test(lines[next] ?? "") && bars.length < 40; next += 1) {
      const text = (lines[next] ?? "")
        .slice(4)
        .replace(/^[│├┊]/, "")
        .trim();
      if (text !== "") bars.push(text);
    }
    const at = bars.flatMap((text) => place.exec(text) ?? []);
    const title = `${suite.replace(/ \(.{0,200}\)$/, "")}: ${name}`;
    failures.set(
      title,
      failure(title, at[1] ?? null, at[2] === undefined ? null : Number(at[2]), bars[0] ?? null),
    );
  }
  return [...failures.values()];
};

/** Until PHPUnit 9 risky and warned tests are outcomes of their own; from 10 on they are notes on passed tests. */
const runOfCounts = (lines: OutputLines, first: number, index: number, major: number): TestRun => {
  const counts = readNamedCounts(lines[index] ?? "");
  const skipped = countOf(counts, "skipped", "incomplete");
  const failed = countOf(counts, "failures");
  const errors = countOf(counts, "errors");
  const listed = readFailures(lines, first, index);
  const others = major >= 10 ? 0 : countOf(counts, "risky", "warnings");
  return {
    ...emptyRun,
    runner: "phpunit",
    first,
    last: index,
    passed: Math.max(0, countOf(counts, "tests") - failed - errors - skipped - others),
    failed,
    skipped,
    errors,
    failures: listed.length > 0 ? listed : readTestdox(lines, first, index),
  };
};

const runOfPest = (text: string, index: number): TestRun => {
  const count = (word: string): number => Number(new RegExp(`(\\d{1,9}) ${word}`).exec(text)?.[1] ?? 0);
  return {
    ...emptyRun,
    runner: "pest",
    first: index,
    last: index,
    passed: count("passed"),
    failed: count("failed"),
    skipped: count("skipped") + count("incomplete"),
  };
};

/** Reads PHPUnit (all versions, also --testdox), Pest and `artisan test`. */
export const readPhpunit = (lines: OutputLines): readonly TestRun[] => {
  const runs: TestRun[] = [];
  let first: number | null = null;
  let major = 9;
  for (const [index, line] of lines.entries()) {
    const version = banner.exec(line)?.[1];
    if (version !== undefined) {
      first = index;
      major = Number(version);
    }
    const begin = first ?? index;
    const passed = allPassed.exec(line)?.[1];
    const pestCounts = pest.exec(line)?.[1];
    if (passed !== undefined) {
      runs.push({ ...emptyRun, runner: "phpunit", first: begin, last: index, passed: Number(passed) });
    } else if (counted.test(line)) runs.push(runOfCounts(lines, begin, index, major));
    else if (pestCounts !== undefined) runs.push(runOfPest(pestCounts, index));
    else if (first !== null && nothing.test(line)) {
      runs.push({
        ...emptyRun,
        runner: "phpunit",
        first: begin,
        last: index,
        warnings: ["phpunit ran no tests"],
      });
    } else continue;
    first = null;
  }
  return runs;
};

const summaryTitle = /^ ?Summary: {0,40}$/;
const summaryLines = /^ {2}Lines: {1,8}(\d{1,3}(?:\.\d{1,4})?)% \( ?(\d{1,9})\/ ?(\d{1,9})\)/;

/** Reads the text coverage report: only the "Lines" of its summary speak of the whole. */
export const readPhpunitCoverage = (lines: OutputLines): readonly CoverageReading[] =>
  lines.flatMap((line, index) => {
    if (!summaryTitle.test(line)) return [];
    for (const next of lines.slice(index + 1, index + 8)) {
      const match = summaryLines.exec(next);
      if (!match) continue;
      const [percent, coveredLines, totalLines] = match.slice(1, 4).map(Number);
      return [
        {
          percent: percent ?? null,
          coveredLines: coveredLines ?? null,
          totalLines: totalLines ?? null,
          missing: [],
        },
      ];
    }
    return [];
  });
