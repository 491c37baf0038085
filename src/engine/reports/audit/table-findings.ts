import { isAggregate } from "./aggregates.ts";
import type { Table, TableRow } from "./blocks.ts";
import { type Candidate, headingTitle, locationLimit } from "./candidates.ts";
import { codeStrength, inheritedLevel, type Level, levelOf, pureLevelOf } from "./levels.ts";
import { type Location, lineIn, locationsIn } from "./locations.ts";
import type { Section } from "./outline.ts";
import { isStruckThrough, plainText } from "./plain-text.ts";
import { isSolvedStatus } from "./solved.ts";
import { type ColumnRole, cellsOf, columnRoles, isMostlyNumbers } from "./table-columns.ts";
import { readTitle } from "./titles.ts";

type Columns = {
  readonly roles: readonly ColumnRole[];
  readonly severity: number;
  readonly priority: number;
  readonly title: number;
  readonly location: number;
};

/** The level in a cell of levels; scanners call the gravest "error". */
const cellLevel = (cell: string): Level | null => {
  const plain = plainText(cell);
  return /^\W*errors?\W*$/i.test(plain) ? { severity: "P1", strength: codeStrength - 1 } : levelOf(plain);
};

const hasLevels = (table: Table, column: number): boolean => {
  if (column < 0) return false;
  const cells = cellsOf(table, column).filter((cell) => cell !== "" && cell !== "-");
  return cells.filter((cell) => cellLevel(cell) !== null).length * 2 >= cells.length && cells.length > 0;
};

/** A column of levels without a telling header: the cells decide. */
const pureLevelColumn = (table: Table, roles: readonly ColumnRole[]): number =>
  roles.findIndex((role, column) => {
    if (role === "title" || role === "location" || role === "identifier" || role === "status") return false;
    const cells = cellsOf(table, column).filter((cell) => cell !== "");
    return cells.length > 0 && cells.every((cell) => pureLevelOf(cell) !== null);
  });

const averageLength = (cells: readonly string[]): number =>
  cells.reduce((sum, cell) => sum + cell.length, 0) / Math.max(1, cells.length);

/** The wordiest column that can hold a title: by its header, else any that is not taken. */
const titleColumn = (table: Table, roles: readonly ColumnRole[], taken: readonly number[]): number => {
  const usable = (column: number): boolean =>
    !taken.includes(column) && !isMostlyNumbers(cellsOf(table, column));
  const named = roles.findIndex((role, column) => role === "title" && usable(column));
  if (named >= 0) return named;
  let best = -1;
  let length = 9;
  roles.forEach((role, column) => {
    if ((role !== "other" && role !== "impact") || !usable(column)) return;
    const average = averageLength(cellsOf(table, column));
    if (average > length) [best, length] = [column, average];
  });
  return best;
};

const findColumns = (table: Table): Columns => {
  const roles = columnRoles(table);
  const named = roles.indexOf("severity");
  const severity = hasLevels(table, named) ? named : -1;
  const priority = hasLevels(table, roles.indexOf("priority")) ? roles.indexOf("priority") : -1;
  const levels = severity < 0 && priority < 0 ? pureLevelColumn(table, roles) : severity;
  const location = roles.indexOf("location");
  return {
    roles,
    severity: levels,
    priority,
    location,
    title: titleColumn(table, roles, [levels, priority, location]),
  };
};

const countsThings = (table: Table, columns: Columns): boolean => {
  const count = columns.roles.indexOf("count");
  const counted = count >= 0 && isMostlyNumbers(cellsOf(table, count));
  const { title } = columns;
  // A first column of bare levels is a summary by level.
  const levelsFirst =
    cellsOf(table, 0).filter((cell) => pureLevelOf(cell) !== null).length * 2 > table.rows.length;
  return counted || (levelsFirst && title <= 1 && isMostlyNumbers(cellsOf(table, 1)));
};

const measuresThings = (columns: Columns): boolean =>
  columns.roles.includes("target") || (columns.roles.includes("score") && columns.location < 0);

