/** Writes line numbers as coverage tools do: 5, 8, 9, 10 becomes "5, 8-10". */
export const lineRanges = (numbers: Iterable<number>): string => {
  const sorted = [...new Set(numbers)].filter(Number.isFinite).sort((left, right) => left - right);
  const parts: string[] = [];
  let start = 0;
  for (let index = 1; index <= sorted.length; index += 1) {
    const previous = sorted[index - 1] ?? 0;
    if (sorted[index] === previous + 1) continue;
    const first = sorted[start] ?? previous;
    parts.push(first === previous ? `${first}` : `${first}-${previous}`);
    start = index;
  }
  return parts.join(", ");
};
