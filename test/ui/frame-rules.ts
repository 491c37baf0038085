import stringWidth from "string-width";

/* What every frame must keep to, whatever is on it. */

const cellsOf = (line: string): readonly string[] => {
  const cells: string[] = [];
  for (const { segment } of new Intl.Segmenter().segment(line)) {
    const width = stringWidth(segment);
    if (width > 0) cells.push(segment, ...Array.from({ length: width - 1 }, () => ""));
  }
  return cells;
};

const shapes = [
  ["╭", "╮", "╰", "╯", "│"],
  ["┏", "┓", "┗", "┛", "┃"],
] as const;

type Grid = readonly (readonly string[])[];

/** Follows both sides of a box down to its lower corners; says where they leave their columns. */
const followBox = (grid: Grid, top: number, left: number): readonly string[] => {
  const shape = shapes.find(([corner]) => corner === grid[top]?.[left]);
  if (shape === undefined) return [`no corner at line ${top + 1}, column ${left + 1}`];
  const [, topRight, bottomLeft, bottomRight, side] = shape;
  const right = grid[top]?.indexOf(topRight, left) ?? -1;
  if (right < 0) return [`the box at line ${top + 1}, column ${left + 1} has no right corner`];
  for (let row = top + 1; row < grid.length; row += 1) {
    const ends = `${grid[row]?.[left] ?? ""}${grid[row]?.[right] ?? ""}`;
    if (ends === bottomLeft + bottomRight) return [];
    if (ends !== side + side) return [`the box at line ${top + 1} is broken at line ${row + 1}: "${ends}"`];
  }
  return [`the box at line ${top + 1}, column ${left + 1} has no end`];
};

const cornersOf = (row: readonly string[]): readonly number[] =>
  row.flatMap((cell, column) => (cell === "╭" || cell === "┏" ? [column] : []));

const overlays = /[╭┏] (Confirmation required|Diff|Abort|Keys) /;

/** All boxes; where one lies over the others, only that one, which must be whole. */
const brokenBoxes = (lines: readonly string[]): readonly string[] => {
  const grid = lines.map(cellsOf);
  const covering = lines.findIndex((line) => overlays.test(line));
  if (covering >= 0) {
    const left = stringWidth((lines[covering] ?? "").slice(0, (lines[covering] ?? "").search(overlays)));
    return followBox(grid, covering, left);
  }
  // A row that begins with a corner is the top of boxes; other corners are bends of a score curve.
  return grid.flatMap((row, index) =>
    row[0] === "╭" || row[0] === "┏"
      ? cornersOf(row).flatMap((column) => followBox(grid, index, column))
      : [],
  );
};

export const problemsOf = (lines: readonly string[], columns: number, rows: number): readonly string[] => {
  const problems: string[] = [];
  if (lines.join("").trim() === "") problems.push("the frame is empty");
  if (lines.length > rows) problems.push(`${lines.length} rows on a terminal of ${rows}`);
  for (const [index, line] of lines.entries()) {
    if (stringWidth(line) > columns)
      problems.push(`line ${index + 1} is ${stringWidth(line)} cells wide: ${line}`);
  }
  return [...problems, ...brokenBoxes(lines)];
};
