/** A reporter's JSON inside an output: pretty-printed over many lines, or on one. */
export type JsonDocument = { readonly value: unknown; readonly first: number; readonly last: number };

const maximumDocuments = 50;

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const isObject = (value: unknown): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const readDocument = (lines: readonly string[], first: number, last: number): JsonDocument | null => {
  const text = first === last ? (lines[last] ?? "") : [...lines.slice(first, last), "}"].join("\n");
  const value = parse(text);
  return isObject(value) ? { value, first, last } : null;
};

type Extent = readonly [first: number, last: number];

/** Where documents may be: a line from brace to brace, or from a brace alone to the next closing brace. */
const findExtents = (lines: readonly string[]): readonly Extent[] => {
  const extents: Extent[] = [];
  let first: number | null = null;
  for (const [index, line] of lines.entries()) {
    const text = line.trimEnd();
    if (text === "{") first = index;
    else if (text.startsWith("{") && text.endsWith("}")) extents.push([index, index]);
    else if (first !== null && text.startsWith("}")) {
      extents.push([first, index]);
      first = null;
    }
  }
  return extents;
};

/**
 * Finds JSON objects that start and end in the first column, below whatever npm or a test printed before. Each line is
 * parsed once, so the time stays linear.
 */
export const findJsonDocuments = (lines: readonly string[]): readonly JsonDocument[] =>
  findExtents(lines)
    .flatMap(([first, last]) => readDocument(lines, first, last) ?? [])
    .slice(0, maximumDocuments);
