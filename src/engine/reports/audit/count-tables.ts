import type { Severity } from "../../domain/severity.ts";
import type { Table, TableRow } from "./blocks.ts";
import { codeStrength, type Level, levelOf, pureLevelOf } from "./levels.ts";
import { plainText } from "./plain-text.ts";
import { means, type Term, termsIn } from "./terms.ts";

/** A count of findings that a table states; a heavier claim is believed before a lighter one. */
export type CountClaim = { readonly severity: Severity; readonly count: number; readonly weight: number };

const currentWeight = 4;
const plainWeight = 3;
const weakWeight = 1;

const leadingCount = (cell: string): number => {
  const found = /^\W{0,4}(\d{1,4})(?![\d/.:%h])/.exec(cell);
  return found === null || /\s[-–]\s?\d/.test(cell) ? Number.NaN : Number(found[1]);
};

const cellOf = (row: TableRow | undefined, column: number): string =>
  plainText(row?.cells[column] ?? "").slice(0, 80);

const labelTerms = (text: string): readonly Term[] => termsIn(text.slice(0, 60));

/** A column of differences ("-2", "+3") counts nothing. */
const isCounted = (table: Table, column: number): boolean => {
  const cells = table.rows.map((row) => cellOf(row, column));
  const counts = cells.filter((cell) => !Number.isNaN(leadingCount(cell)));
  return counts.length > 0 && !counts.some((cell) => /^\W{0,3}[-+−–]\d/.test(cell));
};

const otherColumns = ["baseline", "target", "solved", "effort", "score", "lineName", "coverage"] as const;

type Column = { readonly column: number; readonly weight: number };

/** Columns that go from one audit to the next: "Cycle 1", "Cycle 2". */
const isSeries = (headers: readonly string[]): boolean => {
  const stems = headers.map((header) => header.replace(/[\d\s.:/-]+/g, "").toLowerCase());
  return headers.length >= 2 && new Set(stems).size === 1 && headers.every((header) => /\d/.test(header));
};

/** Which column holds what is open now: what remains, what is after, the total, the last of a series. */
const countColumn = (table: Table): Column | null => {
  const headers = table.header.map((header) => plainText(header).slice(0, 60));
  const terms = headers.map(labelTerms);
  const counted = headers
    .map((_, column) => column)
    .filter((column) => column > 0 && isCounted(table, column));
  const named = (meaning: "open" | "current" | "count"): number | undefined =>
    counted.findLast((column) => means(terms[column] ?? [], meaning));
  const current = named("open") ?? named("current");
  if (current !== undefined) return { column: current, weight: currentWeight };
  const usable = counted.filter(
    (column) => !otherColumns.some((meaning) => means(terms[column] ?? [], meaning)),
  );
  if (isSeries(usable.map((column) => headers[column] ?? "")))
    return { column: usable.at(-1) ?? 1, weight: currentWeight };
  const column = usable.find((at) => means(terms[at] ?? [], "count")) ?? usable[0];
  return column === undefined ? null : { column, weight: plainWeight };
};

/** "MEDIUM | 3 | integration gaps (P1)": the code given as priority wins over the word. */
const codeBeside = (row: TableRow): Level | null => {
  for (const cell of row.cells.slice(1)) {
    const inside = /\((P[0-4])\)\s*$/i.exec(plainText(cell).slice(-60))?.[1];
    if (inside !== undefined) return levelOf(inside);
  }
  return null;
};

const rowClaim = (row: TableRow, { column, weight }: Column): CountClaim | null => {
  const label = cellOf(row, 0).slice(0, 60);
  const terms = labelTerms(label);
  const beside = codeBeside(row);
  const level = beside ?? levelOf(label, terms);
  const count = leadingCount(cellOf(row, column));
  if (level === null || Number.isNaN(count) || means(terms, "solved")) return null;
  const words = terms.filter((term) => term.kind === "word").length;
  if (words > 2) return null;
  const certain = words === 0 || level.strength === codeStrength;
  // "Clippy warnings" is about something else than "Warning".
  const said = certain ? weight : weakWeight;
  return { severity: level.severity, count, weight: beside === null ? said : weight + 0.5 };
};

/** "Blocker | 1" and "Critical | 0" are one level. */
const summed = (claims: readonly CountClaim[]): CountClaim[] =>
  [...Map.groupBy(claims, (claim) => `${claim.severity} ${claim.weight}`).values()].flatMap((same) => {
    const [first] = same;
    return first === undefined ? [] : [{ ...first, count: same.reduce((sum, one) => sum + one.count, 0) }];
  });

const rowClaims = (table: Table): CountClaim[] => {
  const column = countColumn(table);
  if (column === null) return [];
  const rows = table.rows.slice(0, 24);
  const levels = rows.map((row) => pureLevelOf(cellOf(row, 0))?.severity).filter((it) => it !== undefined);
  // A level twice in the first column: the rows are findings, or two names of one level.
  if (new Set(levels).size < levels.length && table.header.length > 3) return [];
  return summed(rows.flatMap((row) => rowClaim(row, column) ?? []));
};

/** The row that speaks for all: a total, the present one of several audits, the only one. */
const totalRow = (table: Table): { readonly row: TableRow; readonly weight: number } | null => {
  const terms = table.rows.map((row) => labelTerms(cellOf(row, 0)));
  const rowOf = (at: number, weight: number): { row: TableRow; weight: number } | null => {
    const row = table.rows[at];
    return row === undefined ? null : { row, weight };
  };
  const total = terms.findLastIndex((label) => means(label, "overall"));
  if (total >= 0) return rowOf(total, plainWeight);
  if (table.rows.length === 1) return rowOf(0, plainWeight);
  const past = terms.some((label) => means(label, "baseline"));
  const current = terms.findLastIndex((label) => means(label, "current") && !means(label, "target"));
  return past && current >= 0 ? rowOf(current, currentWeight) : null;
};

const columnClaims = (table: Table, levels: readonly (Level | null)[]): CountClaim[] => {
  const total = totalRow(table);
  if (total === null) return [];
  return levels.flatMap((level, column) => {
    const count = level === null ? Number.NaN : leadingCount(cellOf(total.row, column));
    return level === null || Number.isNaN(count)
      ? []
      : [{ severity: level.severity, count, weight: total.weight }];
  });
};

/** What a table counts per level: a row per level, or a column per level with a row that speaks for all. */
export const countClaims = (table: Table): CountClaim[] => {
  if (table.rows.length > 60) return [];
  const levels = table.header.map((header) => pureLevelOf(plainText(header)));
  const leveled = levels.filter((level) => level !== null).length;
  const periods = leveled === 1 && table.rows.length > 1 && totalRow(table)?.weight === currentWeight;
  return leveled >= 2 || periods ? columnClaims(table, levels) : rowClaims(table);
};
