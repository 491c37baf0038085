import type { Candidate } from "./candidates.ts";
import type { Level } from "./levels.ts";
import type { Location } from "./locations.ts";
import { similarity, titleWords } from "./similarity.ts";

type Known = { candidate: Candidate; readonly words: ReadonlySet<string>; readonly listings: Set<number> };

const bucketLimit = 12;

const nameOf = (location: Location): string =>
  location.file.slice(location.file.lastIndexOf("/") + 1).toLowerCase();

const sharesPlace = (left: Candidate, right: Candidate): boolean =>
  left.locations.some(
    (a) => a.line !== null && right.locations.some((b) => a.line === b.line && nameOf(a) === nameOf(b)),
  );

const sharesFile = (left: Candidate, right: Candidate): boolean =>
  left.locations.some((a) => right.locations.some((b) => nameOf(a) === nameOf(b)));

const prefixOf = (identifier: string): string => identifier.replace(/\d.*$/, "");

/** What two identifiers say: the same finding, different findings, or nothing. */
const compareIdentifiers = (left: Candidate, right: Candidate): "same" | "different" | "unknown" => {
  if (left.identifier === null || right.identifier === null) return "unknown";
  if (left.identifier === right.identifier) return "same";
  if (left.form === right.form || prefixOf(left.identifier) === prefixOf(right.identifier))
    return "different";
  return "unknown";
};

const isSame = (known: Known, candidate: Candidate, words: ReadonlySet<string>): boolean => {
  if (known.listings.has(candidate.listing)) return false;
  const alike = similarity(known.words, words);
  const identifiers = compareIdentifiers(known.candidate, candidate);
  if (identifiers === "different") return false;
  if (identifiers === "same") return alike >= 0.15 || sharesFile(known.candidate, candidate);
  // Two lists of the same form repeat each other less often than they hold similar findings.
  if (alike >= (known.candidate.form === candidate.form ? 0.75 : 0.58)) return true;
  if (sharesPlace(known.candidate, candidate)) return alike >= 0.12;
  return alike >= 0.4 && sharesFile(known.candidate, candidate);
};

const formRank: Readonly<Record<Candidate["form"], number>> = { heading: 3, row: 2, item: 1, line: 0 };
const detail = (candidate: Candidate): number =>
  formRank[candidate.form] + (candidate.locations.length > 0 ? 0.5 : 0);

const plainer = (first: Level | null, second: Level | null): Level | null => {
  if (first === null) return second;
  return second !== null && second.strength > first.strength ? second : first;
};

/** A tick in a plan is a step to come. */
const isDone = (candidate: Candidate): boolean => candidate.solved && candidate.kind !== "actions";

/** The fuller of two mentions, completed by the other. */
export const united = (left: Candidate, right: Candidate): Candidate => {
  const [main, other] = detail(right) > detail(left) ? [right, left] : [left, right];
  return {
    ...main,
    level: plainer(main.level, other.level),
    description: main.description ?? other.description,
    recommendation: main.recommendation ?? other.recommendation,
    locations: main.locations.length > 0 ? main.locations : other.locations,
    identifier: main.identifier ?? other.identifier,
    solved: isDone(main) || isDone(other),
  };
};

const keysOf = (candidate: Candidate, words: ReadonlySet<string>): string[] => {
  const keys = [...words].map((word) => `w${word}`);
  if (candidate.identifier !== null) keys.push(`i${candidate.identifier}`);
  for (const location of candidate.locations.slice(0, 6)) keys.push(`f${nameOf(location)}`);
  return keys;
};

/** Collects candidates; another mention of a known one completes it. */
export type Merger = {
  /** Takes a candidate; `onlyKnown` drops it when it is no mention of a known one. */
  readonly add: (candidate: Candidate, onlyKnown: boolean) => void;
  readonly merged: () => Candidate[];
};

export const createMerger = (): Merger => {
  const all: Known[] = [];
  const buckets = new Map<string, Known[]>();

  const find = (candidate: Candidate, words: ReadonlySet<string>, keys: readonly string[]): Known | null => {
    const near = new Set(keys.flatMap((key) => buckets.get(key) ?? []));
    for (const known of near) if (isSame(known, candidate, words)) return known;
    return null;
  };

  const remember = (known: Known, keys: readonly string[]): void => {
    for (const key of keys) {
      const bucket = buckets.get(key) ?? [];
      if (bucket.length < bucketLimit) bucket.push(known);
      buckets.set(key, bucket);
    }
  };

  const add = (candidate: Candidate, onlyKnown: boolean): void => {
    const words = titleWords(candidate.title);
    const keys = keysOf(candidate, words);
    const known = find(candidate, words, keys);
    if (known !== null) {
      known.candidate = united(known.candidate, candidate);
      known.listings.add(candidate.listing);
    } else if (!onlyKnown) {
      const fresh = { candidate, words, listings: new Set([candidate.listing]) };
      all.push(fresh);
      remember(fresh, keys);
    }
  };

  return { add, merged: () => all.map((known) => known.candidate) };
};
