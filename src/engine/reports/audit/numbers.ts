/** A score as written somewhere in a line: its value out of 100, and where it stands. */
export type ScoreNumber = {
  readonly value: number;
  readonly start: number;
  readonly end: number;
  readonly form: "fraction" | "percent" | "points" | "stars";
  readonly outOf: number;
};

const fraction =
  /(?<![\d.,/])(\d{1,4}(?:[.,]\d{1,3})?)\s{0,2}[点分]?\s{0,2}(?:\/|／|out of|de|sobre|von|sur|su)\s{0,2}(\d{1,4})(?:[.,]0{1,2})?(?![\d/]|[.,]\d)/giu;
const percent = /(?<![\d.,/])(\d{1,3}(?:[.,]\d{1,3})?)\s?(?:%|％)/gu;
const points =
  /(?<![\d.,/])(\d{1,3}(?:[.,]\d{1,2})?)\s?(?:puntos|points|pts|pontos|punkte|分|点)(?![\p{L}])/giu;
const stars = /[⭐★🌟]{1,5}[⚪☆✩✰½]{0,5}/gu;

const toNumber = (text: string): number => Number(text.replace(",", "."));

const rounded = (value: number): number => Math.round(value * 100) / 100;

const commonBases = new Set([5, 10, 100]);

const fractionsIn = (text: string): ScoreNumber[] =>
  [...text.matchAll(fraction)].flatMap((found) => {
    const part = toNumber(found[1] ?? "");
    const outOf = Number(found[2]);
    if (outOf < 5 || part > outOf || (!commonBases.has(outOf) && outOf % 5 !== 0)) return [];
    const value = rounded((part / outOf) * 100);
    return [
      { value, start: found.index, end: found.index + found[0].length, form: "fraction" as const, outOf },
    ];
  });

const hundredsIn = (text: string, pattern: RegExp, form: "percent" | "points"): ScoreNumber[] =>
  [...text.matchAll(pattern)].flatMap((found) => {
    const value = toNumber(found[1] ?? "");
    if (value > 100) return [];
    return [
      { value: rounded(value), start: found.index, end: found.index + found[0].length, form, outOf: 100 },
    ];
  });

const starsIn = (text: string): ScoreNumber[] =>
  [...text.matchAll(stars)].flatMap((found) => {
    const all = [...found[0]].length;
    const full = [...found[0].replace(/[⚪☆✩✰½]/gu, "")].length;
    const half = found[0].includes("½") ? 0.5 : 0;
    if (all > 5 + (half > 0 ? 1 : 0)) return [];
    const value = rounded(((full + half) / 5) * 100);
    return [
      { value, start: found.index, end: found.index + found[0].length, form: "stars" as const, outOf: 5 },
    ];
  });

/** Cheap to ask before anything else is done with a line. */
export const mayHoldScore = (text: string): boolean =>
  /\d[\s*_`]*(?:[/／%％点]|out of|de |sobre|von|sur|su |punt|poin|pts|pont|punkt|分)|[⭐★🌟]/iu.test(text);

/** Every number in a line that could be a score; a fraction is preferred to what else stands in the line. */
export const scoreNumbersIn = (text: string): ScoreNumber[] => {
  if (!mayHoldScore(text)) return [];
  const fractions = fractionsIn(text);
  if (fractions.length > 0) return fractions;
  const hundreds = [...hundredsIn(text, percent, "percent"), ...hundredsIn(text, points, "points")];
  return hundreds.length > 0 ? hundreds : starsIn(text);
};
