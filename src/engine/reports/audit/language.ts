import { fold } from "./text.ts";

/** Frequent short words that tell these languages apart. */
const frequentWords: Readonly<Record<string, string>> = {
  en: "the and is are of to with for not this that from should be has when was were it",
  es: "el los las del y con para por una que es sin se esta este como pero debe falta mas",
  pt: "os das dos e com para por uma nao que sem esta este como mas deve ao da em falta",
  fr: "le les des et avec pour une que est sans dans sur pas ce cette par mais doit du au",
  de: "der die das und mit fur eine nicht ist ohne im auf den werden wird von zu sind bei",
  it: "il gli delle e con per una che non senza nel questo questa deve della dei sono",
};

const languagesOf = new Map<string, string[]>();
for (const [language, words] of Object.entries(frequentWords))
  for (const word of words.split(" ")) languagesOf.set(word, [...(languagesOf.get(word) ?? []), language]);

const sampleLimit = 3000;

/** Counts telling words while a text goes by. */
export type LanguageWatcher = {
  readonly push: (line: string) => void;
  readonly language: () => string | null;
};

const count = (tallies: Map<string, number>, key: string, by: number): void => {
  tallies.set(key, (tallies.get(key) ?? 0) + by);
};

export const createLanguageWatcher = (): LanguageWatcher => {
  const tallies = new Map<string, number>();
  let seen = 0;

  const push = (line: string): void => {
    if (seen >= sampleLimit) return;
    const bounded = line.slice(0, 400);
    seen += bounded.length;
    for (const word of fold(bounded).match(/[a-z]+/g) ?? [])
      for (const language of languagesOf.get(word) ?? []) count(tallies, language, 1);
    count(tallies, "zh", (bounded.match(/[\u4e00-\u9fff]/g)?.length ?? 0) * 0.6);
    count(tallies, "ja", (bounded.match(/[\u3040-\u30ff]/g)?.length ?? 0) * 2);
  };

  const language = (): string | null => {
    const [best] = [...tallies].sort((left, right) => right[1] - left[1]);
    return best === undefined || best[1] < 2 ? null : best[0];
  };

  return { push, language };
};
