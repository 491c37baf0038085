import { pad, widthOf } from "./cells.ts";
import { fitLine, type Line, type Span, span } from "./line.ts";

export type Column = {
  readonly title: string;
  readonly align?: "left" | "right";
  /** Takes what the others leave. */
  readonly grows?: boolean;
  /** Cells that it never exceeds. */
  readonly most?: number;
};

const widthsOf = (
  columns: readonly Column[],
  rows: readonly (readonly Span[])[],
  width: number,
): number[] => {
  const widths = columns.map((column, index) => {
    const widest = Math.max(widthOf(column.title), ...rows.map((row) => widthOf(row[index]?.text ?? "")));
    return Math.min(widest, column.most ?? Number.POSITIVE_INFINITY);
  });
  const growing = columns.findIndex((column) => column.grows === true);
  if (growing < 0) return widths;
  const others = widths.reduce((sum, each, index) => (index === growing ? sum : sum + each), 0);
  widths[growing] = Math.max(8, width - others - 2 * (columns.length - 1));
  return widths;
};

/** Aligned columns, two cells apart; the first line is the head. Every line is exactly `width` cells. */
export const table = (
  columns: readonly Column[],
  rows: readonly (readonly Span[])[],
  width: number,
): { readonly head: Line; readonly lines: readonly Line[] } => {
  const widths = widthsOf(columns, rows, width);
  const layOut = (cells: readonly Span[]): Line =>
    fitLine(
      columns.flatMap((column, index) => {
        const cell = cells[index] ?? span("");
        const text = pad(cell.text, widths[index] ?? 0, column.align ?? "left");
        return [{ text: index === 0 ? text : `  ${text}`, tone: cell.tone }];
      }),
      width,
    );
  return { head: layOut(columns.map((column) => span(column.title, "dim"))), lines: rows.map(layOut) };
};
