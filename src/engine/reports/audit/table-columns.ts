import type { Table } from "./blocks.ts";
import { plainText } from "./plain-text.ts";
import { termsIn } from "./terms.ts";
import type { Meaning } from "./vocabulary.ts";

export type ColumnRole =
  | "identifier"
  | "severity"
  | "priority"
  | "impact"
  | "location"
  | "line"
  | "title"
  | "recommendation"
  | "status"
  | "count"
  | "score"
  | "target"
  | "effort"
  | "other";

/** In this order: the first meaning that a header has decides. */
const roleOrder: readonly (readonly [Meaning, ColumnRole])[] = [
  ["severityName", "severity"],
  ["priorityName", "priority"],
  ["identifier", "identifier"],
  ["target", "target"],
  ["baseline", "target"],
  ["location", "location"],
  ["recommendation", "recommendation"],
  ["impactName", "impact"],
  ["description", "title"],
  ["score", "score"],
  ["status", "status"],
  ["count", "count"],
  ["lineName", "line"],
  ["effort", "effort"],
  ["place", "location"],
];

const roleOf = (header: string): ColumnRole => {
  const plain = plainText(header).slice(0, 60);
  if (plain === "#" || /^n[º°]\.?$/i.test(plain)) return "identifier";
  const terms = termsIn(plain);
  const firstStart = terms[0]?.start ?? 0;
  // The first word of a header says most: "Hallazgos P0" is about findings, "P0" about counts.
  const leading = roleOrder.find(([meaning]) =>
    terms.some((term) => term.start === firstStart && term.meaning === meaning),
  );
  const any = leading ?? roleOrder.find(([meaning]) => terms.some((term) => term.meaning === meaning));
  return any?.[1] ?? "other";
};

/** What each column of a table holds; an identifier column is also one whose header is empty. */
export const columnRoles = (table: Table): ColumnRole[] => table.header.map(roleOf);

export const cellsOf = (table: Table, column: number): string[] =>
  table.rows.slice(0, 50).map((row) => plainText(row.cells[column] ?? ""));

export const isMostlyNumbers = (cells: readonly string[]): boolean => {
  const filled = cells.filter((cell) => cell !== "" && cell !== "-");
  const numbers = filled.filter((cell) =>
    /^[~≈+<>=\-\s]*[\d.,]+\s*(?:%|\+|h|hrs?|ms|s|\/\s*\d+)?\W*$/.test(cell),
  );
  return filled.length > 0 && numbers.length * 2 > filled.length;
};
