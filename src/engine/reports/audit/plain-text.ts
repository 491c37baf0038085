const linkTextLimit = 500;

/** The text of `[text](target)` at `at`, and where it ends; null when this is no link. */
const linkAt = (text: string, at: number): { readonly shown: string; readonly end: number } | null => {
  const close = text.indexOf("]", at + 1);
  if (close < 0 || close - at > linkTextLimit || text[close + 1] !== "(") return null;
  const end = text.indexOf(")", close + 2);
  if (end < 0 || end - close > linkTextLimit) return null;
  return { shown: text.slice(at + 1, close), end: end + 1 };
};

/** Where an HTML tag or comment that starts at `at` ends; 0 when this is no tag. */
const tagEnd = (text: string, at: number): number => {
  const next = text.charCodeAt(at + 1) | 32;
  const tagLike = (next >= 97 && next <= 122) || text[at + 1] === "/" || text[at + 1] === "!";
  if (!tagLike) return 0;
  const end = text.slice(at, at + 200).indexOf(">");
  return end < 0 ? 0 : at + end + 1;
};

const isEscapable = (character: string | undefined): boolean =>
  character !== undefined && "\\`*_{}[]()#+-.!|<>~$&".includes(character);

type Piece = { readonly shown: string; readonly end: number };

/** Underscores inside identifiers are part of a name, not emphasis. */
const underscoreAt = (text: string, at: number): Piece => {
  const inName = /\w/.test(text[at - 1] ?? " ") || /\w/.test(text[at + 1] ?? " ");
  const bothSides = /\w/.test(text[at - 1] ?? " ") && /\w/.test(text[at + 1] ?? " ");
  const doubled = text[at + 1] === "_" || text[at - 1] === "_";
  return { shown: bothSides || (doubled && inName) ? "_" : "", end: at + 1 };
};

/** A code span is shown as it is; everything else in it is no markup. */
const codeSpanAt = (text: string, at: number): Piece => {
  const close = text.indexOf("`", at + 1);
  if (close < 0 || close === at + 1) return { shown: "", end: at + 1 };
  return { shown: text.slice(at + 1, close), end: close + 1 };
};

const bracketAt = (text: string, at: number): Piece => {
  const link = linkAt(text, at);
  return link ?? { shown: "[", end: at + 1 };
};

type ReadPiece = (text: string, at: number) => Piece;

const skip =
  (length: number): ReadPiece =>
  (_, at) => ({ shown: "", end: at + length });

const tagAt: ReadPiece = (text, at) => {
  const end = tagEnd(text, at);
  return end > 0 ? { shown: " ", end } : { shown: "<", end: at + 1 };
};

const escapeAt: ReadPiece = (text, at) =>
  isEscapable(text[at + 1]) ? { shown: text[at + 1] ?? "", end: at + 2 } : { shown: "\\", end: at + 1 };

const strikeAt: ReadPiece = (text, at) =>
  text[at + 1] === "~" ? { shown: "", end: at + 2 } : { shown: "~", end: at + 1 };

const imageAt: ReadPiece = (text, at) => ({ shown: text[at + 1] === "[" ? "" : "!", end: at + 1 });

const readers: ReadonlyMap<string, ReadPiece> = new Map([
  ["\\", escapeAt],
  ["`", codeSpanAt],
  ["*", skip(1)],
  ["_", underscoreAt],
  ["~", strikeAt],
  ["!", imageAt],
  ["[", bracketAt],
  ["<", tagAt],
]);

const markup = /[\\`*_~!\]<]/;

/** What a reader sees of one line of Markdown, in one pass over a line of bounded length. */
export const plainText = (markdown: string): string => {
  if (!markup.test(markdown)) return markdown.trim();
  let plain = "";
  let at = 0;
  while (at < markdown.length) {
    const character = markdown[at] ?? "";
    const piece = readers.get(character)?.(markdown, at);
    plain += piece?.shown ?? character;
    at = piece?.end ?? at + 1;
  }
  return plain.trim();
};

/** The bold text that a line starts with, if it starts with one: `**text** rest`. */
export const leadingBold = (markdown: string): { readonly bold: string; readonly rest: string } | null => {
  const marker = markdown.startsWith("**") ? "**" : markdown.startsWith("__") ? "__" : null;
  if (marker === null) return null;
  const close = markdown.indexOf(marker, 2);
  if (close < 3) return null;
  return { bold: markdown.slice(2, close), rest: markdown.slice(close + 2) };
};

/** Struck-through text is how people mark an item as done. */
export const isStruckThrough = (markdown: string): boolean => {
  const open = markdown.indexOf("~~");
  return open >= 0 && open < 12 && markdown.indexOf("~~", open + 3) > 0;
};
