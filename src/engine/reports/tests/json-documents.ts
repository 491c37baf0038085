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

const endsDocument = (line: string): boolean =>
  line.startsWith("}") || (line.startsWith("{") && line.trimEnd().endsWith("}"));

const readDocument = (lines: readonly string[], first: number, last: number): JsonDocument | null => {
  const text = first === last ? (lines[last] ?? "") : [...lines.slice(first, last), "}"].join("\n");
  const value = parse(text);
  return isObject(value) ? { value, first, last } : null;
};

/**
 * Finds JSON objects that start and end in the first column, below whatever npm or a test printed before. Each line is
 * parsed at most twice, so the time stays linear.
 */
export const findJsonDocuments = (lines: readonly string[]): readonly JsonDocument[] => {
  const documents: JsonDocument[] = [];
  let first: number | null = null;
  for (const [index, line] of lines.entries()) {
    if (documents.length >= maximumDocuments) break;
    if (line.trimEnd() === "{") first = index;
    const begin = line.startsWith("{") && line.trimEnd() !== "{" ? index : first;
    if (begin === null || !endsDocument(line)) continue;
    const document = readDocument(lines, begin, index);
    if (document) documents.push(document);
    first = null;
  }
  return documents;
};
