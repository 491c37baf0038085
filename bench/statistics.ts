/** The value below which a share (0–1) of the numbers lies. */
export const quantile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
};

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** One row of the table: what was measured, the figure, and the bar it is held against. */
export type Figure = {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly bar: string | null;
  readonly met: boolean | null;
};

export const figure = (
  name: string,
  value: number,
  unit: string,
  bar?: { readonly text: string; readonly met: (value: number) => boolean },
): Figure => ({ name, value, unit, bar: bar?.text ?? null, met: bar?.met(value) ?? null });
