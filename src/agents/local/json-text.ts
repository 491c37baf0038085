/** What keeps a text from being JSON; `offset` is the first character that does not fit. */
export type JsonProblem = { readonly message: string; readonly offset: number };

// The string is unrolled, so that a missing quote in a megabyte costs no exponential search.
const token =
  /[ \t\r\n]+|[{}[\],:]|"[^"\\\n\r\t]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\n\r\t]*)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

type Expected = "value" | "value-or-close" | "key" | "key-or-close" | "colon" | "comma-or-close" | "end";

const isSpace = (text: string): boolean => /^[ \t\r\n]/.test(text);

const afterValue = (open: readonly string[]): Expected => (open.length === 0 ? "end" : "comma-or-close");

const close = (text: string, open: string[]): Expected | null => {
  const closing = open.at(-1) === "{" ? "}" : "]";
  if (open.length === 0 || text !== closing) return null;
  open.pop();
  return afterValue(open);
};

const startValue = (text: string, open: string[]): Expected | null => {
  if (text === "{" || text === "[") {
    open.push(text);
    return text === "{" ? "key-or-close" : "value-or-close";
  }
  return /^[}\],:]/.test(text) ? null : afterValue(open);
};

const startKey = (text: string): Expected | null => (text.startsWith('"') ? "colon" : null);

/** What may follow, per what was expected; null when the token does not fit. */
const steps: Readonly<Record<Expected, (text: string, open: string[]) => Expected | null>> = {
  value: startValue,
  "value-or-close": (text, open) => close(text, open) ?? startValue(text, open),
  key: startKey,
  "key-or-close": (text, open) => startKey(text) ?? close(text, open),
  colon: (text) => (text === ":" ? "value" : null),
  "comma-or-close": (text, open) => {
    if (text === ",") return open.at(-1) === "{" ? "key" : "value";
    return close(text, open);
  },
  end: () => null,
};

/**
 * Finds where JSON stops being JSON. `JSON.parse` says so only for some mistakes, and quotes the text,
 * which may hold a secret.
 */
export const findJsonProblem = (text: string): JsonProblem | null =>
  isJson(text.replace(/^\uFEFF/, "")) ? null : locateProblem(text);

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

const locateProblem = (text: string): JsonProblem => {
  const open: string[] = [];
  let expected: Expected = "value";
  let offset = text.startsWith("\uFEFF") ? 1 : 0;
  while (offset < text.length) {
    token.lastIndex = offset;
    const matched = token.exec(text)?.[0];
    if (matched === undefined) return { message: "unexpected character", offset };
    if (!isSpace(matched)) {
      const next: Expected | null = steps[expected](matched, open);
      if (next === null) return { message: describe(expected, matched), offset };
      expected = next;
    }
    offset += matched.length;
  }
  return { message: "the text ends too early", offset };
};

const describe = (expected: Expected, text: string): string => {
  if (expected === "end") return "there is text after the end";
  if ((expected === "key" || expected === "value") && /^[}\]]/.test(text)) return "trailing comma";
  if (expected === "comma-or-close") return "a comma is missing";
  return `${expected.replaceAll("-", " ")} expected`;
};

const relaxedToken =
  /"[^"\\\n]*(?:\\.[^"\\\n]*)*"|\/\/[^\n]*|\/\*(?:[\s\S]*?\*\/|[\s\S]*)|\s+|[^\s"/,}\]]+|[\s\S]/g;

const isClosing = (part: string | undefined): boolean => part === "}" || part === "]";

/** Takes comments and trailing commas out, as editors allow them in their configuration files. */
export const strictJson = (text: string): string => {
  const parts = [...text.replace(/^\uFEFF/, "").matchAll(relaxedToken)]
    .map(([part]) => part)
    .filter((part) => !part.startsWith("//") && !part.startsWith("/*"));
  let next: string | undefined;
  for (let index = parts.length - 1; index >= 0; index -= 1) {
    const part = parts[index] ?? "";
    if (part === "," && isClosing(next)) parts[index] = "";
    if (part.trim() !== "") next = part;
  }
  return parts.join("");
};

/** Files that their programs read with comments and trailing commas. */
export const allowsComments = (path: string): boolean =>
  /\.(jsonc|json5|code-workspace)$|(^|\/)(ts|js)config[^/]*\.json$|(^|\/)\.(vscode|devcontainer|zed)\/|(^|\/)\.?(eslintrc|oxlintrc|babelrc|swcrc|jshintrc|jscsrc|devcontainer|biome|deno|turbo|nx|angular|tslint|api-extractor|renovate|knip|wrangler|typedoc|language-configuration|rush|tsdoc)(\.json)?$|(^|\/)[^/]*\.tsconfig\.json$/.test(
    path,
  );
