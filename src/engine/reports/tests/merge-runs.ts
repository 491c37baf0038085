import type { TestFailure } from "../test-results.ts";
import type { CoverageReading, OutputLines, TestRun } from "./test-run.ts";
import { maximumFailures, percentOf } from "./test-run.ts";

/** What stands inside another runner's run was printed by a test: it is no run of its own. */
const isQuoted = (run: TestRun, others: readonly TestRun[]): boolean =>
  others.some(
    (other) =>
      other.runner !== run.runner &&
      other.last - other.first > run.last - run.first &&
      other.first <= run.first &&
      run.last <= other.last,
  );

/** The same run twice, as when an output is both shown and copied: same text, times included. */
const textOf = (run: TestRun, lines: OutputLines): string =>
  run.last - run.first >= 3 && run.last - run.first < 2000
    ? `${run.runner}\n${lines.slice(run.first, run.last + 1).join("\n")}`
    : `${run.first}:${run.last}`;

const maximumCompared = 500;

/** More summaries than any command prints are an attack or a loop: comparing them all would cost their square. */
export const maximumRuns = 2000;

export const distinctRuns = (allRuns: readonly TestRun[], lines: OutputLines): readonly TestRun[] => {
  const runs = allRuns.slice(0, maximumRuns);
  const wide = [...runs]
    .sort((left, right) => right.last - right.first - (left.last - left.first))
    .slice(0, maximumCompared);
  const seen = new Set<string>();
  return runs.filter((run) => {
    if (isQuoted(run, wide)) return false;
    const text = textOf(run, lines);
    if (seen.has(text)) return false;
    seen.add(text);
    return true;
  });
};

const broken = (run: TestRun): number => (run.failed ?? 0) + (run.errors ?? 0);

/**
 * A reporter for people and one for machines may speak of the same run. Of one runner the failures decide, as its
 * reporters do not agree on what else is a passed test (expected failures); of two names all numbers must agree.
 */
export const withoutRepeats = (
  documents: readonly TestRun[],
  texts: readonly TestRun[],
): readonly TestRun[] => {
  const isSame = (text: TestRun, document: TestRun): boolean =>
    text.runner === document.runner
      ? text.failed === document.failed
      : text.passed === document.passed &&
        (broken(text) === broken(document) || text.failed === document.failed);
  return [
    ...documents,
    ...texts.filter(
      (text) => !documents.slice(0, maximumCompared).some((document) => isSame(text, document)),
    ),
  ];
};

/** The sum of what is known; null when nothing is. */
export const sumOf = (values: readonly (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((left, value) => left + value, 0);
};

export const joinFailures = (runs: readonly TestRun[]): readonly TestFailure[] =>
  runs.flatMap((run) => run.failures).slice(0, maximumFailures);

/** One percentage for the whole: the only one, the same one, or line counts added up; otherwise unknown. */
export const wholePercent = (readings: readonly CoverageReading[]): number | null => {
  const percents = readings.map((reading) => reading.percent).filter((percent) => percent !== null);
  const [first] = percents;
  if (first === undefined) return null;
  if (percents.every((percent) => Math.abs(percent - first) <= 0.5)) return first;
  const covered = readings.map((reading) => reading.coveredLines);
  const total = readings.map((reading) => reading.totalLines);
  if (covered.includes(null) || total.includes(null)) return null;
  return percentOf(sumOf(covered) ?? 0, sumOf(total) ?? 0);
};