/** Whether the rows of this table are findings. */
const listsFindings = (table: Table, columns: Columns, section: Section): boolean => {
  if (columns.title < 0 || countsThings(table, columns) || measuresThings(columns)) return false;
  const leveled = columns.severity >= 0 || columns.priority >= 0;
  const expected = section.kind === "findings" || section.level !== null || section.kind === "solved";
  const placed =
    columns.location >= 0 || columns.roles.includes("identifier") || columns.roles.includes("recommendation");
  if (section.kind === "strengths" || section.kind === "metrics" || section.kind === "reference")
    return leveled && columns.location >= 0;
  if (leveled) return placed || expected || columns.roles[columns.title] === "title";
  return expected && (section.level !== null || placed);
};

/** Likelihood and impact without a severity or a place: what may happen, counted when nothing else is listed. */
const isRiskRegister = (table: Table, columns: Columns): boolean =>
  !columns.roles.some((role) => role === "severity" || role === "priority" || role === "location") &&
  table.header.some((header) => /^\W*(?:prob|likelihood|wahrsch|概率|可能性)/i.test(plainText(header)));

const levelOfCells = (row: TableRow, columns: Columns): Level | null => {
  const at = (column: number): Level | null => (column < 0 ? null : cellLevel(row.cells[column] ?? ""));
  const priority = at(columns.priority);
  return priority?.strength === codeStrength ? priority : (at(columns.severity) ?? priority);
};

const cellWith = (row: TableRow, columns: Columns, role: ColumnRole): string => {
  const column = columns.roles.indexOf(role);
  return column < 0 ? "" : (row.cells[column] ?? "");
};

const placesOf = (row: TableRow, columns: Columns): Location[] => {
  const own = columns.location < 0 ? [] : locationsIn(row.cells[columns.location] ?? "", locationLimit);
  const [first, ...more] = own;
  if (first === undefined) return locationsIn(row.cells.join(" ; "), locationLimit);
  const line = lineIn(plainText(cellWith(row, columns, "line")));
  return first.line === null && line.line !== null ? [{ ...first, ...line }, ...more] : own;
};

const identifierIn = (cell: string): { readonly identifier: string | null; readonly level: Level | null } => {
  const plain = plainText(cell);
  const title = readTitle(plain);
  const bare = /^[\p{L}\p{N}#._/ -]{1,20}$/u.test(plain)
    ? plain.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "")
    : null;
  // A bare P1 in this column numbers a row; P1-03 also says its level.
  const level = /^p[0-4]$/i.test(plain) ? null : title.level;
  return { identifier: /\d/.test(bare ?? "") && /\p{L}/u.test(bare ?? "") ? bare : null, level };
};

const isSolvedRow = (row: TableRow, columns: Columns, titleCell: string): boolean => {
  if (isStruckThrough(titleCell)) return true;
  const status = cellWith(row, columns, "status");
  return status !== "" && isSolvedStatus(plainText(status), true);
};

const isTotalRow = (row: TableRow): boolean => /^\W*(?:sub)?total/i.test(plainText(row.cells[0] ?? ""));

const rowCandidate = (row: TableRow, table: Table, columns: Columns, section: Section): Candidate | null => {
  const cell = row.cells[columns.title] ?? "";
  const title = readTitle(cell);
  if (title.text.length < 3 || isTotalRow(row) || isAggregate(title.text)) return null;
  const { identifier, level } = identifierIn(cellWith(row, columns, "identifier"));
  const recommendation = plainText(cellWith(row, columns, "recommendation"));
  const impact = plainText(cellWith(row, columns, "impact"));
  return {
    level: levelOfCells(row, columns) ?? title.level ?? level ?? inheritedLevel(section.level),
    title: headingTitle(title.text),
    description: impact === "" ? null : impact,
    recommendation: recommendation === "" ? null : recommendation,
    locations: placesOf(row, columns),
    identifier: identifier ?? title.identifier,
    reportLine: row.line,
    form: "row",
    kind: isRiskRegister(table, columns) ? "actions" : section.kind,
    solved: section.kind === "solved" || title.solved || isSolvedRow(row, columns, cell),
    listing: table.line,
  };
};

export const tableCandidates = (table: Table, section: Section): Candidate[] => {
  const columns = findColumns(table);
  if (!listsFindings(table, columns, section)) return [];
  return table.rows.flatMap((row) => rowCandidate(row, table, columns, section) ?? []);
};
