/** One line of an agent's JSON output. What is no object, or longer than a megabyte, says nothing. */
export type JsonObject = Readonly<Record<string, unknown>>;

const maxLineLength = 1024 * 1024;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const parseJsonLine = (line: string): JsonObject | null => {
  if (line.length > maxLineLength || !line.trimStart().startsWith("{")) return null;
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
};

export const objectOf = (value: unknown): JsonObject => (isObject(value) ? value : {});
export const objectsOf = (value: unknown): readonly JsonObject[] =>
  Array.isArray(value) ? value.filter(isObject) : [];
export const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

/** A count of tokens: what is not a number, or below zero, counts nothing. */
export const countOf = (value: unknown): number =>
  typeof value === "number" && Number.isFinite(value) && value > 0 ? Math.round(value) : 0;
