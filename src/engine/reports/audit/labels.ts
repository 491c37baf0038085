import { leadingBold, plainText } from "./plain-text.ts";
import { type Term, termsIn } from "./terms.ts";
import type { Meaning } from "./vocabulary.ts";

/** `**File:** src/x.ts`, `**Severity**: high`, `Status: open`: a name and what is said under it. */
export type Label = {
  readonly name: string;
  readonly terms: readonly Term[];
  /** Markdown, as written. */
  readonly value: string;
  readonly bold: boolean;
};

const nameLimit = 60;
const separatorAtStart = /^\s*(?:[:：]|[-–—]\s|=>|→)\s*/;
const separatorAtEnd = /\s*[:：]\s*$/;

const boldLabel = (text: string): Label | null => {
  const parts = leadingBold(text);
  if (parts === null || parts.bold.length > nameLimit) return null;
  const inside = separatorAtEnd.exec(parts.bold);
  const after = separatorAtStart.exec(parts.rest);
  if (inside === null && after === null) return null;
  const name = plainText(inside === null ? parts.bold : parts.bold.slice(0, inside.index));
  const value = inside === null ? parts.rest.slice(after?.[0].length ?? 0) : parts.rest;
  return { name, terms: termsIn(name), value: value.trim(), bold: true };
};

const leadingDecoration = /^[^\p{L}\p{N}[(`*_]+/u;

const firstColon = (text: string): number => {
  for (let at = 1; at < Math.min(text.length, nameLimit); at += 1) {
    if (text[at] === "：") return at;
    if (text[at] === ":" && (at + 1 === text.length || text[at + 1] === " " || text[at + 1] === "*"))
      return at;
  }
  return -1;
};

const plainLabel = (text: string): Label | null => {
  const colon = firstColon(text);
  if (colon < 0) return null;
  const name = plainText(text.slice(0, colon));
  const terms = termsIn(name);
  if (terms.length === 0 || terms.length > 8) return null;
  return {
    name,
    terms,
    value: text
      .slice(colon + 1)
      .replace(/^\*+/, "")
      .trim(),
    bold: false,
  };
};

/** The label that a line starts with, past any emoji before it. */
export const readLabel = (text: string): Label | null => {
  const start = leadingDecoration.exec(text)?.[0].length ?? 0;
  const rest = start === 0 ? text : text.slice(start);
  return boldLabel(rest) ?? plainLabel(rest);
};

/** Whether a label's name is about this: the meaning is in its first words and the name is short. */
export const isLabelOf = (label: Label, meaning: Meaning): boolean => {
  const starts = new Set<number>();
  for (const term of label.terms) {
    starts.add(term.start);
    if (starts.size > 3) return false;
    if (term.meaning === meaning && starts.size <= 2) return true;
  }
  return false;
};
