import { means, termsIn } from "./terms.ts";

const capitals = /^[^\p{Ll}]+$/u;
const doneSign = /[✅☑✔✓🎉]/u;
const openSign = /[❌✗✘⏳🚧⚠🔴]/u;

const saysSolved = (
  text: string,
): { readonly start: number; readonly end: number; readonly words: number } | null => {
  const terms = termsIn(text);
  const first = terms.find((term) => term.meaning === "solved");
  if (first === undefined || means(terms, "open")) return null;
  return { start: first.start, end: first.end, words: terms.length };
};

/** Whether a note in brackets or after a dash says that the item is done: "FIXED", "resolved in 1a2b". */
export const isSolvedNote = (note: string): boolean => {
  const trimmed = note.trim();
  const found = trimmed.length > 60 ? null : saysSolved(trimmed);
  return found !== null && found.start <= 2 && found.words <= 5;
};

/** Whether a title ends with a stamp in capitals, or has a tick before a word like "fixed". */
export const hasSolvedStamp = (title: string): boolean => {
  if (!doneSign.test(title) && !/\p{Lu}{4}\P{L}*$/u.test(title.slice(-24))) return false;
  const found = saysSolved(title);
  if (found === null) return false;
  if (doneSign.test(title)) return true;
  return (
    capitals.test(title.slice(found.start, found.end)) &&
    found.end >= title.trimEnd().length - 1 &&
    !capitals.test(title)
  );
};

/** Whether the value of a status says that the item is done. A tick alone is enough in a status column. */
export const isSolvedStatus = (value: string, signCounts: boolean): boolean => {
  const bounded = value.slice(0, 120);
  const terms = termsIn(bounded);
  if (means(terms, "open") || openSign.test(bounded)) return false;
  if (means(terms, "solved")) return true;
  return (
    signCounts && (doneSign.test(bounded) || /^\s*(?:ok|yes|s[ií]|passed|n\/a|accepted)\b/i.test(bounded))
  );
};
