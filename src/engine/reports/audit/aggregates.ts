import { countOtherWords } from "./levels.ts";
import { type Term, termsIn } from "./terms.ts";
import { fold } from "./text.ts";

const countOnly = /^[~≈+<>=\s]*\d{1,5}(?:\s*[-–+/]\s*\d{0,5})?\s*(?:$|[(（[|,;:.·%✅❌⚠]|→)/u;

const pointsOn = /^(?:see|ver|v[eé]ase|refer|siehe|voir|veja|y otros|and others)\b/i;
const placeholder = /^(?:<[^<>]{1,60}>|\[[^[\]]{1,60}\]|\{\{[^{}]{1,60}\}\})\W*$/;

/** "11-14 more", "none found", "no critical issues": only numbers, levels and kinds of findings before the word. */
const startsAggregate = (terms: readonly Term[]): boolean => {
  if (terms.length > 12) return false;
  const at = terms.slice(0, 4).findIndex((term) => term.meaning === "aggregate");
  return (
    terms
      .slice(0, Math.max(at, 0))
      .every((term) => term.kind === "number" || term.severity !== null || term.meaning === "findings") &&
    at >= 0
  );
};

/** "3", "~15 findings", "None", "11-14 more, see full report": a count or a pointer, not a finding. */
export const isAggregate = (text: string): boolean => {
  const trimmed = text.replace(/^[\s:：\-–—.|*([（]+/u, "");
  if (trimmed === "" || /^(?:n\/?a|-+|—|tbd|\.{3}|…)$/i.test(trimmed)) return true;
  if (countOnly.test(trimmed) || pointsOn.test(trimmed) || placeholder.test(trimmed)) return true;
  const bounded = trimmed.slice(0, 120);
  const terms = termsIn(bounded);
  if (terms.length === 0) return true;
  const first = terms[0];
  if (startsAggregate(terms)) return true;
  if (first?.kind !== "number" || first.start > 1) return false;
  const folded = fold(bounded);
  const counts = terms.slice(1, 5).some((term) => term.meaning === "findings" || term.meaning === "count");
  const others = countOtherWords(
    folded,
    terms,
    (term) => term.meaning === "findings" || term.meaning === "open",
  );
  return counts && others <= 3;
};
