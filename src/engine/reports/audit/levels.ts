import type { Severity } from "../../domain/severity.ts";
import { type Term, termsIn } from "./terms.ts";
import { fold, isIdeographCode } from "./text.ts";

/** A severity and how plainly it is said. What is said more plainly wins. */
export type Level = { readonly severity: Severity; readonly strength: number };

const strengths: Readonly<Record<Term["kind"], number>> = {
  code: 5,
  "severity-word": 4,
  identifier: 3,
  sign: 2,
  warning: 1.5,
  "severity-hint": 1,
  meaning: 0,
  word: 0,
  number: 0,
};

export const codeStrength = strengths.code;
export const identifierStrength = strengths.identifier;

/** A level that an item only has because of the heading it stands under. */
export const inheritedLevel = (level: Level | null | undefined): Level | null =>
  level == null ? null : { severity: level.severity, strength: 0 };

const graver = (left: Severity, right: Severity): Severity => (left < right ? left : right);

const joinsLevels = /^\s*(?:[-/–—|]|to|a|y|and|&|,|e|et|und|bis|至|到)\s*$/;

/** "Low-Medium" and "MEDIA-ALTA" are one statement, and mean the graver level. */
const withCompound = (text: string, terms: readonly Term[], first: Term): Severity => {
  const severity = first.severity ?? "P2";
  const next = terms.find(
    (term) => term.start >= first.end && term.kind === first.kind && term.severity !== null,
  );
  if (next?.severity == null) return severity;
  const between = fold(text.slice(first.end, next.start));
  return joinsLevels.test(between) ? graver(severity, next.severity) : severity;
};

/** The level that a text states: a code before a word before a sign, whatever comes first in it. */
export const levelOf = (text: string, terms: readonly Term[] = termsIn(text)): Level | null => {
  let best: Term | null = null;
  for (const term of terms) {
    if (term.severity === null) continue;
    if (best === null || strengths[term.kind] > strengths[best.kind]) best = term;
  }
  if (best === null) return null;
  return { severity: withCompound(text, terms, best), strength: strengths[best.kind] };
};

const fillerWords = new Set(
  `is es ist est the a an of in on for and or to is are de la el los las del y o en con por para do da dos das e du des le les et der
  die das und di il i per found s n total nuevo lista list inmediato inmediata immediate soon later pronto 的 与 和 及 级 项 个 类 第 本 了 性 の`.split(
    /\s+/,
  ),
);

const isFiller = (term: Term, folded: string): boolean =>
  term.kind === "word" && fillerWords.has(folded.slice(term.start, term.end));

const levelCompanions = new Set<Term["meaning"]>([
  "severityName",
  "priorityName",
  "impactName",
  "finding",
  "findings",
]);

const isAboutLevel = (term: Term, folded: string): boolean =>
  term.severity !== null || levelCompanions.has(term.meaning) || isFiller(term, folded);

/** Whether each word of a text is covered by something that `accepts` takes; one word may mean several things. */
const everyWord = (terms: readonly Term[], accepts: (term: Term) => boolean): boolean => {
  let at = 0;
  while (at < terms.length) {
    const start = terms[at]?.start;
    let accepted = false;
    for (; terms[at]?.start === start && at < terms.length; at += 1) {
      const term = terms[at];
      if (term !== undefined && accepts(term)) accepted = true;
    }
    if (!accepted) return false;
  }
  return true;
};

/** The level of a text that says nothing else: "P1 - High", "🔴 CRITICAL", "Severity: low". */
export const pureLevelOf = (text: string): Level | null => {
  if (text.length === 0 || text.length > 60) return null;
  const terms = termsIn(text);
  const level = levelOf(text, terms);
  if (level === null) return null;
  const folded = fold(text);
  return everyWord(terms, (term) => isAboutLevel(term, folded)) ? level : null;
};

/** How many words of a heading are about something other than levels, kinds of findings and counts. */
export const countOtherWords = (
  text: string,
  terms: readonly Term[],
  covered: (term: Term) => boolean,
): number => {
  const folded = fold(text);
  const known = new Set<number>();
  for (const term of terms)
    if (term.severity !== null || term.kind === "number" || covered(term) || isFiller(term, folded))
      known.add(term.start);
  const unknown = new Map(terms.filter((term) => !known.has(term.start)).map((term) => [term.start, term]));
  let halves = 0;
  for (const term of unknown.values()) {
    // Unknown ideographs come one by one: about two make a word.
    if (isIdeographCode(folded.charCodeAt(term.start))) halves += term.end - term.start;
    else if (term.end - term.start > 1) halves += 2;
  }
  return Math.floor(halves / 2);
};
