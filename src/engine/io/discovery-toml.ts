/** Sections → keys → raw values. */
export type TomlSections = ReadonlyMap<string, ReadonlyMap<string, string>>;

/**
 * The little of TOML that manifests use: sections, and keys whose value is on one line or is a list over several.
 * It never fails; what it does not understand it leaves out.
 */
export const readTomlSections = (content: string): TomlSections => {
  const sections = new Map<string, Map<string, string>>();
  let section = "";
  const lines = content.split(/\r?\n/);
  for (let index = 0; index < lines.length; index += 1) {
    const line = (lines[index] ?? "").trim();
    section = /^\[\[?([^[\]]+)\]\]?\s*(?:#.*)?$/.exec(line)?.[1]?.trim() ?? section;
    const pair = /^("[^"]*"|'[^']*'|[\w.-]+)\s*=\s*(.*)$/.exec(line);
    if (pair === null) continue;
    const last = lastLineOfValue(lines, index, pair[2] ?? "");
    const keys = sections.get(section) ?? new Map<string, string>();
    keys.set(
      unquote(pair[1]) ?? pair[1] ?? "",
      [pair[2] ?? "", ...lines.slice(index + 1, last + 1)].join("\n"),
    );
    sections.set(section, keys);
    index = last;
  }
  return sections;
};

/** Where a value ends that begins on a line: a list goes on until its bracket. */
const lastLineOfValue = (lines: readonly string[], first: number, value: string): number => {
  if (!value.startsWith("[") || closesList(value)) return first;
  const after = lines.findIndex((line, index) => index > first && closesList(line));
  return after === -1 ? lines.length - 1 : after;
};

/** A `]` inside quotes or in a comment does not close a list: `"uvicorn[standard]"`. */
const closesList = (line: string): boolean =>
  line
    .replace(/"(?:[^"\\\n]|\\.)*"|'[^'\n]*'/g, "")
    .replace(/#.*$/, "")
    .includes("]");

/** All quoted texts of a list. */
export const textsIn = (list: string): string[] =>
  [...list.replace(/^[ \t]*#.*$/gm, "").matchAll(/"([^"\n]*)"|'([^'\n]*)'/g)].map(
    (match) => match[1] ?? match[2] ?? "",
  );

/** The text between the quotes; null when there are none or nothing is between them. */
export const unquote = (value: string | undefined): string | null => {
  const found = /^("""|'''|"|')([\s\S]*?)\1/.exec(value?.trim() ?? "")?.[2]?.trim();
  return found === undefined || found === "" ? null : found;
};
