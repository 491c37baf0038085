import { truncate, widthOf } from "./cells.ts";
import { clean } from "./sanitize.ts";
import type { Tone } from "./theme.ts";

/* A screen is lines, a line is spans. Every text becomes a span, and every span is cleaned on the way:
   no component can forget it. */

export type Span = { readonly text: string; readonly tone: Tone };
export type Line = readonly Span[];

export const span = (text: string, tone: Tone = "plain"): Span => ({ text: clean(text), tone });
export const line = (text: string, tone: Tone = "plain"): Line => [span(text, tone)];
export const blank: Line = [];

export const lineWidth = (spans: Line): number => spans.reduce((sum, part) => sum + widthOf(part.text), 0);
export const lineText = (spans: Line): string => spans.map((part) => part.text).join("");

/** Cuts a line to `width` cells, marking the cut, and fills it up when it is shorter. */
export const fitLine = (spans: Line, width: number, filler: Tone = "plain"): Line => {
  const fitted: Span[] = [];
  let left = width;
  for (const [index, part] of spans.entries()) {
    if (left <= 0) break;
    const partWidth = widthOf(part.text);
    const isLast = spans.slice(index + 1).every((later) => later.text === "");
    const text = partWidth > left || (partWidth === left && !isLast) ? cut(part.text, left) : part.text;
    fitted.push({ text, tone: part.tone });
    left -= widthOf(text);
    if (text !== part.text) break;
  }
  if (left > 0) fitted.push({ text: " ".repeat(left), tone: filler });
  return fitted;
};

/** Something follows that has no room: the mark of the cut takes the last cell, also of a text that just fits. */
const cut = (text: string, width: number): string => truncate(`${text}…`, width);

/** Left part, right part, and air between them; the right part is kept when there is not enough room. */
export const spread = (left: Line, right: Line, width: number): Line => {
  const rightWidth = lineWidth(right);
  if (rightWidth === 0) return fitLine(left, width);
  if (rightWidth >= width) return fitLine(right, width);
  return [...fitLine(left, width - rightWidth - 1), { text: " ", tone: "plain" }, ...right];
};

/** Joins words with a separator, skipping empty lines. */
export const joinLines = (parts: readonly Line[], separator: string): Line =>
  parts
    .filter((part) => part.length > 0)
    .flatMap((part, index) => (index === 0 ? part : [{ text: separator, tone: "dim" as const }, ...part]));

/** The same words in one tone: for a selected row or a screen behind a question. */
export const retone = (spans: Line, tone: Tone): Line => spans.map((part) => ({ text: part.text, tone }));

/** Marks every occurrence of a search in a line, whatever tones it has. */
export const markMatches = (spans: Line, query: string): Line => {
  if (query === "") return spans;
  const wanted = query.toLowerCase();
  return spans.flatMap((part) => markSpan(part, wanted));
};

const markSpan = (part: Span, wanted: string): readonly Span[] => {
  const pieces: Span[] = [];
  const lower = part.text.toLowerCase();
  // Lower-casing can change the length of a text; then positions do not carry over and nothing is marked.
  if (lower.length !== part.text.length) return [part];
  let from = 0;
  for (let at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, from)) {
    pieces.push({ text: part.text.slice(from, at), tone: part.tone });
    pieces.push({ text: part.text.slice(at, at + wanted.length), tone: "match" });
    from = at + wanted.length;
  }
  pieces.push({ text: part.text.slice(from), tone: part.tone });
  return pieces.filter((piece) => piece.text !== "");
};

/** Exactly `height` lines: cut at the end or filled with blank ones. */
export const fitHeight = (lines: readonly Line[], height: number): readonly Line[] =>
  lines.length >= height
    ? lines.slice(0, Math.max(0, height))
    : [...lines, ...Array.from({ length: height - lines.length }, () => blank)];
