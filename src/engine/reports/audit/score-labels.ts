import { countOtherWords } from "./levels.ts";
import type { ScoreNumber } from "./numbers.ts";
import type { Section } from "./outline.ts";
import { means, type Term, termsIn } from "./terms.ts";
import { fold } from "./text.ts";
import type { Meaning } from "./vocabulary.ts";

/** Where a number stands in the report. */
export type ScorePlace = {
  readonly section: Section;
  /** Words of the report's own title: "Score Backend" in a backend audit is its overall score. */
  readonly subject: ReadonlySet<string>;
  readonly isHeader: boolean;
};

const labelMeanings = new Set<Meaning | null>([
  "score",
  "overall",
  "verdict",
  "current",
  "severityName",
  "summary",
  "agent",
  "metric",
  "impactName",
]);

const excluding: readonly Meaning[] = ["target", "baseline", "coverage", "agent", "effort"];

const excludes = (terms: readonly Term[]): boolean => {
  const overall = means(terms, "overall") && means(terms, "score");
  return excluding.some((meaning) => means(terms, meaning) && !(overall && meaning === "effort"));
};

const subjectCovers = (text: string, subject: ReadonlySet<string>, term: Term): boolean =>
  subject.has(fold(text).slice(term.start, term.end));

/** How much a label says that its number is the overall score; 0 when it says something else. */
export const labelWeight = (label: string, number: ScoreNumber, place: ScorePlace): number => {
  const text = label.slice(-120);
  const terms = termsIn(text);
  if (excludes(terms)) return 0;
  const overall = means(terms, "overall");
  const score = means(terms, "score");
  const verdict = means(terms, "verdict");
  if (!overall && !score && !verdict) return 0;
  const others = countOtherWords(text, terms, (term) => labelMeanings.has(term.meaning));
  const foreign = others === 0 ? 0 : foreignWords(text, terms, place);
  const kinds = kindWeight({ overall, score, verdict }, means(terms, "current"));
  return weigh(kinds, number, foreign, others, { overall, score, isHeader: place.isHeader });
};

type Claim = { readonly overall: boolean; readonly score: boolean; readonly isHeader: boolean };
type Says = { readonly overall: boolean; readonly score: boolean; readonly verdict: boolean };

const kindWeight = (says: Says, current: boolean): number => {
  if (says.overall && says.score) return 100;
  if (says.overall && says.verdict) return 94;
  if (says.score && current) return 92;
  if (says.overall) return 90;
  return says.score ? 84 : 60;
};

const foreignWords = (text: string, terms: readonly Term[], place: ScorePlace): number =>
  countOtherWords(
    text,
    terms,
    (term) => labelMeanings.has(term.meaning) || subjectCovers(text, place.subject, term),
  );

/** A percentage is a score when the report says so, or when it is the verdict in the report's own header. */
const percentPenalty = (says: Claim): number => {
  if (says.score) return 8;
  if (says.overall) return 30;
  return says.isHeader ? 6 : 60;
};

const formPenalty = (number: ScoreNumber, says: Claim): number => {
  if (number.form === "stars") return says.overall || says.score ? 6 : 60;
  if (number.form === "percent") return percentPenalty(says);
  if (number.form === "points") return says.score ? 4 : 40;
  return number.outOf === 100 || number.outOf === 10 ? 0 : 12;
};

const weigh = (kind: number, number: ScoreNumber, foreign: number, others: number, says: Claim): number => {
  const strangeness = foreign === 0 ? (others > 0 ? 6 : 0) : says.overall ? 14 * foreign : 40 * foreign;
  return Math.max(0, kind - formPenalty(number, says) - strangeness);
};

const countedThing =
  /^\s*\)?\s*(?:tests?|checks?|categor|endpoints?|files?|archivos?|issues?|hallazgos?|findings?|items?|fixed|resolved|passed|passing|pass\b|dependenc|modules?|m[oó]dulos?|criterios?|criteria|requirements?|requisitos?|validaciones|hours?|horas?|d[ií]as?|days?|users?|steps?|pasos?|tasks?|tareas?|complete|completad|implementad|functions?|lines?|l[ií]neas|agents?|agentes)/iu;

/** Whether what follows a fraction says that it counts things ("7/10 categories"). */
export const countsThings = (after: string): boolean => countedThing.test(after);

/** "(was 70/100)", "(last quarter: 66%)": the words in the brackets belong to the number in them. */
const otherInBrackets = /^\s*[(（][^()（）\d]{0,30}\d{1,3}(?:[.,]\d{1,2})?\s*(?:\/\s*\d+|[%),;，）]).*$/u;

/** Whether the words right after a number make it a target, a projection or a difference. */
export const isOtherValue = (before: string, after: string): boolean => {
  if (/(?:[≥≤<>+Δ±]|>=|<=|&gt;|→\s*~)\s*~?\s*\**$/u.test(before) || /(?:^|\s)[-–]$/.test(before)) return true;
  const near = termsIn(
    after
      .slice(0, 60)
      .replace(otherInBrackets, "")
      .slice(0, 40)
      .replace(/[(（]?\s*(?:target|objetivo|goal|meta|gap|obj)\b.*$/iu, ""),
  );
  return means(near.slice(0, 2), "target") || means(near.slice(0, 2), "baseline");
};
