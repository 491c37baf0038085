import { isObject, type JsonObject } from "./json-line.ts";

const string = '"(?:\\\\.|[^"\\\\])*"';
const stringOrComment = new RegExp(`(${string})|//[^\\n]*|/\\*[\\s\\S]*?(?:\\*/|$)`, "g");
const stringOrTrailingComma = new RegExp(`(${string})|,(?=\\s*[}\\]])`, "g");

/** The CLIs' own settings files: JSON with comments and trailing commas. Null when it is no object at all. */
export const parseWithComments = (text: string): JsonObject | null => {
  const keepString = (_: string, found: string | undefined): string => found ?? "";
  const plain = text
    .replace(/^\uFEFF/, "")
    .replace(stringOrComment, keepString)
    .replace(stringOrTrailingComma, keepString);
  try {
    const parsed: unknown = JSON.parse(plain);
    return isObject(parsed) ? parsed : null;
  } catch {
    return null;
  }
};
