import { countOtherWords } from "./levels.ts";
import { means, termsIn } from "./terms.ts";
import { fold } from "./text.ts";

const countOnly = /^[~≈+<>=\s]*\d{1,5}(?:\s*[-–+/]\s*\d{0,5})?\s*(?:$|[(（[|,;:.·%✅❌⚠]|→)/u;

/** "3", "~15 findings", "None", "11-14 more, see full report": a count or a pointer, not a finding. */
export const isAggregate = (text: string): boolean => {
  const trimmed = text.replace(/^[\s:：\-–—.|*([（]+/u, "");
  if (trimmed === "" || /^(?:n\/?a|-+|—|tbd|\.{3}|…)$/i.test(trimmed)) return true;
  if (countOnly.test(trimmed)) return true;
  const bounded = trimmed.slice(0, 120);
  const terms = termsIn(bounded);
  if (terms.length === 0) return true;
  const first = terms[0];
  if (means(terms.slice(0, 4), "aggregate") && terms.length <= 12) return true;
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
