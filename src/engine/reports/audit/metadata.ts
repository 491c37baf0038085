import type { Block, Table } from "./blocks.ts";
import { isLabelOf, readLabel } from "./labels.ts";
import type { Section } from "./outline.ts";
import { plainText } from "./plain-text.ts";
import { clip, fold } from "./text.ts";

export type Metadata = {
  date: string | null;
  auditor: string | null;
  anyDate: string | null;
  byline: string | null;
};

const months: Readonly<Record<string, number>> = Object.fromEntries(
  [
    "jan january ene enero janeiro janvier januar gennaio",
    "feb february febrero fevereiro fevrier februar febbraio",
    "mar march marzo marco mars marz",
    "apr april abr abril avril aprile",
    "may mayo maio mai maggio",
    "jun june junio junho juin juni giugno",
    "jul july julio julho juillet juli luglio",
    "aug august ago agosto aout",
    "sep sept september septiembre setiembre setembro septembre settembre",
    "oct october octubre outubro octobre oktober ottobre okt",
    "nov november noviembre novembro novembre",
    "dec december dic diciembre dezembro decembre dezember dicembre dez",
  ].flatMap((names, index) => names.split(" ").map((name) => [name, index + 1] as const)),
);

const iso = (year: number, month: number, day: number): string | null => {
  const possible = year >= 2000 && year < 2100 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
  return possible ? `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}` : null;
};

const numeric = /(?<!\d)(20\d\d)\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)/;
const dayFirst = /(?<![\d.-])(\d{1,2})[/.-](\d{1,2})[/.-](20\d\d)(?!\d|\.\d)/;
const dayMonthName =
  /(?<!\d)(\d{1,2})\.?(?:st|nd|rd|th)?\s+(?:of\s+|de\s+)?([a-z]{3,10})\.?,?\s+(?:de\s+|del\s+)?(20\d\d)/;
const monthNameDay =
  /([a-z]{3,10})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(?:\d{1,2}:\d\d:\d\d\s+\S{1,5}\s+)?(20\d\d)/;

/** The first date in a text, as an ISO day. */
const dateIn = (text: string): string | null => {
  const folded = fold(text.slice(0, 200));
  const number = numeric.exec(folded);
  if (number !== null) return iso(Number(number[1]), Number(number[2]), Number(number[3]));
  const named = dayMonthName.exec(folded);
  if (named !== null) return iso(Number(named[3]), months[named[2] ?? ""] ?? 0, Number(named[1]));
  const american = monthNameDay.exec(folded);
  if (american !== null) return iso(Number(american[3]), months[american[1] ?? ""] ?? 0, Number(american[2]));
  const european = dayFirst.exec(folded);
  return european === null ? null : iso(Number(european[3]), Number(european[2]), Number(european[1]));
};

/** "Claude Opus 4 — 2026-04-18": what follows the name is the date. */
const afterName = /\s+[—–|·-]\s+\D{0,12}\d.*$/u;

const takeLabel = (into: Metadata, text: string): void => {
  const label = readLabel(text);
  if (label === null || label.value === "") return;
  const value = plainText(label.value);
  if (isLabelOf(label, "date")) into.date ??= dateIn(value);
  if (isLabelOf(label, "auditor") && value.length <= 120 && !/^(?:\d|[[<{(_]|tbd|n\/a)/i.test(value))
    into.auditor ??= clip(value.replace(afterName, ""), 120);
};

/** "Reviewed by Claude, 2025-11-20" says it as a sentence. */
const byline =
  /^\W*(?:(?:report|audit|review|informe|reporte|auditor[ií]a|revisi[oó]n)\s+)?(?:reviewed|audited|prepared|generated|written|performed|conducted|realizad[oa]|elaborad[oa]|auditad[oa]|revisad[oa]|generad[oa]|preparad[oa])\s+(?:by|por)\s+([^,|·()—:.]{2,60}?)\s*(?:[,|·(—]|\.(?:\s|$)|\s(?:on|el|-)\s|$)/iu;

const takeByline = (into: Metadata, text: string): void => {
  const name = byline.exec(plainText(text.slice(0, 200)))?.[1];
  if (name !== undefined && /^[\p{Lu}\p{N}]|^[a-z]+[-\d]/u.test(name)) into.byline ??= name.trim();
};

/** Names with values: the rows of a table of two columns, or the columns of a table of one row. */
const pairsIn = (table: Table): (readonly [string, string])[] => {
  const [first] = table.rows;
  if (table.header.length === 2)
    return [table.header, ...table.rows.slice(0, 20).map((row) => row.cells)].map(
      ([name = "", value = ""]) => [name, value] as const,
    );
  if (first === undefined || table.rows.length > 1) return [];
  return table.header.map((name, at) => [name, first.cells[at] ?? ""] as const);
};

const takeBlock = (into: Metadata, block: Block): void => {
  if (block.type === "text" || block.type === "item") {
    takeByline(into, block.text);
    if (!/[:：\d]/.test(block.text)) return;
    for (const piece of block.text.slice(0, 400).split(/\s[|·•]\s|\s[—–]\s(?=\*\*)/)) takeLabel(into, piece);
    into.anyDate ??= dateIn(block.text);
  } else if (block.type === "table") {
    for (const [name, value] of pairsIn(block)) takeLabel(into, `${plainText(name)}: ${value}`);
  }
};

/** Takes date and auditor from labels anywhere; a date without label only from the first lines. */
export const collectMetadata = (section: Section, into: Metadata): void => {
  if (into.date !== null && into.auditor !== null) return;
  if (section.line < 15) into.anyDate ??= dateIn(section.title.shown);
  for (const block of section.blocks.slice(0, 200)) {
    if (block.line > 30 && block.type !== "text" && block.type !== "item") continue;
    const known = into.anyDate;
    takeBlock(into, block);
    if (block.line > 12) into.anyDate = known;
  }
  for (const child of section.children) collectMetadata(child, into);
};
