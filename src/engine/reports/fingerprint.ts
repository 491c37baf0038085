import type { Severity } from "../domain/severity.ts";
import { readWrittenPlace } from "./evidence-path.ts";
import { canonicalWords, coverageOf, similarityOf, type WeightedWords, weighWords } from "./finding-words.ts";

/** What of a finding says which one it is. */
export type Matchable = {
  readonly severity: Severity;
  readonly title: string;
  readonly description: string | null;
  readonly file: string | null;
  readonly line: number | null;
  readonly dimension?: string | null;
};

type FindingPair<Previous, Current> = { readonly previous: Previous; readonly current: Current };

export type FindingMatch<Previous, Current> = {
  /** Still open: one earlier finding and what a later audit says of it. */
  readonly pairs: readonly FindingPair<Previous, Current>[];
  /** New: nothing earlier is the same. */
  readonly added: readonly Current[];
  /** Closed: no later finding is the same. */
  readonly gone: readonly Previous[];
};

/** FNV-1a over UTF-16 units, twice with different seeds: 16 hexadecimal digits, for identity and not for security. */
const hash = (text: string): string =>
  [0x811c9dc5, 0x01234567]
    .map((seed) => {
      let value = seed;
      for (let index = 0; index < text.length; index += 1) {
        value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
      }
      return (value >>> 0).toString(16).padStart(8, "0");
    })
    .join("");

const pathOf = (file: string | null): string =>
  file === null
    ? ""
    : readWrittenPlace(file)
        .path.replace(/^(?:\.?\/)+/, "")
        .replace(/\/+$/, "")
        .toLowerCase();

/**
 * An identifier that stays when lines shift, the severity changes or the title is spelled otherwise. Findings that
 * differ only in their line share it, and a title in other words changes it: `matchFindings` sees through both.
 */
export const fingerprintOf = (finding: Matchable): string =>
  hash(`${pathOf(finding.file)}\n${canonicalWords(finding.title)}`);

type Prepared = {
  readonly path: string;
  readonly line: number | null;
  readonly spelling: string;
  readonly title: WeightedWords;
  readonly whole: WeightedWords;
  readonly severity: Severity;
  readonly dimension: string | null;
};

const prepare = (finding: Matchable): Prepared => ({
  path: pathOf(finding.file),
  line: finding.line ?? (finding.file === null ? null : readWrittenPlace(finding.file).line),
  spelling: finding.title.trim().toLowerCase(),
  title: weighWords(finding.title),
  whole: weighWords(`${finding.title.slice(0, 400)}. ${finding.description ?? ""}`),
  severity: finding.severity,
  dimension: finding.dimension ?? null,
});

