import { type Severity, severities } from "../../domain/severity.ts";
import type { Block, Table } from "./blocks.ts";
import { type Level, levelOf, pureLevelOf } from "./levels.ts";
import type { Section } from "./outline.ts";
import { plainText } from "./plain-text.ts";
import { columnRoles } from "./table-columns.ts";
import { means, termsIn } from "./terms.ts";

/** What a report claims to hold, per severity. The first claim for a severity stands. */
export type StatedCounts = Partial<Record<Severity, number>>;

const take = (into: StatedCounts, severity: Severity, count: number): void => {
  if (Number.isInteger(count) && count >= 0 && count < 10_000) into[severity] ??= count;
};

const leadingCount = (text: string): number => {
  const found = /^\W{0,4}(\d{1,4})(?![\d/.%:])/.exec(text);
  return found === null ? Number.NaN : Number(found[1]);
};

const notClaims = ["solved", "baseline", "part", "target"] as const;

/** "3 P0", "7 críticos" and "P0: 15", "Critical (4 issues)" in one statement. */
const takeStatement = (into: StatedCounts, text: string): void => {
  const terms = termsIn(text);
  const level = levelOf(text, terms);
  const numbers = terms.filter(
    (term) => term.kind === "number" && /^\d+$/.test(text.slice(term.start, term.end)),
  );
  const [number] = numbers;
  if (level === null || number === undefined || numbers.length > 1) return;
  if (/[/%.]/.test(text.slice(number.end, number.end + 1)) || /[.#:/]/.test(text[number.start - 1] ?? " "))
    return;
  if (terms.filter((term) => term.kind === "word").length > 1 || notClaims.some((it) => means(terms, it)))
    return;
  take(into, level.severity, Number(text.slice(number.start, number.end)));
};

const takeText = (into: StatedCounts, markdown: string): void => {
  const plain = plainText(markdown.slice(0, 400));
  if (!/\d/.test(plain)) return;
  for (const statement of plain.split(/[,;|()+。，；、]|\.\s|\sy\s|\sand\s/).slice(0, 16))
    takeStatement(into, statement.trim());
};

/** A row per level with a count, or a column per level with a total row. */
const takeTable = (into: StatedCounts, table: Table): void => {
  const countColumn = Math.max(columnRoles(table).lastIndexOf("count"), 1);
  const levelColumns = table.header.map((header) => pureLevelOf(plainText(header)));
  const total = table.rows.find((row) =>
    means(termsIn(plainText(row.cells[0] ?? "").slice(0, 40)), "overall"),
  );
  if (levelColumns.filter((level) => level !== null).length >= 2) {
    const row = total ?? (table.rows.length === 1 ? table.rows[0] : undefined);
    levelColumns.forEach((level, column) => {
      if (level !== null) take(into, level.severity, leadingCount(plainText(row?.cells[column] ?? "")));
    });
    return;
  }
  for (const row of table.rows.slice(0, 12)) {
    const level = levelOf(plainText(row.cells[0] ?? "").slice(0, 60));
    if (level !== null) take(into, level.severity, leadingCount(plainText(row.cells[countColumn] ?? "")));
  }
};

const takeBlock = (into: StatedCounts, block: Block): void => {
  if (block.type === "table") takeTable(into, block);
  else if (block.type === "text" || block.type === "item") takeText(into, block.text);
};

/** "P1 (high priority) - 7 findings": the heading's level, and the number before what it counts. */
const takeHeading = (into: StatedCounts, section: Section, level: Level): void => {
  const shown = section.title.shown.slice(0, 200);
  const count = /(?:^|(?<!top)[\s(])(\d{1,4})(?:\s+\p{L}[^()]{0,30})?\)?\s*:?$/iu.exec(shown);
  if (count !== null && !means(section.terms, "solved")) take(into, level.severity, Number(count[1]));
};

const barred = new Set(["actions", "strengths", "reference", "solved"]);

/** Reads claims from summaries, group headings and paragraphs near the top. */
export const collectStatedCounts = (section: Section, into: StatedCounts): void => {
  if (barred.has(section.kind)) return;
  if (section.groupLevel !== null && section.otherWords <= 1) takeHeading(into, section, section.groupLevel);
  const claims = section.kind === "summary" || section.kind === "metrics" || section.depth <= 1;
  for (const block of section.blocks)
    if (claims || block.type === "table" || block.line <= 50) takeBlock(into, block);
  for (const child of section.children) collectStatedCounts(child, into);
};

export const statedCountsOf = (counts: StatedCounts): Record<Severity, number | null> | null => {
  if (severities.every((severity) => counts[severity] === undefined)) return null;
  const { P0 = null, P1 = null, P2 = null, P3 = null, P4 = null } = counts;
  return { P0, P1, P2, P3, P4 };
};
