import type { MissingLines } from "../test-results.ts";
import { lineAt } from "./line-at.ts";
import { type CoverageReading, type OutputLines, percentOf } from "./test-run.ts";

const header = /^Name\s{1,300}Stmts\s{1,10}Miss(?:\s{1,10}Branch\s{1,10}BrPart)?\s{1,10}Cover/;

type Row = {
  readonly file: string;
  readonly percent: number;
  readonly total: number;
  readonly missed: number;
  readonly missing: string;
};

/** Splits by white space instead of by pattern: file names may hold anything. */
const readRow = (line: string): Row | null => {
  const words = line.trim().split(/\s+/);
  const position = words.findIndex((word, index) => index >= 3 && /^\d{1,3}(?:\.\d{1,6})?%$/.test(word));
  if (position < 0) return null;
  let start = position;
  while (start > 1 && /^\d{1,9}$/.test(words[start - 1] ?? "")) start -= 1;
  const numbers = words.slice(start, position).map(Number);
  const [total, missed] = numbers;
  if (total === undefined || missed === undefined) return null;
  return {
    file: words.slice(0, start).join(" "),
    percent: Number.parseFloat(words[position] ?? ""),
    total,
    missed,
    missing: words.slice(position + 1).join(" "),
  };
};

/** Whatever is neither a row nor a ruler ends the table, as does the total. */
const readRows = (lines: OutputLines, start: number): readonly Row[] => {
  const rows: Row[] = [];
  for (let index = start + 1; index < lines.length && rows.at(-1)?.file !== "TOTAL"; index += 1) {
    if (/^-{3,}$/.test(lineAt(lines, index))) continue;
    const row = readRow(lineAt(lines, index));
    if (!row) break;
    rows.push(row);
  }
  return rows;
};

const readTable = (lines: OutputLines, start: number): CoverageReading | null => {
  const all = readRows(lines, start);
  if (all.length === 0) return null;
  const rows = all.filter((row) => row.file !== "TOTAL");
  const total = all.find((row) => row.file === "TOTAL");
  const statements = total?.total ?? sum(rows, "total");
  const covered = statements - (total?.missed ?? sum(rows, "missed"));
  return {
    percent: total?.percent ?? percentOf(covered, statements),
    coveredLines: covered,
    totalLines: statements,
    missing: rows
      .filter((row) => row.missing !== "")
      .map((row): MissingLines => ({ file: row.file, lines: row.missing })),
  };
};

const sum = (rows: readonly Row[], key: "total" | "missed"): number =>
  rows.reduce((left, row) => left + row[key], 0);

/** The table of coverage.py, alone (`coverage report`) or inside pytest's output (pytest-cov). */
export const readPythonCoverage = (lines: OutputLines): readonly CoverageReading[] =>
  lines.flatMap((line, index) => (header.test(line) ? (readTable(lines, index) ?? []) : []));
