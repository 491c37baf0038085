import { type Severity, severities } from "../../domain/severity.ts";
import type { Block } from "./blocks.ts";
import { countClaims } from "./count-tables.ts";
import { type Level, levelOf } from "./levels.ts";
import type { Section } from "./outline.ts";
import { plainText } from "./plain-text.ts";
import { means, type Term, termsIn } from "./terms.ts";

/** How plainly a claim is made: the plainest one for a severity stands, of equals the first. */
const claimWeight = { plain: 3, heading: 2, weak: 1 } as const;

type Claim = { readonly count: number; readonly weight: number };
/** What a report claims to hold, per severity. */
export type StatedCounts = Partial<Record<Severity, Claim>>;

const take = (into: StatedCounts, severity: Severity, count: number, weight: number): void => {
  if (!Number.isInteger(count) || count < 0 || count >= 10_000) return;
  if (weight > (into[severity]?.weight ?? 0)) into[severity] = { count, weight };
};

const notClaims = ["solved", "baseline", "part", "target", "score", "effort", "lineName"] as const;
const numberWords = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

const isWholeNumber = (text: string, term: Term): boolean =>
  term.kind === "number" &&
  /^\d+$/.test(text.slice(term.start, term.end)) &&
  !/[/%.]/.test(text.slice(term.end, term.end + 1)) &&
  !/[.#:/-]/.test(text[term.start - 1] ?? " ");

/** "3 P0", "7 críticos" and "P0: 15", "Critical (4 issues)" in one statement. */
const takeStatement = (into: StatedCounts, text: string, loose: boolean): void => {
  const terms = termsIn(text);
  const level = levelOf(text, terms);
  const numbers = terms.filter((term) => term.kind === "number");
  const [number] = numbers;
  if (level === null || number === undefined || numbers.length > 1 || !isWholeNumber(text, number)) return;
  const words = terms.filter((term) => term.kind === "word").length;
  if (words > 1 || notClaims.some((meaning) => means(terms, meaning))) return;
  if (!loose && !means(terms, "overall")) return;
  const count = Number(text.slice(number.start, number.end));
  take(into, level.severity, count, words === 0 ? claimWeight.plain : claimWeight.heading);
};

const countAt = (text: string, term: Term): number => {
  if (isWholeNumber(text, term)) return Number(text.slice(term.start, term.end));
  const word = numberWords.indexOf(text.slice(term.start, term.end).toLowerCase());
  return word < 0 ? Number.NaN : word;
};

/** The level right after a number, also in "3 problemas críticos". */
const severityAfter = (terms: readonly Term[], end: number): Severity | null => {
  for (const term of terms) {
    if (term.start < end) continue;
    if (term.severity !== null) return term.kind === "code" ? null : term.severity;
    const named = terms.some((one) => one.start === term.start && one.meaning === "findings");
    if (!named) return null;
  }
  return null;
};

/** "found 2 critical, 3 high and 4 medium issues": two levels with numbers before them make a claim of a sentence. */
const takeSentence = (into: StatedCounts, text: string): void => {
  const terms = termsIn(text);
  if (["solved", "baseline", "target"].some((name) => terms.some((term) => term.meaning === name))) return;
  const pairs = terms.flatMap((term) => {
    const count = countAt(text, term);
    const severity = Number.isNaN(count) ? null : severityAfter(terms, term.end);
    return severity === null ? [] : [{ severity, count }];
  });
  if (new Set(pairs.map((pair) => pair.severity)).size < 2) return;
  for (const { severity, count } of pairs) take(into, severity, count, claimWeight.heading);
};

const levelInBrackets = /\((\s*p[0-4]\s*)\)/gi;
const betweenStatements = /,(?!\d)|[;|()+·•。，；、]|\.\s|\s(?:y|and|et|und|e|&)\s/;

const takeText = (into: StatedCounts, markdown: string, loose: boolean): void => {
  const plain = plainText(markdown.slice(0, 400)).replace(levelInBrackets, " $1 ");
  if (loose) takeSentence(into, plain);
  if (!/\d/.test(plain)) return;
  for (const statement of plain.split(betweenStatements).slice(0, 16))
    takeStatement(into, statement.trim(), loose);
};

/** `loose`: near the top and in summaries every statement is a claim; elsewhere only a total is one. */
const takeBlock = (into: StatedCounts, block: Block, loose: boolean): void => {
  if (block.type === "table")
    for (const claim of countClaims(block)) take(into, claim.severity, claim.count, claim.weight);
  else if (block.type === "text" || block.type === "item") takeText(into, block.text, loose);
};

/** "P1 (high priority) - 7 findings": the heading's level, and the number before what it counts. */
const takeHeading = (into: StatedCounts, section: Section, level: Level, weight: number): void => {
  const shown = section.title.shown.slice(0, 200);
  const count = /(?:^|(?<!top)[\s(])(\d{1,4})(?:\s+\p{L}[^()]{0,30})?\)?\s*:?$/iu.exec(shown);
  if (count !== null && !means(section.terms, "solved")) take(into, level.severity, Number(count[1]), weight);
};

/** The heading of a group with a count; in a plan only where it counts findings. */
const countsGroup = (section: Section): boolean => {
  if (section.groupLevel === null || section.otherWords > 1) return false;
  const named = means(section.terms, "findings") || means(section.terms, "finding");
  return section.kind !== "actions" || named;
};

const barred = new Set(["strengths", "reference", "solved"]);

const isPast = (section: Section): boolean =>
  !section.isDocumentTitle && means(section.terms, "baseline") && !means(section.terms, "current");

/** Reads claims from summaries, group headings and paragraphs near the top. */
export const collectStatedCounts = (section: Section, into: StatedCounts): void => {
  if (barred.has(section.kind) || isPast(section)) return;
  const planned = section.kind === "actions";
  if (section.groupLevel !== null && countsGroup(section))
    takeHeading(into, section, section.groupLevel, planned ? claimWeight.weak : claimWeight.heading);
  const claims = section.kind === "summary" || section.kind === "metrics" || section.depth <= 1;
  for (const block of planned ? [] : section.blocks) takeBlock(into, block, claims || block.line <= 50);
  for (const child of section.children) collectStatedCounts(child, into);
};

export const statedCountsOf = (counts: StatedCounts): Record<Severity, number | null> | null => {
  if (severities.every((severity) => counts[severity] === undefined)) return null;
  const { P0, P1, P2, P3, P4 } = counts;
  return {
    P0: P0?.count ?? null,
    P1: P1?.count ?? null,
    P2: P2?.count ?? null,
    P3: P3?.count ?? null,
    P4: P4?.count ?? null,
  };
};
