import { conceptOf, isVague, stem } from "./finding-vocabulary.ts";

/** The words of a finding with what each weighs: names from the code most, words that any finding has least. */
export type WeightedWords = ReadonlyMap<string, number>;

const nameWeight = 2;
const namePartWeight = 0.6;
const vagueWeight = 0.4;

const marked = /`([^`\n]{1,200})`/g;
const word = /[\p{L}\p{N}_$][\p{L}\p{N}_$.-]*/gu;

const foldAccents = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "");

/** camelCase, snake_case, dotted or with digits inside: a name from the code, not from a language. */
const isName = (text: string): boolean =>
  /[a-z0-9][A-Z]|_|\w\.\w|[A-Za-z]\d|\d[A-Za-z]/.test(text) &&
  !/^[A-Z0-9_]+$/.test(text.replace(/[^A-Za-z]/g, "X"));

const partsOf = (text: string): readonly string[] =>
  text
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .split(/[^\p{L}\p{N}]+/u)
    .filter((part) => part !== "");

const add = (words: Map<string, number>, key: string, weight: number): void => {
  if (key !== "") words.set(key, Math.max(words.get(key) ?? 0, weight));
};

const addPlain = (words: Map<string, number>, text: string, weight: number): void => {
  for (const part of partsOf(text)) {
    const concept = conceptOf(part.toLowerCase());
    if (concept !== null) add(words, concept, isVague(concept) ? Math.min(weight, vagueWeight) : weight);
  }
};

const addWord = (words: Map<string, number>, text: string): void => {
  if (!isName(text)) {
    addPlain(words, text, 1);
    return;
  }
  add(words, `=${text.toLowerCase()}`, nameWeight);
  addPlain(words, text, namePartWeight);
};

/** Reads at most the first 1,000 characters: a title says what is wrong at its beginning. */
export const weighWords = (text: string): WeightedWords => {
  const words = new Map<string, number>();
  const plain = foldAccents(text.slice(0, 1000));
  for (const match of plain.matchAll(marked)) {
    for (const part of (match[1] ?? "").matchAll(word)) {
      const name = part[0].replace(/[.-]+$/, "");
      if (name.length >= 3) add(words, `=${name.toLowerCase()}`, nameWeight);
      addPlain(words, name, namePartWeight);
    }
  }
  for (const match of plain.replace(marked, " ").matchAll(word))
    addWord(words, match[0].replace(/[.-]+$/, ""));
  return words;
};

/** The stems of a text in a fixed order, for an identifier that spelling, case and word order do not change. */
export const canonicalWords = (text: string): string =>
  [...new Set(partsOf(foldAccents(text.slice(0, 1000))).map((part) => stem(part.toLowerCase())))]
    .sort()
    .join(" ");

type Weigh = (word: string, weight: number) => number;

const sumOf = (words: WeightedWords, weigh: Weigh): number => {
  let sum = 0;
  for (const [key, weight] of words) sum += weigh(key, weight);
  return sum;
};

const sharedWeight = (left: WeightedWords, right: WeightedWords, weigh: Weigh): number => {
  let shared = 0;
  for (const [key, weight] of left) {
    const other = right.get(key);
    if (other !== undefined) shared += weigh(key, Math.max(weight, other));
  }
  return shared;
};

/** How alike two texts are, 0 to 1: shared weight against both (Dice) and against the shorter (containment). */
export const similarityOf = (left: WeightedWords, right: WeightedWords, weigh: Weigh): number => {
  const leftSum = sumOf(left, weigh);
  const rightSum = sumOf(right, weigh);
  if (leftSum === 0 || rightSum === 0) return 0;
  const shared = sharedWeight(left, right, weigh);
  const dice = Math.min(1, (2 * shared) / (leftSum + rightSum));
  const containment = Math.min(1, shared / Math.min(leftSum, rightSum));
  return 0.6 * dice + 0.4 * containment;
};

/** How much of a short text a longer one repeats, 0 to 1. */
export const coverageOf = (short: WeightedWords, long: WeightedWords, weigh: Weigh): number => {
  const sum = sumOf(short, weigh);
  return sum === 0 ? 0 : Math.min(1, sharedWeight(short, long, weigh) / sum);
};
