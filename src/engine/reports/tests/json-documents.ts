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

/**
 * Finds JSON objects that start and end in the first column, below whatever npm or a test printed before. Each line is
 * parsed at most twice, so the time stays linear.
 */
export const findJsonDocuments = (lines: readonly string[]): readonly JsonDocument[] => {
  const documents: JsonDocument[] = [];
  let first: number | null = null;
  for (const [index, line] of lines.entries()) {
    if (documents.length >= maximumDocuments) break;
    if (line.startsWith("{") && line.trimEnd().endsWith("}")) {
      const value = parse(line);
      if (isObject(value)) documents.push({ value, first: index, last: index });
    } else if (line.trimEnd() === "{") first = index;
    else if (first !== null && line.startsWith("}")) {
      const value = parse([...lines.slice(first, index), "}"].join("\n"));
      if (isObject(value)) documents.push({ value, first, last: index });
      first = null;
    }
  }
  return documents;
};
