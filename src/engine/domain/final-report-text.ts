import type { FinalReport } from "./final-report.ts";
import { type Mark, type Row, reportSections, statusRow } from "./final-report-sections.ts";
import { plainLine, widthOf, wrapWords } from "./final-report-words.ts";

export type TerminalOptions = { readonly width: number; readonly color: boolean };

const reportTitle = (report: FinalReport): string =>
  `ORCHESTRATION REPORT - ${plainLine(report.module ?? "unknown")}`;

const markdownMarks: Readonly<Record<Mark, string>> = { good: "✅ ", bad: "❌ ", open: "⚠️ " };

/** Everything that Markdown or HTML would read as more than text. */
const escapeMarkdown = (text: string): string =>
  plainLine(text)
    .replace(/[\\`*_[\]<>|#~&]/g, "\\$&")
    // A bare address would become a link to wherever an agent wants.
    .replace(/:\/\//g, ":\u200b//")
    .replace(/\bwww\./gi, (start) => `${start.slice(0, 3)}\u200b.`);

const markdownRow = ({ mark, label, text }: Row): string => {
  const name = label === null || label === "" ? "" : `**${escapeMarkdown(label)}:** `;
  return `- ${mark === null ? "" : markdownMarks[mark]}${name}${escapeMarkdown(text)}`;
};

/** The report as a Markdown file. */
export const renderMarkdown = (report: FinalReport): string => {
  const head = [`# 📊 ${escapeMarkdown(reportTitle(report))}`, "", markdownRow(statusRow(report)).slice(2)];
  const message = report.message === null ? [] : ["", escapeMarkdown(report.message)];
  const sections = reportSections(report).flatMap(({ title, symbol, rows }) => [
    "",
    `## ${symbol} ${title}`,
    "",
    ...rows.map(title === "Key actions" ? numbered : markdownRow),
  ]);
  return `${[...head, ...message, ...sections].join("\n")}\n`;
};

const numbered = (row: Row, index: number): string => `${index + 1}. ${markdownRow(row).slice(2)}`;

const terminalMarks: Readonly<Record<Mark, string>> = { good: "✓", bad: "✗", open: "!" };
const colorCodes: Readonly<Record<Mark | "title", string>> = {
  good: "32",
  bad: "31",
  open: "33",
  title: "1",
};
const narrowest = 20;
const widestLabel = 24;

const paint = (text: string, code: Mark | "title" | null, color: boolean): string =>
  color && code !== null ? `\u001b[${colorCodes[code]}m${text}\u001b[0m` : text;

/** The report for a terminal: no line is wider than `width`, and nothing in it has power over the terminal. */
export const renderTerminal = (report: FinalReport, options: TerminalOptions): string => {
  const width = Math.max(narrowest, options.width);
  const plain = (text: string): string[] => wrapWords(plainLine(text), width);
  const title = (text: string): string[] => plain(text).map((line) => paint(line, "title", options.color));
  const rows = (list: readonly Row[], isNumbered: boolean): string[] => {
    const main = columnOf(list.filter((row) => !isSubRow(row)).map(labelOf), widestLabel);
    const sub = columnOf(list.filter(isSubRow).map(labelOf), width / 2);
    return list.flatMap((row, index) => {
      const lead = isNumbered ? `${index + 1}. ` : labelOf(row).padEnd(isSubRow(row) ? sub : main);
      return rowLines(row, lead, width).map((line) => paint(line, row.mark, options.color));
    });
  };
  const sections = reportSections(report).flatMap((section) => [
    "",
    ...title(section.title),
    ...rows(section.rows, section.title === "Key actions"),
  ]);
  const message = report.message === null ? [] : plain(report.message);
  return `${[...title(reportTitle(report)), "", ...rows([statusRow(report)], false), ...message, ...sections].join("\n")}\n`;
};

/** A label that begins with blanks belongs to the row above: a cost with the name of a model may be long. */
const isSubRow = ({ label }: Row): boolean => label?.startsWith(" ") === true;

const columnOf = (labels: readonly string[], most: number): number =>
  Math.min(most, Math.max(0, ...labels.map((label) => widthOf(label))));

/** With a blank behind it. */
const labelOf = ({ label }: Row): string =>
  label === null ? "" : `${/^ */.exec(label)?.[0] ?? ""}${plainLine(label)}: `;

/** Mark, lead and text; what does not fit beside the lead stands below the text, or below the lead. */
const rowLines = (row: Row, lead: string, width: number): string[] => {
  const mark = row.mark === null ? " " : terminalMarks[row.mark];
  const text = plainLine(row.text);
  const room = width - 2 - widthOf(lead);
  if (room >= Math.min(widthOf(text), width / 2)) {
    const indent = " ".repeat(2 + widthOf(lead));
    return wrapWords(text, room).map((line, index) =>
      index === 0 ? `${mark} ${lead}${line}` : indent + line,
    );
  }
  const [first = "", ...rest] = wrapWords(lead.trim(), width - 2);
  const below = [...rest, ...wrapWords(text, width - 4)];
  return [
    `${mark} ${first}`,
    ...below.flatMap((line) => wrapWords(line, width - 4)).map((line) => `    ${line}`),
  ];
};
