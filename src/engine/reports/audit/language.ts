/** Frequent short words that tell these languages apart. */
const frequentWords: Readonly<Record<string, string>> = {
  en: "the and is are of to with for not this that from should be has when was were it on by an at can",
  es: "el los las del y con para por una que es sin se esta este como pero debe falta mas",
  pt: "os das dos e com para por uma nao que sem esta este como mas deve ao da em falta",
  fr: "le les des et avec pour une que est sans dans sur pas ce cette par mais doit du au",
  de: "der die das und mit fur eine nicht ist ohne im auf den werden wird von zu sind bei",
  it: "il gli delle e con per una che non senza nel questo questa deve della dei sono",
};

/** Letters and endings that mostly one language has. */
const spellings: readonly (readonly [string, RegExp, number])[] = [
  ["es", /[ñ¿¡]|ci[oó]n\b|idad\b/g, 1.5],
  ["pt", /[ãõ]|ção|ções|idade\b/g, 2],
  ["fr", /[èêùœ]|eaux?\b/g, 1],
  ["de", /[äöüß]|ung\b/g, 1],
  ["it", /zion[ei]\b|ità/g, 2],
];

/** Words of reports as such: a short list of findings has few others. */
const reportWords: Readonly<Record<string, string>> = {
  en: "score findings finding severity issue issues file missing high low medium fix without review report security",
  es: "hallazgo hallazgos severidad archivo puntuacion falta alta baja informe auditoria revision prioridad estado cumplimiento fecha brechas completo parcial sin",
  pt: "achado achados severidade arquivo pontuacao baixa relatorio falta seguranca prioridade",
  fr: "constat gravite fichier rapport manque haute faible securite priorite note",
  de: "befund befunde datei schwere hoch niedrig bericht fehlt sicherheit bewertung",
  it: "gravita rapporto manca bassa sicurezza priorita",
};

const languagesOf = new Map<string, string[]>();
for (const [language, words] of [...Object.entries(frequentWords), ...Object.entries(reportWords)])
  for (const word of words.split(" ")) languagesOf.set(word, [...(languagesOf.get(word) ?? []), language]);

const sampleLimit = 5000;

/** Counts telling words while a text goes by. */
export type LanguageWatcher = {
  readonly push: (line: string) => void;
  readonly language: () => string | null;
};

const count = (tallies: Map<string, number>, key: string, by: number): void => {
  tallies.set(key, (tallies.get(key) ?? 0) + by);
};

const matches = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

const weigh = (tallies: Map<string, number>, text: string): void => {
  for (const word of text.match(/[a-z]+/g) ?? [])
    for (const language of languagesOf.get(word) ?? []) count(tallies, language, 1);
  for (const [language, spelling, weight] of spellings)
    count(tallies, language, matches(text, spelling) * weight);
  count(tallies, "zh", matches(text, /[\u4e00-\u9fff]/g) * 0.6);
  count(tallies, "ja", matches(text, /[\u3040-\u30ff]/g) * 2);
};

export const createLanguageWatcher = (): LanguageWatcher => {
  const tallies = new Map<string, number>();
  let seen = 0;

  const push = (line: string): void => {
    if (seen >= sampleLimit) return;
    seen += line.length;
    weigh(tallies, line.slice(0, 400).toLowerCase());
  };

  const language = (): string | null => {
    const [best] = [...tallies].sort((left, right) => right[1] - left[1]);
    return best === undefined || best[1] < 2 ? null : best[0];
  };

  return { push, language };
};
