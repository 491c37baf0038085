const cellLimit = 64;

const cut = (row: string, separators: readonly number[]): string[] => {
  const cells: string[] = [];
  let start = 0;
  for (const at of separators) {
    cells.push(row.slice(start, at).trim().replaceAll("\\|", "|"));
    start = at + 1;
  }
  cells.push(row.slice(start).trim().replaceAll("\\|", "|"));
  return cells;
};

/** Where a row's cells end. Code spans hide separators only on request: GFM itself splits inside them. */
const separatorsOf = (row: string, codeHides: boolean): number[] => {
  const separators: number[] = [];
  let inCode = false;
  for (let at = 0; at < row.length && separators.length < cellLimit; at += 1) {
    if (row[at] === "\\") at += 1;
    else if (row[at] === "`" && codeHides) inCode = !inCode;
    else if (row[at] === "|" && !inCode) separators.push(at);
  }
  return separators;
};

const withoutEdges = (row: string): string => {
  const start = row.startsWith("|") ? 1 : 0;
  const end = row.endsWith("|") && !row.endsWith("\\|") && row.length > 1 ? row.length - 1 : row.length;
  return row.slice(start, end);
};

/** The cells of a table row; `expected` is the header's width, 0 when this is the header. */
export const splitCells = (row: string, expected: number): string[] => {
  const inner = withoutEdges(row.trim());
  const cells = cut(inner, separatorsOf(inner, false));
  // More cells than the header has: somebody wrote code with a pipe in it.
  if (expected > 0 && cells.length > expected) {
    const careful = cut(inner, separatorsOf(inner, true));
    if (careful.length === expected) return careful;
  }
  return cells;
};

/** `|---|:--:|`: only these characters, and at least one dash in each cell. */
export const isDelimiterRow = (row: string): boolean =>
  /^[|\-: \t]+$/.test(row) &&
  row.includes("|") &&
  row.includes("-") &&
  splitCells(row, 0).every((cell) => /^:?-+:?$/.test(cell));
