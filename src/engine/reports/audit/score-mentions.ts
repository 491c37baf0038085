import type { Block, Table } from "./blocks.ts";
import { mayHoldScore, type ScoreNumber, scoreNumbersIn } from "./numbers.ts";
import type { Section } from "./outline.ts";
import { plainText } from "./plain-text.ts";
import { countsThings, isOtherValue, labelWeight, type ScorePlace } from "./score-labels.ts";
import { tableScores } from "./score-tables.ts";
import { means, termsIn } from "./terms.ts";

export type ScoreMention = { readonly value: number; readonly line: number; readonly weight: number };

const lineLimit = 400;

/** The statement that a number belongs to: back to the last separator of statements. */
const statementBefore = (text: string, number: ScoreNumber): string => {
  const before = text.slice(0, number.start);
  const cuts = [" | ", " · ", "; ", ". ", ", ", " • ", "。", "，", "；"].map((cut) => {
    const at = before.lastIndexOf(cut);
    return at < 0 ? 0 : at + cut.length;
  });
  return before.slice(Math.max(0, ...cuts));
};

/** "Verdict: production ready (" is said under the name "Verdict". */
const nameOf = (statement: string): string => {
  const colon = statement.search(/[:：]/);
  const said = statement.slice(colon + 1).split(/\s+/).length;
  return colon > 0 && said <= 8 ? statement.slice(0, colon) : statement;
};

const isArrow = (text: string): boolean => /^\s*(?:→|->|=>|➜|➡)\s*\**\s*$/u.test(text);

/** In "65/100 → 82/100" the second is what holds now. */
const preferAfterArrow = (text: string, numbers: readonly ScoreNumber[]): readonly ScoreNumber[] => {
  const [first, second] = numbers;
  if (first === undefined || second === undefined) return numbers;
  return isArrow(text.slice(first.end, second.start)) ? numbers.slice(1) : numbers;
};

/** "After: 88/100" under "Score" says which of the scores it is. */
const isOnlyCurrent = (label: string): boolean => {
  const words = termsIn(label).filter((term) => term.kind === "word" || term.kind === "meaning");
  return words.length > 0 && words.every((term) => term.meaning === "current" || term.meaning === "part");
};

/** A number alone is what its heading says. */
const weightUnder = (label: string, titles: string, number: ScoreNumber, place: ScorePlace): number => {
  const named = termsIn(label).some((term) => term.kind !== "number" && term.kind !== "sign");
  if (!named) return labelWeight(titles, number, place) - 3;
  return labelWeight(isOnlyCurrent(label) ? `${label} ${titles}` : label, number, place);
};

const bestIn = (
  text: string,
  titles: string,
  place: ScorePlace,
): { value: number; weight: number } | null => {
  const bounded = text.slice(0, lineLimit);
  const all = scoreNumbersIn(bounded);
  const numbers = preferAfterArrow(bounded, all);
  const shifted = numbers.length < all.length;
  let best: { value: number; weight: number } | null = null;
  for (const number of numbers.slice(0, 4)) {
    const label = nameOf(statementBefore(bounded, number));
    const after = bounded.slice(number.end, number.end + 60);
    if (countsThings(after) || (!shifted && isOtherValue(bounded.slice(0, number.start), after))) continue;
    const weight = weightUnder(label, titles, number, place);
    if (best === null || weight > best.weight) best = { value: number.value, weight };
  }
  return best;
};

const barredKinds = new Set(["actions", "reference", "solved"]);

/** Whether a section speaks of one part, of a plan, of the past or of the auditor, not of the whole. */
const isLocal = (section: Section): boolean => {
  const { terms, title } = section;
  if (section.parent === null || section.isDocumentTitle) return false;
  if (section.kind === "neutral" && section.depth <= 1) return false;
  const global = ["overall", "score", "summary", "verdict", "metric"] as const;
  if (global.some((meaning) => means(terms, meaning)) && !means(terms, "area")) return false;
  return title.identifier !== null || title.numbered || means(terms, "area") || section.kind === "findings";
};

const isBarred = (section: Section): boolean => {
  for (let at: Section | null = section; at !== null; at = at.parent) {
    if (at.depth <= 1 || at.parent === null || at.isDocumentTitle) continue;
    const { terms } = at;
    if (barredKinds.has(at.kind) && !means(terms, "overall")) return true;
    if (means(terms, "agent") || means(terms, "target") || means(terms, "baseline"))
      return !means(terms, "overall");
  }
  return false;
};

const localPenalty = (section: Section): number => {
  for (let at: Section | null = section; at !== null; at = at.parent) if (isLocal(at)) return 30;
  return 0;
};

const mentionsIn = (block: Block, place: ScorePlace, into: ScoreMention[]): void => {
  const penalty = localPenalty(place.section);
  const add = (value: number, line: number, weight: number): void => {
    if (weight > penalty) into.push({ value, line, weight: weight - penalty });
  };
  if (block.type === "text" || block.type === "item") {
    if (!mayHoldScore(block.text)) return;
    const best = bestIn(plainText(block.text), place.section.title.shown, place);
    // A list below a score breaks it down.
    const detail = block.type === "item" && !place.isHeader ? 4 : 0;
    if (best !== null) add(best.value, block.line, best.weight - detail);
  } else if (block.type === "table") {
    for (const found of tableScores(block as Table, place)) add(found.value, found.line, found.weight);
  }
};

const headingMention = (section: Section, place: ScorePlace): ScoreMention | null => {
  if (section.parent === null || !mayHoldScore(section.title.shown)) return null;
  const best = bestIn(section.title.shown, "", { ...place, section: section.parent });
  if (best === null) return null;
  const penalty = localPenalty(section.parent) + (means(section.terms, "area") ? 10 : 0);
  return { value: best.value, line: section.line, weight: best.weight - penalty };
};

const walk = (section: Section, subject: ReadonlySet<string>, into: ScoreMention[]): void => {
  const isHeader = section.depth <= 1 || section.isDocumentTitle;
  const place = { section, subject, isHeader };
  // "Score: 68% (target: 95%)" names a target and is none: what its own label says decides.
  const heading = section.parent === null || isBarred(section.parent) ? null : headingMention(section, place);
  if (heading !== null && !barredKinds.has(section.kind)) into.push(heading);
  if (!isBarred(section)) {
    for (const block of section.blocks) mentionsIn(block, place, into);
  }
  for (const child of section.children) walk(child, subject, into);
};

export const collectScores = (top: Section, subject: ReadonlySet<string>): ScoreMention[] => {
  const mentions: ScoreMention[] = [];
  walk(top, subject, mentions);
  return mentions;
};

const leastWeight = 52;

/** The mention that says "overall" most plainly; of equals, the first. */
export const chooseScore = (mentions: readonly ScoreMention[]): ScoreMention | null => {
  let best: ScoreMention | null = null;
  for (const mention of mentions)
    if (mention.weight >= leastWeight && (best === null || mention.weight > best.weight)) best = mention;
  if (best === null) return null;
  // The same score is often said first in a weaker form: that line is where it is read first.
  const { value } = best;
  return (
    mentions.find((mention) => mention.weight >= leastWeight && Math.abs(mention.value - value) < 0.01) ??
    best
  );
};
