import { pad } from "./cells.ts";
import { score } from "./format.ts";
import { type Line, span } from "./line.ts";
import type { Tone } from "./theme.ts";

type Cell = { text: string; tone: Tone };
type Grid = Cell[][];

const put = (grid: Grid, row: number, column: number, text: string, tone: Tone): void => {
  const cell = grid[row]?.[column];
  if (cell === undefined) return;
  cell.text = text;
  cell.tone = tone;
};

const drawTarget = (grid: Grid, row: number, target: number, width: number): void => {
  const label = ` target ${score(target)} `;
  const start = width - label.length - 2;
  for (let column = 0; column < width; column += 1) {
    const letter = column >= start ? label[column - start] : undefined;
    put(grid, row, column, letter ?? "┄", "dim");
  }
};

const drawStep = (grid: Grid, from: readonly [number, number], to: readonly [number, number]): void => {
  const [startColumn, startRow] = from;
  const [endColumn, endRow] = to;
  const bend = startRow === endRow ? endColumn : Math.ceil((startColumn + endColumn) / 2);
  for (let column = startColumn + 1; column < bend; column += 1) put(grid, startRow, column, "─", "accent");
  if (startRow === endRow) return;
  const isRise = endRow < startRow;
  put(grid, startRow, bend, isRise ? "╯" : "╮", "accent");
  put(grid, endRow, bend, isRise ? "╭" : "╰", "accent");
  const low = Math.min(startRow, endRow);
  for (let row = low + 1; row < Math.max(startRow, endRow); row += 1) put(grid, row, bend, "│", "accent");
  for (let column = bend + 1; column < endColumn; column += 1) put(grid, endRow, column, "─", "accent");
};

const mergeCells = (cells: readonly Cell[]): Line => {
  const spans: Cell[] = [];
  for (const cell of cells) {
    const last = spans.at(-1);
    if (last?.tone === cell.tone) last.text += cell.text;
    else spans.push({ ...cell });
  }
  return spans;
};

/** Scores over time as a stepped line with the target as a dashed one; each row is labelled with its value. */
export const chart = (
  values: readonly number[],
  target: number,
  width: number,
  height: number,
): readonly Line[] => {
  const labelWidth = 5;
  const plotWidth = width - labelWidth - 1;
  const shown = values.slice(-Math.max(2, Math.floor((plotWidth - 2) / 3)));
  const high = Math.max(target, ...shown);
  const lowest = Math.min(...shown, high);
  const low = high - lowest < height - 1 ? Math.max(0, high - (height - 1)) : lowest;
  const span_ = Math.max(1, high - low);
  const rowOf = (value: number): number => Math.round(((high - value) / span_) * (height - 1));
  const grid: Grid = Array.from({ length: height }, () =>
    Array.from({ length: plotWidth }, (): Cell => ({ text: " ", tone: "plain" })),
  );
  drawTarget(grid, rowOf(target), target, plotWidth);
  const step = shown.length < 2 ? 1 : Math.min(10, Math.floor((plotWidth - 4) / (shown.length - 1)));
  const points = shown.map((value, index): readonly [number, number] => [1 + index * step, rowOf(value)]);
  for (const [index, point] of points.entries()) {
    const next = points[index + 1];
    if (next !== undefined) drawStep(grid, point, next);
  }
  for (const [column, row] of points) put(grid, row, column, "●", "bold");
  return grid.map((cells, row) => {
    const value = Math.round(high - (span_ * row) / Math.max(1, height - 1));
    return [span(`${pad(String(value), labelWidth - 1, "right")} `, "dim"), ...mergeCells(cells)];
  });
};

const bars = "▁▂▃▄▅▆▇█";

/** The same in one row, for small screens. */
export const sparkline = (values: readonly number[], width: number): string =>
  values
    .slice(-width)
    .map((value) => bars[Math.min(7, Math.floor((Math.max(0, Math.min(100, value)) / 100) * 7.999))] ?? " ")
    .join("");
