/** Text that comes from files, reports or people, made harmless for a prompt: it stays data. */

const fenceFor = (text: string): string => {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  return "`".repeat(longest + 1);
};

/** A block whose fence is longer than any row of backticks inside, so that nothing in it can end it. */
export const fence = (text: string, info = ""): string => {
  const mark = fenceFor(text);
  return `${mark}${info}\n${text}\n${mark}`;
};

/** JSON without a single backtick: it can hold no fence, whoever reads it. */
export const safeJson = (value: unknown): string => JSON.stringify(value).replaceAll("`", "\\u0060");

/** One line, bounded; control characters, also those that turn writing around, are left out. */
export const oneLine = (text: string, limit: number): string => {
  const plain = text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .replace(/\p{Cf}+/gu, "")
    .trim();
  return plain.length > limit ? `${plain.slice(0, limit - 1)}…` : plain;
};

/** Free text as a quotation: no line of it can begin a fence or a heading. */
export const quote = (text: string, limit: number): string =>
  text
    .slice(0, limit)
    .split(/\r?\n/)
    .map((line) => `> ${oneLine(line, 500)}`.trimEnd())
    .join("\n");

/** The lines around a place in a file, as a fixer gets them. `start` is 1-based. */
export type CodeContext = { readonly start: number; readonly lines: readonly string[] };

/** Cuts the ±10 lines (or `radius`) around a line or a range; null when the file has no such line. */
export const codeAround = (
  text: string,
  line: number,
  endLine: number | null = null,
  radius = 10,
): CodeContext | null => {
  const lines = text.split(/\r?\n/);
  if (line < 1 || line > lines.length) return null;
  const last = Math.min(Math.max(line, endLine ?? line), line + 40);
  const start = Math.max(1, line - radius);
  return { start, lines: lines.slice(start - 1, last + radius) };
};

/** Numbered, so that a line can be named, and so that no line of code can begin a fence. */
export const numbered = ({ start, lines }: CodeContext): string => {
  const width = String(start + lines.length - 1).length;
  return lines
    .map((line, index) => `${String(start + index).padStart(width)} | ${line.slice(0, 300)}`.trimEnd())
    .join("\n");
};
