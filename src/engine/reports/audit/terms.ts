import type { Severity } from "../../domain/severity.ts";
import { fold, isIdeographCode, isWordCode, runEnd } from "./text.ts";
import { type Meaning, vocabulary } from "./vocabulary.ts";
import { severitySigns, warningSign } from "./vocabulary-severity.ts";

/**
 * A place in a text that says something. Severities come as a code (`P1`), as part of an identifier (`P1-03`,
 * `CRIT-2`), as a word, as a hint ("should fix") or as a coloured sign; a `word` is any other word. The warning sign
 * (`warning`) is a level only where a level is expected: before a title it is decoration.
 */
export type Term = {
  readonly kind:
    | "code"
    | "identifier"
    | "severity-word"
    | "severity-hint"
    | "sign"
    | "warning"
    | "meaning"
    | "word"
    | "number";
  readonly severity: Severity | null;
  readonly meaning: Meaning | null;
  readonly start: number;
  readonly end: number;
};

const plain = (kind: Term["kind"], start: number, end: number, severity: Severity | null = null): Term => ({
  kind,
  severity,
  meaning: null,
  start,
  end,
});

const longestIdeographs = 8;

type Found = { readonly end: number; readonly terms: readonly Term[] };
type Entries = NonNullable<ReturnType<typeof vocabulary.entries.get>>;

const termsOf = (entries: Entries, start: number, end: number): Term[] =>
  entries.map((entry) => ({
    kind: entry.kind,
    severity: entry.kind === "meaning" ? null : entry.severity,
    meaning: entry.kind === "meaning" ? entry.meaning : null,
    start,
    end,
  }));

const entriesAt = (folded: string, start: number, end: number): Term[] =>
  termsOf(vocabulary.entries.get(folded.slice(start, end)) ?? [], start, end);

const isJoiner = (character: string | undefined): boolean =>
  character === " " || character === "-" || character === "/" || character === "'" || character === "’";

/** The longest known phrase from here: its end and what it means. */
const phraseAt = (folded: string, start: number, firstEnd: number): Found => {
  let phrase = folded.slice(start, firstEnd);
  let end = firstEnd;
  let best = { end: firstEnd, terms: entriesAt(folded, start, firstEnd) };
  const longest = vocabulary.longestFrom.get(phrase) ?? 1;
  for (let words = 2; words <= longest; words += 1) {
    if (!isJoiner(folded[end])) break;
    const nextEnd = runEnd(folded, end + 1, isWordCode);
    if (nextEnd === end + 1) break;
    phrase += ` ${folded.slice(end + 1, nextEnd)}`;
    end = nextEnd;
    const entries = vocabulary.entries.get(phrase);
    if (entries !== undefined) best = { end, terms: termsOf(entries, start, end) };
  }
  return best;
};

const identifierStems: ReadonlyMap<string, Severity> = new Map([
  ["crit", "P0"],
  ["critical", "P0"],
  ["critico", "P0"],
  ["high", "P1"],
  ["alto", "P1"],
  ["alta", "P1"],
  ["med", "P2"],
  ["medium", "P2"],
  ["medio", "P2"],
  ["media", "P2"],
  ["low", "P3"],
  ["bajo", "P3"],
  ["baja", "P3"],
  ["info", "P4"],
  ["nit", "P4"],
]);

const codePattern = /^p[0-4]$/;

/** `P1` says a priority; `P1-03` and `CRIT-2` name a finding, and with it a level. */
const severityCodeAt = (folded: string, start: number, end: number): Term | null => {
  const word = folded.slice(start, end);
  const numbered = (folded[end] === "-" || folded[end] === ".") && /\d/.test(folded[end + 1] ?? "");
  const code = codePattern.test(word) ? (word.toUpperCase() as Severity) : null;
  const stem = numbered ? (code ?? identifierStems.get(word)) : undefined;
  if (stem !== undefined) return plain("identifier", start, runEnd(folded, end + 1, isWordCode), stem);
  return code === null ? null : plain("code", start, end, code);
};

const wordTerms = (folded: string, start: number, end: number): Found => {
  const code = severityCodeAt(folded, start, end);
  if (code !== null) return { end: code.end, terms: [code] };
  const phrase = phraseAt(folded, start, end);
  if (phrase.terms.length > 0) return phrase;
  const kind = /^[\d.,]+$/.test(folded.slice(start, end)) ? "number" : "word";
  return { end, terms: [plain(kind, start, end)] };
};

/** Text without spaces: the longest known word from here, or one sign. */
const ideographTerms = (folded: string, start: number): Found => {
  const limit = Math.min(runEnd(folded, start, isIdeographCode), start + longestIdeographs);
  for (let end = limit; end > start; end -= 1) {
    const terms = entriesAt(folded, start, end);
    if (terms.length > 0) return { end, terms };
  }
  return { end: start + 1, terms: [plain("word", start, start + 1)] };
};

const signTerm = (folded: string, start: number): Term | null => {
  const sign = String.fromCodePoint(folded.codePointAt(start) ?? 0);
  if (sign === warningSign) return plain("warning", start, start + sign.length, "P2");
  const severity = severitySigns.get(sign);
  return severity === undefined ? null : plain("sign", start, start + sign.length, severity);
};

const isLatinWordCode = (code: number): boolean => isWordCode(code) && !isIdeographCode(code);

/** Labels and levels are short and come again and again; their terms are kept, up to a limit. */
const knownTerms = new Map<string, readonly Term[]>();
const knownLimit = 2000;
const shortText = 32;

/** Everything a text says that the vocabulary knows, and its other words, in order. */
export const termsIn = (text: string): readonly Term[] => {
  if (text.length > shortText) return readTerms(text);
  const known = knownTerms.get(text);
  if (known !== undefined) return known;
  const terms = readTerms(text);
  if (knownTerms.size < knownLimit) knownTerms.set(text, terms);
  return terms;
};

const signTerms = (folded: string, start: number, code: number): Found => {
  const sign = code > 127 ? signTerm(folded, start) : null;
  return sign === null ? { end: start + 1, terms: [] } : { end: sign.end, terms: [sign] };
};

const termsAt = (folded: string, at: number): Found => {
  const code = folded.charCodeAt(at);
  if (isIdeographCode(code)) return ideographTerms(folded, at);
  if (isWordCode(code)) return wordTerms(folded, at, runEnd(folded, at, isLatinWordCode));
  return signTerms(folded, at, code);
};

const readTerms = (text: string): Term[] => {
  const folded = fold(text);
  const terms: Term[] = [];
  for (let at = 0; at < folded.length; ) {
    const found = termsAt(folded, at);
    terms.push(...found.terms);
    at = found.end;
  }
  return terms;
};

export const means = (terms: readonly Term[], meaning: Meaning): boolean =>
  terms.some((term) => term.meaning === meaning);
