/** Folding one character is slow; a text has few different ones. */
const foldedCharacters = new Map<string, string>();
const foldedCharacterLimit = 20_000;

const foldCharacter = (character: string): string => {
  const known = foldedCharacters.get(character);
  if (known !== undefined) return known;
  const bare = character.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const folded = bare.length === character.length ? bare : character;
  if (foldedCharacters.size < foldedCharacterLimit) foldedCharacters.set(character, folded);
  return folded;
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: the ASCII range starts at the first control character
const asciiOnly = /^[\x00-\x7f]*$/;

/** Lower case without accents. As long as the input, so that positions are valid in both. */
export const fold = (text: string): string => {
  if (asciiOnly.test(text)) return text.toLowerCase();
  let folded = "";
  for (const character of text)
    folded += character.charCodeAt(0) < 128 ? character : foldCharacter(character);
  return folded.toLowerCase().length === folded.length ? folded.toLowerCase() : folded;
};

/** One form for accents, and no invisible characters: what a reader sees is what is compared. */
export const normalise = (text: string): string =>
  asciiOnly.test(text)
    ? text
    : text.normalize("NFC").replace(/\ufe0e|\ufe0f|\u200b|\u200c|\u200d|\u2060|\ufeff/g, "");

export const isWordCode = (code: number): boolean =>
  (code >= 97 && code <= 122) ||
  (code >= 48 && code <= 57) ||
  (code >= 65 && code <= 90) ||
  code === 95 ||
  (code > 127 && isLetterCode(code));

/** Letters beyond ASCII: Latin, Greek, Cyrillic, Arabic …, and the CJK blocks, but no symbols and emoji. */
const isLetterCode = (code: number): boolean =>
  (code >= 0xc0 && code <= 0x1fff && code !== 0xd7 && code !== 0xf7) || isIdeographCode(code);

/** Scripts that are written without spaces between words. */
export const isIdeographCode = (code: number): boolean =>
  (code >= 0x3040 && code <= 0x9fff) ||
  (code >= 0xac00 && code <= 0xd7af) ||
  (code >= 0xf900 && code <= 0xfaff);

/** The end of a run that starts at `from`, as long as `holds` is true for its characters. */
export const runEnd = (text: string, from: number, holds: (code: number) => boolean): number => {
  let end = from;
  while (end < text.length && holds(text.charCodeAt(end))) end += 1;
  return end;
};

export const clip = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1).trimEnd()}…`;
