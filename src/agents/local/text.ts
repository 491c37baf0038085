/** One line without control characters, at most `limit` characters: file names and tool output are hostile. */
export const oneLine = (text: string, limit = 200): string => {
  const clean = text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: terminal sequences are what is removed here
    .replace(/\u001b\[[0-9;?]*[a-zA-Z]/g, "")
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ")
    .trim();
  return clean.length > limit ? `${clean.slice(0, limit - 1)}…` : clean;
};

/** Text for a cell of a Markdown table. */
export const tableCell = (text: string, limit = 200): string =>
  oneLine(text, limit).replace(/[\\|`<>]/g, (character) => `\\${character}`);

/** 1-based line of an offset. */
export const lineOfOffset = (text: string, offset: number): number => {
  let line = 1;
  const end = Math.min(offset, text.length);
  for (let index = text.indexOf("\n"); index !== -1 && index < end; index = text.indexOf("\n", index + 1)) {
    line += 1;
  }
  return line;
};

/** How many lines an editor shows; an empty file has one. */
export const countLines = (text: string): number => {
  const newlines = lineOfOffset(text, text.length);
  return text.endsWith("\n") && newlines > 1 ? newlines - 1 : newlines;
};

export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;
