import type { TestFailure } from "../test-results.ts";
import { collect, firstMatch } from "./collect.ts";
import { countOf, readNamedCounts } from "./counts.ts";
import { lineAt } from "./line-at.ts";
import { type CoverageReading, emptyRun, failure, type OutputLines, type TestRun } from "./test-run.ts";

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
  let kind: string | null = null;
  return collect(lines, first, last, (line, index) => {
    kind = heading.exec(line)?.[1] ?? kind;
    const name = numbered.exec(line)?.[2];
    if (name === undefined || (kind !== "error" && kind !== "failure")) return null;
    const at = firstMatch(lines, index + 1, Math.min(last, index + 60), place);
    return failure(name, at?.[1] ?? null, at ? Number(at[2]) : null, lineAt(lines, index + 1));
  });
};

/** The lines behind bars below a test of `--testdox`: the message, then the places. */
const readBars = (lines: OutputLines, from: number): readonly string[] => {
  const bars: string[] = [];
  for (let index = from; index < from + 40 && /^ {3}[│┐├┴╵] ?/.test(lineAt(lines, index)); index += 1) {
    const text = lineAt(lines, index)
      .slice(4)
      .replace(/^[│├┊]/, "")
      .trim();
    if (text !== "") bars.push(text);
  }
  return bars;
};

/** `--testdox` marks a failed test with a cross; its summary repeats what stands above. */
const readTestdox = (lines: OutputLines, first: number, last: number): readonly TestFailure[] => {
  const seen = new Set<string>();
  let suite = "";
  return collect(lines, first, last, (line, index) => {
    if (/^\S/.test(line)) suite = line.trim().replace(/ \(.{0,200}\)$/, "");
    const name = /^ ✘ (\S.{0,300})$/.exec(line)?.[1];
    if (name === undefined || seen.has(`${suite}: ${name}`)) return null;
    seen.add(`${suite}: ${name}`);
    const bars = readBars(lines, index + 1);
    const at = bars.flatMap((text) => place.exec(text) ?? []);
    const position = at[2] === undefined ? null : Number(at[2]);
    return failure(`${suite}: ${name}`, at[1] ?? null, position, bars[0] ?? null);
  });
};

/** Until PHPUnit 9 risky and warned tests are outcomes of their own; from 10 on they are notes on passed tests. */
const runOfCounts = (lines: OutputLines, first: number, index: number, major: number): TestRun => {
  const counts = readNamedCounts(lineAt(lines, index));
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

const nameOfRun = { ...emptyRun, runner: "phpunit" };

/** The run that a summary line ends; null for any other line. */
const runOfLine = (
  lines: OutputLines,
  first: number | null,
  index: number,
  major: number,
): TestRun | null => {
  const line = lineAt(lines, index);
  const begin = first ?? index;
  const passed = allPassed.exec(line)?.[1];
  if (passed !== undefined) return { ...nameOfRun, first: begin, last: index, passed: Number(passed) };
  if (counted.test(line)) return runOfCounts(lines, begin, index, major);
  const pestCounts = pest.exec(line)?.[1];
  if (pestCounts !== undefined) return runOfPest(pestCounts, index);
  if (first === null || !nothing.test(line)) return null;
  return { ...nameOfRun, first, last: index, warnings: ["phpunit ran no tests"] };
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
    const run = runOfLine(lines, first, index, major);
    if (!run) continue;
    runs.push(run);
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
