import type { Level } from "./levels.ts";
import type { Location } from "./locations.ts";
import { locationsIn } from "./locations.ts";
import { leadingBold, plainText } from "./plain-text.ts";
import type { SectionKind } from "./section-kinds.ts";
import { clip } from "./text.ts";

/** Something that may be a finding, before the same finding elsewhere is merged into it. */
export type Candidate = {
  readonly level: Level | null;
  readonly title: string;
  readonly description: string | null;
  readonly recommendation: string | null;
  readonly locations: readonly Location[];
  readonly identifier: string | null;
  readonly reportLine: number;
  readonly form: "heading" | "row" | "item" | "line";
  readonly kind: SectionKind;
  readonly solved: boolean;
  /** The line of the list, table or section it stands in: items of one listing are different findings. */
  readonly listing: number;
};

const titleLimit = 200;
export const descriptionLimit = 2000;
export const locationLimit = 12;

const separators = [": ", "：", " — ", " – ", " - ", " → ", ". ", "。"];

/** Where the name of an item ends and its explanation starts. */
const splitAtSeparator = (text: string): { readonly name: string; readonly rest: string } => {
  let best = -1;
  let width = 0;
  for (const separator of separators) {
    const at = text.indexOf(separator, 8);
    if (at > 0 && (best < 0 || at < best)) [best, width] = [at, separator.length];
  }
  if (best < 0 || best > titleLimit) return { name: text, rest: "" };
  return { name: text.slice(0, best), rest: text.slice(best + width) };
};

const onlyLocation = (text: string): boolean => {
  if (locationsIn(text, 1).length === 0) return false;
  const words = text
    .replace(/\S*[./\\]\S*/g, " ")
    .replace(/\b(?:lines?|l[ií]neas?|and|y|zeile|ligne|linha)\b/gi, " ");
  return !/[\p{L}]{2,}/u.test(words);
};

/** A title that starts with its location says more without it: "a.py:12 - Timing attack". */
const withoutLeadingLocation = (text: string): string => {
  const found = /^\S{3,120}(?:\s*\([^()]{1,30}\))?\s*[-–—:：]+\s+(?=\S)/u.exec(text);
  if (found === null || !onlyLocation(found[0].replace(/[-–—:：\s]+$/u, ""))) return text;
  const rest = text.slice(found[0].length);
  return rest.length >= 8 ? rest : text;
};

/** "Title (a.ts:3)" without what is in `file` and `line` anyway. */
const withoutTrailingLocation = (text: string): string => {
  const found = /\s*[([]([^()[\]]{3,120})[)\]]\s*$/.exec(text.slice(-140));
  if (found === null || !onlyLocation(found[1] ?? "")) return text;
  const rest = text.slice(0, text.length - found[0].length);
  return rest.length >= 8 ? rest : text;
};

const finishTitle = (text: string): string =>
  clip(
    withoutTrailingLocation(text)
      .replace(/^[\s:：\-–—.]+/u, "")
      .replace(/[\s:：\-–—]+$/u, "")
      .trim(),
    titleLimit,
  );

/** The name and the explanation of a list item or paragraph. `text` is the cleaned title, `markdown` the source. */
export const nameAndRest = (
  markdown: string,
  text: string,
): { readonly name: string; readonly rest: string } => {
  const bold = leadingBold(markdown.replace(/^[^\p{L}\p{N}*_`[(]+/u, ""));
  const boldText =
    bold === null
      ? ""
      : plainText(bold.bold)
          .replace(/[:：.]+$/u, "")
          .trim();
  const at = boldText.length > 3 ? text.indexOf(boldText) : -1;
  if (bold !== null && at >= 0 && at < 4 && !onlyLocation(boldText)) {
    const rest = text.slice(at + boldText.length).replace(/^[\s:：\-–—.]+/u, "");
    return { name: finishTitle(boldText), rest };
  }
  const clean = withoutLeadingLocation(text);
  const parts = splitAtSeparator(clean);
  if (onlyLocation(parts.name) && parts.rest !== "")
    return { name: finishTitle(parts.rest), rest: parts.rest };
  return { name: finishTitle(parts.name), rest: parts.rest };
};

export const headingTitle = (text: string): string => finishTitle(withoutLeadingLocation(text));
