/** USD: cents, or more digits where cents would say nothing. */
export const money = (usd: number): string => {
  if (usd > 0 && usd < 0.01) return `$${usd.toFixed(4)}`;
  return `$${usd.toFixed(2)}`;
};

export const percent = (value: number): string => `${Math.round(value)}%`;

export const score = (value: number | null): string => (value === null ? "not known" : `${value}/100`);

export const signed = (value: number): string => (value > 0 ? `+${value}` : String(value));

export const count = (value: number, noun: string): string => `${value} ${noun}${value === 1 ? "" : "s"}`;

/** 512 s → 8m 32s */
export const duration = (seconds: number | null): string => {
  if (seconds === null) return "not known";
  if (seconds < 59.95) return `${seconds.toFixed(1)}s`;
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}m ${whole % 60}s`;
  return `${Math.floor(minutes / 60)}h ${minutes % 60}m ${whole % 60}s`;
};

/** 1,536 → 1.5 KiB */
export const bytes = (value: number): string => {
  if (value < 1024) return `${value} B`;
  const [size, unit] = value < 1024 * 1024 ? [value / 1024, "KiB"] : [value / 1024 / 1024, "MiB"];
  return `${size.toFixed(1)} ${unit}`;
};

const escapeSequences =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  /(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?|\x1b[ -/]*[0-~]?/g;

/** A text from outside on one line: nothing in it moves the cursor, reorders the line or hides. */
export const plainLine = (text: string): string =>
  text
    .toWellFormed()
    .replace(escapeSequences, "")
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u{115f}\u{1160}\u{3164}\u{ffa0}]+/gu, " ")
    .replace(/ {2,}/g, " ")
    .trim();

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|\p{Regional_Indicator}|[\u{20000}-\u{3fffd}]/u;
const zero = /\p{Mark}/u;

/** Cells that a text takes in a terminal. */
export const widthOf = (text: string): number => {
  let width = 0;
  for (const character of text) width += zero.test(character) ? 0 : wide.test(character) ? 2 : 1;
  return width;
};

/** Breaks a text at blanks into lines of at most `width` cells; a word that is longer is broken inside. */
export const wrapWords = (text: string, width: number): string[] => {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ").flatMap((part) => breakWord(part, width))) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (widthOf(longer) <= width) {
      line = longer;
      continue;
    }
    lines.push(line);
    line = word;
  }
  return [...lines, line];
};

const breakWord = (word: string, width: number): string[] => {
  const pieces: string[] = [];
  let piece = "";
  for (const character of word) {
    if (piece !== "" && widthOf(piece) + widthOf(character) > width) {
      pieces.push(piece);
      piece = "";
    }
    piece += character;
  }
  return [...pieces, piece];
};
