import type { MissingLines } from "../test-results.ts";
import { lineAt } from "./line-at.ts";
import type { CoverageReading, OutputLines } from "./test-run.ts";

/** Istanbul's and Node's tables: the columns are found by their titles, as reporters leave some out. */
type Columns = { readonly file: number; readonly lines: number; readonly uncovered: number };

type Row = {
  readonly depth: number;
  readonly name: string;
  readonly percent: number | null;
  readonly uncovered: string;
};

const cellsOf = (line: string): readonly string[] =>
  line
    .replace(/^(?:ℹ|#) /, "")
    .replace(/^\| ?(?=\S)/, "")
    .split("|");

const readColumns = (line: string): Columns | null => {
  if (!line.includes("|") || !/\bfile\b/i.test(line)) return null;
  const titles = cellsOf(line).map((cell) => cell.trim().toLowerCase());
  const lines = titles.findIndex((title) => title === "% lines" || title === "line %");
  const file = titles.indexOf("file");
  if (lines < 0 || file < 0) return null;
  return { file, lines, uncovered: titles.findIndex((title) => title.startsWith("uncovered line")) };
};

const readRow = (line: string, columns: Columns): Row | null => {
  const cells = cellsOf(line);
  if (cells.length <= columns.lines) return null;
  const name = cells[columns.file] ?? "";
  const percent = Number.parseFloat((cells[columns.lines] ?? "").trim());
  return {
    depth: name.length - name.trimStart().length,
    name: name.trim(),
    percent: Number.isNaN(percent) ? null : percent,
    uncovered: columns.uncovered < 0 ? "" : (cells[columns.uncovered] ?? "").trim(),
  };
};

const isRuler = (line: string): boolean => /^(?:ℹ |# )?[-|: ]{5,}$/.test(line);

/** Files are indented below their folders: the folders' names are put in front again. */
const missingLines = (rows: readonly Row[]): readonly MissingLines[] => {
  const folders: Row[] = [];
  const missing: MissingLines[] = [];
  for (const [index, row] of rows.entries()) {
    while (folders.length > 0 && (folders.at(-1)?.depth ?? 0) >= row.depth) folders.pop();
    const next = rows[index + 1];
    if (next && next.depth > row.depth && row.uncovered === "") folders.push(row);
    else if (row.uncovered !== "") {
      const path = [...folders.slice(0, 50).map((folder) => folder.name), row.name].join("/");
      missing.push({ file: path, lines: row.uncovered });
    }
  }
  return missing;
};

/** Node's table ends with the ruler below its total; Istanbul's starts with the total. */
const endsTable = (line: string, rows: readonly Row[], whole: Row | null): boolean =>
  isRuler(line) ? whole !== null && rows.length > 0 && /^(?:ℹ|#)/.test(line) : readColumns(line) !== null;

const readTable = (lines: OutputLines, start: number, columns: Columns): CoverageReading | null => {
  const rows: Row[] = [];
  let whole: Row | null = null;
  for (let index = start + 1; index < lines.length; index += 1) {
    const line = lineAt(lines, index);
    if (endsTable(line, rows, whole)) break;
    if (isRuler(line)) continue;
    const row = readRow(line, columns);
    if (!row) break;
    if (row.name.toLowerCase().startsWith("all fil")) whole = row;
    else rows.push(row);
  }
  if (!whole) return null;
  return { percent: whole.percent, coveredLines: null, totalLines: null, missing: missingLines(rows) };
};

const summaryLine = /^Lines {1,12}: (\d{1,3}(?:\.\d{1,4})?|Unknown)% \( ?(\d{1,9})\/(\d{1,9}) ?\)/;

const readSummary = (line: string): CoverageReading | null => {
  const match = summaryLine.exec(line);
  if (!match) return null;
  const percent = Number(match[1]);
  return {
    percent: Number.isNaN(percent) ? null : percent,
    coveredLines: Number(match[2]),
    totalLines: Number(match[3]),
    missing: [],
  };
};

/** Reads the tables of Istanbul (jest, vitest, nyc, c8, tap) and of Node, and Istanbul's text summary. */
export const readCoverageTables = (lines: OutputLines): readonly CoverageReading[] =>
  lines.flatMap((line, index) => {
    const summary = readSummary(line);
    if (summary) return [summary];
    const columns = readColumns(line);
    return columns ? (readTable(lines, index, columns) ?? []) : [];
  });
