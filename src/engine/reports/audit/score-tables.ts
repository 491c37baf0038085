import type { Table, TableRow } from "./blocks.ts";
import { type ScoreNumber, scoreNumbersIn } from "./numbers.ts";
import { plainText } from "./plain-text.ts";
import { countsThings, labelWeight, type ScorePlace } from "./score-labels.ts";
import { means, type Term, termsIn } from "./terms.ts";

export type TableScore = { readonly value: number; readonly line: number; readonly weight: number };

type Header = { readonly text: string; readonly terms: readonly Term[] };

const isOtherColumn = (header: Header): boolean => {
  const current = means(header.terms, "current");
  return (means(header.terms, "target") || means(header.terms, "baseline")) && !current;
};

const isDifference = (cell: string): boolean => /^\s*(?:[+\-−–±Δ≥≤<>]|>=|<=)/u.test(cell);

/** "24 | 30" under "points | maximum". */
const pairOf = (cells: readonly string[], headers: readonly Header[]): ScoreNumber | null => {
  const part = Number(cells[1] ?? "");
  const outOf = Number(cells[2] ?? "");
  const named = means(headers[1]?.terms ?? [], "score") && /^m[aá]x/i.test(headers[2]?.text ?? "");
  if (!named || !(outOf >= 5) || !(part <= outOf) || cells[1] === "") return null;
  return { value: Math.round((part / outOf) * 10000) / 100, start: 0, end: 0, form: "fraction", outOf };
};

type Cell = { readonly number: ScoreNumber; readonly header: Header; readonly rank: number };

const bareScore = (cell: string, header: Header): ScoreNumber | null => {
  if (!means(header.terms, "score") || !/^\d{2,3}(?:[.,]\d{1,2})?$/.test(cell)) return null;
  const value = Number(cell.replace(",", "."));
  return value > 100 ? null : { value, start: 0, end: cell.length, form: "points", outOf: 100 };
};

const otherMeanings = ["coverage", "effort", "count"] as const;

const scoreCell = (cell: string, header: Header): Cell | null => {
  if (isOtherColumn(header) || isDifference(cell)) return null;
  if (otherMeanings.some((meaning) => means(header.terms, meaning))) return null;
  const number = scoreNumbersIn(cell)[0] ?? bareScore(cell, header);
  if (number === null || countsThings(cell.slice(number.end))) return null;
  return { number, header, rank: means(header.terms, "current") ? 0 : 1 };
};

/** The numbers of a row that can be a present score; a column that says "current" goes first. */
const scoreCells = (cells: readonly string[], headers: readonly Header[]): Cell[] =>
  cells
    .flatMap((cell, column) =>
      column === 0 ? [] : (scoreCell(cell, headers[column] ?? { text: "", terms: [] }) ?? []),
    )
    .sort((left, right) => left.rank - right.rank);

const hasScoreColumn = (headers: readonly Header[]): boolean =>
  headers.slice(1).some((header) => means(header.terms, "score"));

const rowScore = (row: TableRow, headers: readonly Header[], place: ScorePlace): TableScore | null => {
  const cells = row.cells.map((cell) => plainText(cell).slice(0, 120));
  const label = cells[0] ?? "";
  const [best] = scoreCells(cells, headers);
  const number = pairOf(cells, headers) ?? best?.number;
  if (number === null || number === undefined || label === "") return null;
  const terms = termsIn(label);
  const scored = means(terms, "score") || means(best?.header.terms ?? [], "score") || best === undefined;
  // "Total" in a table of scores is the overall score; in another table it is a sum.
  const said = scored && !means(terms, "score") ? `${label} score` : label;
  if (!means(terms, "overall") && !means(terms, "score")) return null;
  const weight = labelWeight(said, number, place) - 8;
  return weight > 0 ? { value: number.value, line: row.line, weight } : null;
};

/** Rows that stand for audits over time: the one that is called current, else the last. */
const latestOf = (table: Table, headers: readonly Header[]): TableScore | null => {
  if (!hasScoreColumn(headers) || table.rows.length < 2 || table.rows.length > 8) return null;
  const labels = table.rows.map((row) => termsIn(plainText(row.cells[0] ?? "").slice(0, 120)));
  const past = labels.some((terms) => means(terms, "baseline"));
  if (!past) return null;
  const current = labels.findIndex((terms) => means(terms, "current") && !means(terms, "target"));
  const row = table.rows[current];
  const cells = row?.cells.map((cell) => plainText(cell).slice(0, 120)) ?? [];
  const [best] = scoreCells(cells, headers);
  if (row === undefined || best === undefined || !means(best.header.terms, "score")) return null;
  return { value: best.number.value, line: row.line, weight: 80 };
};

/** A table of one row under names: "Project | Date | Overall score". */
const onlyRow = (table: Table, headers: readonly Header[], place: ScorePlace): TableScore[] => {
  const [row] = table.rows;
  if (row === undefined || table.rows.length > 1) return [];
  return headers.flatMap((header, column) => {
    const cell = scoreCell(plainText(row.cells[column] ?? "").slice(0, 120), header);
    const weight = cell === null || column === 0 ? 0 : labelWeight(header.text, cell.number, place) - 8;
    return cell === null || weight <= 0 ? [] : [{ value: cell.number.value, line: row.line, weight }];
  });
};

/** The overall scores that a table states in its total row, in a row of its own, or in its latest audit. */
export const tableScores = (table: Table, place: ScorePlace): TableScore[] => {
  const headers = table.header.map((header) => {
    const text = plainText(header).slice(0, 60);
    return { text, terms: termsIn(text) };
  });
  const rows = [{ cells: table.header, line: table.line }, ...table.rows.slice(0, 60)];
  const named = onlyRow(table, headers, place);
  const found = [...rows.flatMap((row) => rowScore(row, headers, place) ?? []), ...named];
  const latest = latestOf(table, headers);
  return latest === null ? found : [...found, latest];
};
