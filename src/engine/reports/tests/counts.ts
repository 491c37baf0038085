/** Reads "1 failed, 6 passed, 2 errors" (any separator) into a map from the lower-case word to its number. */
export const readCounts = (text: string): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const match of text.slice(0, 500).matchAll(/(\d{1,9}) ([A-Za-z]{2,20})/g)) {
    const word = (match[2] ?? "").toLowerCase();
    if (!counts.has(word)) counts.set(word, Number(match[1]));
  }
  return counts;
};

/** Reads "Tests: 3, Failures: 1" or "failures=1, expected failures=2" into the same kind of map. */
export const readNamedCounts = (text: string): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const match of text.slice(0, 500).matchAll(/([A-Za-z][A-Za-z ]{0,30}?)(?:=|: )(\d{1,9})/g)) {
    counts.set((match[1] ?? "").trim().toLowerCase(), Number(match[2]));
  }
  return counts;
};

export const countOf = (counts: ReadonlyMap<string, number>, ...words: readonly string[]): number =>
  words.reduce((sum, word) => sum + (counts.get(word) ?? 0), 0);
