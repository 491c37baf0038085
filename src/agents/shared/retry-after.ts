/** How long a provider asks to wait, in the words of error messages; null when it does not say. */
const unitSeconds: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3_600, d: 86_400 };

const unitOf = (word: string): number => {
  if (word.startsWith("ms") || word.startsWith("milli")) return unitSeconds.ms ?? 0;
  return unitSeconds[word.charAt(0)] ?? 1;
};

const amount =
  /(\d+(?:\.\d+)?)\s*(milliseconds?|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d)?(?![a-z])/giy;
const announced =
  /(?:retry[- _]?after|(?:retry|try again|resets?|available|wait)(?: again)?(?: in| after| for)?|retrydelay|quota will reset after)["':=\s]*(?=\d)/gi;

const readAmounts = (text: string, from: number): number => {
  let seconds = 0;
  amount.lastIndex = from;
  for (let found = amount.exec(text); found !== null; found = amount.exec(text)) {
    seconds += Number(found[1]) * unitOf((found[2] ?? "s").toLowerCase());
    const next = amount.lastIndex;
    // A bare number has no second part: in "1h 20m" every part has its unit.
    if (found[2] === undefined) break;
    amount.lastIndex = next + (text.slice(next).match(/^[\s,]*/)?.[0].length ?? 0);
  }
  return seconds;
};

const toSeconds = (from: Date, now: number): number | null => {
  const seconds = (from.getTime() - now) / 1_000;
  return Number.isFinite(seconds) && seconds > 0 ? Math.ceil(seconds) : null;
};

export const readRetryAfter = (text: string, now: number): number | null => {
  const looked = text.slice(0, 4_000);
  // A moment instead of a time: "usage limit reached|1795000000", "resets at 2026-11-21T05:00:00Z".
  const epoch = looked.match(/\|(\d{10})\b/)?.[1];
  if (epoch !== undefined) return toSeconds(new Date(Number(epoch) * 1_000), now);
  const moment = looked.match(
    /(?:reset|retry|again)\w*[^.\d]{0,20}(\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d))/i,
  )?.[1];
  if (moment !== undefined) return toSeconds(new Date(moment), now);
  for (const found of looked.matchAll(announced)) {
    const seconds = readAmounts(looked, found.index + found[0].length);
    if (seconds > 0) return Math.max(1, Math.ceil(seconds));
  }
  return null;
};
