import { fold, isIdeographCode } from "./text.ts";

const commonWords = new Set(
  `the a an of in on to for and or is are not no with without from by at as be de la el los las en y o un una con sin
  por para del al se que es su no da do em com sem uma os as du des le les et dans sur pour pas der die das und ist im
  mit nicht fur von zu`.split(/\s+/),
);

const wordLimit = 24;

/** What is compared of a word: its signs, or itself without the last letter of a long one (a plural, a gender). */
const partsOf = (word: string): Iterable<string> => {
  if (isIdeographCode(word.charCodeAt(0))) return word;
  if (word.length < 2 || commonWords.has(word)) return [];
  return [word.length > 5 ? word.slice(0, -1) : word];
};

const paths = /\S*[/\\]\S*|[\w-]+\.[a-z]{1,5}:\d\S*/gi;

/** The telling words of a title, not its places; ideographs count one by one. */
export const titleWords = (title: string): ReadonlySet<string> => {
  const words = new Set<string>();
  const bounded = title.slice(0, 240);
  const bare = bounded.replace(paths, " ");
  for (const word of fold(/\p{L}{3}/u.test(bare) ? bare : bounded).match(/[\p{L}\p{N}]+/gu) ?? []) {
    for (const part of partsOf(word)) if (words.size < wordLimit) words.add(part);
  }
  return words;
};

/** How alike two titles are, from 0 to 1: shared words against all, or against the shorter title. */
export const similarity = (left: ReadonlySet<string>, right: ReadonlySet<string>): number => {
  if (left.size === 0 || right.size === 0) return 0;
  let shared = 0;
  for (const word of left) if (right.has(word)) shared += 1;
  const shorter = Math.min(left.size, right.size);
  const contained = shorter >= 2 ? (shared / shorter) * 0.9 : 0;
  return Math.max(shared / (left.size + right.size - shared), contained);
};
