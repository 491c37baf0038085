import cliTruncate from "cli-truncate";
import stringWidth from "string-width";

/* Widths are terminal cells, never characters. All texts here have been cleaned before. */

/** Printable ASCII: one cell per character. */
const plain = /^[\x20-\x7e]*$/;

/** The same with the lines, bars, dots and signs that the screen itself draws with. */
const drawn = /^[\x20-\x7e\u2500-\u259f\u2800-\u28ff·×–…→−■○●◆▶▸✔✘]*$/;

export const widthOf = (text: string): number => (drawn.test(text) ? text.length : stringWidth(text));

/** At most `width` cells; what is cut off is marked. */
export const truncate = (text: string, width: number): string => {
  if (width <= 0) return "";
  // No character is narrower than a quarter cell per code unit here, so a longer tail can never be seen.
  const bounded = text.length > width * 8 ? text.slice(0, width * 8) : text;
  if (widthOf(bounded) <= width && bounded.length === text.length) return text;
  if (width === 1) return "…";
  return plain.test(bounded) ? `${bounded.slice(0, width - 1)}…` : cliTruncate(`${bounded}…`, width);
};

/** Keeps the end: for paths, whose last part says most. */
export const truncateStart = (text: string, width: number): string => {
  if (width <= 0) return "";
  const bounded = text.length > width * 8 ? text.slice(-width * 8) : text;
  if (widthOf(bounded) <= width && bounded.length === text.length) return text;
  return width === 1 ? "…" : cliTruncate(`…${bounded}`, width, { position: "start" });
};

/** Exactly `width` cells. */
export const pad = (text: string, width: number, align: "left" | "right" = "left"): string => {
  const cut = truncate(text, width);
  const filler = " ".repeat(Math.max(0, width - widthOf(cut)));
  return align === "left" ? cut + filler : filler + cut;
};

/** A word that is longer than a line goes on in the next one: in a question nothing may be hidden. */
const chop = (word: string, width: number): readonly string[] => {
  const pieces: string[] = [];
  let piece = "";
  let taken = 0;
  for (const character of word) {
    const cells = widthOf(character);
    if (taken + cells > width && piece !== "") {
      pieces.push(piece);
      piece = "";
      taken = 0;
    }
    piece += character;
    taken += cells;
  }
  return [...pieces, piece].map((each) => truncate(each, width));
};

/** Breaks cleaned text at spaces, and long words anywhere, into lines of at most `width` cells. */
export const wrapWords = (text: string, width: number): readonly string[] => {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    const joined = line === "" ? word : `${line} ${word}`;
    if (widthOf(joined) <= width) {
      line = joined;
      continue;
    }
    if (line !== "") lines.push(line);
    const pieces = widthOf(word) <= width ? [word] : chop(word, width);
    lines.push(...pieces.slice(0, -1));
    line = pieces.at(-1) ?? "";
  }
  if (line !== "") lines.push(line);
  return lines;
};
