import type { Block, Code, ListItem, Table } from "./blocks.ts";
import { withoutHtml } from "./html-lines.ts";
import { isDelimiterRow, splitCells } from "./table-cells.ts";
import { normalise } from "./text.ts";

/** Longer lines are cut: no reader writes them, and every later step is bounded by this. */
export const lineLimit = 4000;
const codeLineLimit = 60;
/** Data may be a list of findings. */
const dataLineLimit = 2000;

type Fence = {
  readonly marker: string;
  readonly length: number;
  readonly indent: number;
  readonly code: Code;
};

/** Turns lines into blocks one by one, in constant work per character whatever the nesting. */
export type BlockScanner = {
  readonly push: (line: string, number: number) => void;
  /** The blocks since the last call; an open table or code block stays open. */
  readonly take: () => Block[];
};

const indentOf = (line: string): number => {
  let width = 0;
  for (let at = 0; at < line.length; at += 1) {
    if (line[at] === " ") width += 1;
    else if (line[at] === "\t") width += 4;
    else break;
  }
  return width;
};

/** Quote markers are removed, however many: what is quoted is read like the rest. */
const withoutQuoteMarkers = (line: string): string => {
  let at = 0;
  let end = 0;
  while (at < line.length && (line[at] === ">" || line[at] === " ")) {
    if (line[at] === ">") end = at + 1;
    at += 1;
  }
  if (end === 0) return line;
  return line[end] === " " ? line.slice(end + 1) : line.slice(end);
};

const fenceOf = (trimmed: string): { readonly marker: string; readonly length: number } | null => {
  const marker = trimmed[0];
  if (marker !== "`" && marker !== "~") return null;
  let length = 0;
  while (trimmed[length] === marker) length += 1;
  if (length < 3 || (marker === "`" && trimmed.includes("`", length))) return null;
  return { marker, length };
};

const closesFence = (trimmed: string, indent: number, fence: Fence): boolean => {
  const found = fenceOf(trimmed);
  if (found === null || found.marker !== fence.marker || found.length < fence.length) return false;
  return found.length === trimmed.length && indent <= fence.indent + 3;
};

const ruler = /^(?:-{3,}|_{3,}|\*{3,}|={3,}|━{3,}|─{3,}|═{3,}|(?:- ?){3,}|(?:\* ?){3,})$/;
const headingStart = /^(#{1,6})[ \t]+(.*)$/;
const itemStart = /^([-*+•●▪◦–]|\d{1,4}[.)])[ \t]+(.*)$/;
const checkbox = /^\[([ xX✓✔✅])\][ \t]+/;

const listItem = (trimmed: string, indent: number, line: number): ListItem | null => {
  const found = itemStart.exec(trimmed);
  if (found === null) return null;
  const [, marker = "", rest = ""] = found;
  const box = checkbox.exec(rest);
  return {
    type: "item",
    indent,
    ordinal: /^\d/.test(marker) ? marker.slice(0, -1) : null,
    checked: box === null ? null : box[1] !== " ",
    text: box === null ? rest : rest.slice(box[0].length),
    line,
  };
};

/** Text under a rule of `===`, or a short plain line over `---`, is a heading. */
const underlinedLevel = (trimmed: string, above: Block | undefined): number | null => {
  if (above?.type !== "text" || above.text.length > 120 || above.indent > 3) return null;
  if (/^={3,}$/.test(trimmed)) return 1;
  // Three dashes after a label are a rule that lacks its blank line; a long line underlines.
  const plain = trimmed.length > 4 ? !/[*|`]/.test(above.text) : !/[*:|`]/.test(above.text);
  return /^(?:-{3,}|━{3,}|─{3,}|═{3,})$/.test(trimmed) && plain ? 2 : null;
};

const heading = (level: number, text: string, line: number): Block => ({
  type: "heading",
  level,
  text: text.replace(/[ \t]+#{1,6}$/, ""),
  line,
});

const pushRuler = (blocks: Block[], trimmed: string, line: number): void => {
  const above = blocks.at(-1);
  const level = underlinedLevel(trimmed, above);
  if (level !== null && above?.type === "text")
    blocks[blocks.length - 1] = heading(level, above.text, above.line);
  else blocks.push({ type: "break", line });
};

const pushPlain = (blocks: Block[], trimmed: string, indent: number, line: number): void => {
  const found = indent <= 3 ? headingStart.exec(trimmed) : null;
  if (found !== null) blocks.push(heading((found[1] ?? "#").length, (found[2] ?? "").trim(), line));
  else if (ruler.test(trimmed)) pushRuler(blocks, trimmed, line);
  else blocks.push(listItem(trimmed, indent, line) ?? { type: "text", indent, text: trimmed, line });
};

const linesKept = (info: string): number => (/^jsonc?5?\b/i.test(info) ? dataLineLimit : codeLineLimit);

const isMarkdownWrapper = (info: string): boolean => /^(?:markdown|md)\b/i.test(info);

export const createBlockScanner = (): BlockScanner => {
  let blocks: Block[] = [];
  let fence: Fence | null = null;
  let table: Table | null = null;
  let seenHeading = false;

  const openFence = (trimmed: string, indent: number, line: number): boolean => {
    const found = fenceOf(trimmed);
    if (found === null) return false;
    const info = trimmed.slice(found.length).trim();
    // Agents often wrap their whole report in one fence.
    if (!seenHeading && isMarkdownWrapper(info)) return true;
    const code: Code = { type: "code", info, lines: [], line };
    fence = { ...found, indent, code };
    blocks.push(code);
    return true;
  };

  const openTable = (trimmed: string, line: number): boolean => {
    const above = blocks.at(-1);
    if (above?.type !== "text" || above.line !== line - 1 || !above.text.includes("|")) return false;
    if (!isDelimiterRow(trimmed)) return false;
    table = { type: "table", header: splitCells(above.text, 0), rows: [], line: above.line };
    blocks[blocks.length - 1] = table;
    seenHeading = true;
    return true;
  };

  const pushOutsideFence = (text: string, line: number): void => {
    const trimmed = text.trim();
    if (table !== null && trimmed.includes("|")) {
      table.rows.push({ cells: splitCells(trimmed, table.header.length), line });
      return;
    }
    table = null;
    if (trimmed === "") blocks.push({ type: "blank", line });
    else if (!openFence(trimmed, indentOf(text), line) && !openTable(trimmed, line))
      pushPlain(blocks, trimmed, indentOf(text), line);
    seenHeading ||= blocks.at(-1)?.type === "heading";
  };

  const push = (raw: string, line: number): void => {
    const text = normalise(withoutQuoteMarkers(raw.length > lineLimit ? raw.slice(0, lineLimit) : raw));
    if (fence === null) {
      pushOutsideFence(withoutHtml(text), line);
      return;
    }
    if (closesFence(text.trim(), indentOf(text), fence)) fence = null;
    else if (fence.code.lines.length < linesKept(fence.code.info)) fence.code.lines.push(text);
  };

  const take = (): Block[] => {
    const taken = blocks;
    blocks = [];
    table = null;
    return taken;
  };

  return { push, take };
};