/** A word that many of the findings have tells them apart less: it keeps between 30 % and all of its weight. */
const rarityOf = (findings: readonly Prepared[]): ((word: string, weight: number) => number) => {
  const counts = new Map<string, number>();
  for (const finding of findings) {
    for (const word of finding.title.keys()) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  // Each finding is expected once in either list, so a word of one pair only is not common.
  const whole = Math.log(1 + Math.max(2, findings.length) / 2);
  return (word, weight) => {
    const common = Math.max(2, counts.get(word) ?? 2);
    const rarity = Math.log(1 + Math.max(2, findings.length) / common) / whole;
    return weight * (0.3 + 0.7 * rarity);
  };
};

type Weigh = (word: string, weight: number) => number;

type Place = "same" | "moved" | "unknown" | "other";

const comparePlaces = (left: string, right: string): Place => {
  if (left === "" || right === "") return "unknown";
  if (left === right || left.endsWith(`/${right}`) || right.endsWith(`/${left}`)) return "same";
  return left.slice(left.lastIndexOf("/") + 1) === right.slice(right.lastIndexOf("/") + 1)
    ? "moved"
    : "other";
};

/** The titles, or how much of each title the other finding repeats somewhere. */
const compareTexts = (left: Prepared, right: Prepared, weigh: Weigh): number => {
  if (left.spelling === right.spelling) return 1;
  const titles = similarityOf(left.title, right.title, weigh);
  const crossed =
    (coverageOf(left.title, right.whole, weigh) + coverageOf(right.title, left.whole, weigh)) / 2;
  return Math.max(titles, 0.8 * crossed);
};

/** 1 on the same line, one half some ten lines away; where a line is unknown the place says little. */
const nearness = (left: number | null, right: number | null): number =>
  left === null || right === null ? 0.35 : Math.exp(-Math.abs(left - right) / 15);

const minimumText = { same: 0.18, moved: 0.75, unknown: 0.5, other: 2 } as const;

const minimumScore = 0.34;

/** How surely two findings are one, 0 for no. The same file and line needs little text, no file much. */
const scorePair = (left: Prepared, right: Prepared, weigh: Weigh): number => {
  const place = comparePlaces(left.path, right.path);
  if (place === "other") return 0;
  const text = compareTexts(left, right, weigh);
  if (text < minimumText[place]) return 0;
  const score = place === "same" ? 0.65 * text + 0.35 * nearness(left.line, right.line) : 0.75 * text;
  if (score < minimumScore) return 0;
  const sameSeverity = left.severity === right.severity ? 0.01 : 0;
  return score + sameSeverity + (left.dimension !== null && left.dimension === right.dimension ? 0.02 : 0);
};

type Candidate = { readonly previous: number; readonly current: number; readonly score: number };

const candidatesOf = (previous: readonly Prepared[], current: readonly Prepared[]): readonly Candidate[] => {
  const weigh = rarityOf([...previous, ...current]);
  const candidates: Candidate[] = [];
  for (const [left, before] of previous.entries()) {
    for (const [right, after] of current.entries()) {
      const score = scorePair(before, after, weigh);
      if (score > 0) candidates.push({ previous: left, current: right, score });
    }
  }
  return candidates.sort(
    (left, right) =>
      right.score - left.score || left.previous - right.previous || left.current - right.current,
  );
};

/** The same line of the same file, and nothing else left within five lines in either audit. */
const isOnlyOneThere = (finding: Prepared, others: readonly Prepared[]): boolean =>
  others.filter(
    (other) =>
      comparePlaces(finding.path, other.path) === "same" &&
      nearness(finding.line, other.line) > Math.exp(-6 / 15),
  ).length === 1;

const addSameLine = (
  matches: Map<number, number>,
  previous: readonly Prepared[],
  current: readonly Prepared[],
): void => {
  const taken = new Set(matches.values());
  const restBefore = previous.filter((_finding, index) => !matches.has(index));
  const restAfter = current.filter((_finding, index) => !taken.has(index));
  for (const before of restBefore) {
    const after = restAfter.find(
      (other) =>
        before.line !== null &&
        other.line === before.line &&
        comparePlaces(before.path, other.path) === "same",
    );
    if (!after || !isOnlyOneThere(before, restAfter) || !isOnlyOneThere(after, restBefore)) continue;
    matches.set(previous.indexOf(before), current.indexOf(after));
  }
};

/**
 * Finds which findings of two audits are the same, one to one: best pairs first, in other words, in Spanish or English,
 * with shifted lines or another severity. The result depends on the lists alone.
 */
export const matchFindings = <Previous extends Matchable, Current extends Matchable>(
  previous: readonly Previous[],
  current: readonly Current[],
): FindingMatch<Previous, Current> => {
  const before = previous.map(prepare);
  const after = current.map(prepare);
  const matches = new Map<number, number>();
  const taken = new Set<number>();
  for (const candidate of candidatesOf(before, after)) {
    if (matches.has(candidate.previous) || taken.has(candidate.current)) continue;
    matches.set(candidate.previous, candidate.current);
    taken.add(candidate.current);
  }
  addSameLine(matches, before, after);
  const paired = new Set(matches.values());
  return {
    pairs: previous.flatMap((finding, index) => {
      const other = current[matches.get(index) ?? -1];
      return other === undefined ? [] : [{ previous: finding, current: other }];
    }),
    added: current.filter((_finding, index) => !paired.has(index)),
    gone: previous.filter((_finding, index) => !matches.has(index)),
  };
};
