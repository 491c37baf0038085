import { readFile } from "node:fs/promises";
import { isMap, isNode, isPair, LineCounter, type ParsedNode, parseDocument } from "yaml";
import { UserFault } from "../domain/errors.ts";
import { type Complaint, checkConfig, keyPath, type Path } from "./config-explain.ts";
import type { ConfigInput } from "./config-schema.ts";
import { hasKeyShape, looksLikeSecret } from "./config-secrets.ts";

const largestFile = 1024 * 1024;
/** An alias that repeats others by the power of ten fills the memory from one line. */
const mostAliases = 100;
const mostComplaints = 10;

/** Reads a configuration file, or throws a UserFault that names each wrong place. */
export const readConfigFile = async (file: string): Promise<ConfigInput> => {
  const content = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new UserFault(
      `${file} could not be read: ${reasonOf(error)}.`,
      "Check the path and its permissions.",
    );
  });
  if (content.length > largestFile) {
    throw new UserFault(`${file} is larger than 1 MiB: that is no configuration.`, "Check --config.");
  }
  return parseConfig(file, content.toString("utf8"));
};

const reasonOf = (error: NodeJS.ErrnoException): string => {
  if (error.code === "ENOENT") return "it does not exist";
  if (error.code === "EISDIR") return "it is a folder";
  if (error.code === "EACCES") return "you may not read it";
  return error.message;
};

type Located = { readonly document: ReturnType<typeof parseDocument>; readonly lines: LineCounter };

/** Text of a configuration file → what it says. An empty one says nothing, which is fine. */
const parseConfig = (file: string, content: string): ConfigInput => {
  const lines = new LineCounter();
  const { document, value } = parseYaml(file, content, lines);
  const said = withoutNothing(value) ?? {};
  const { config, complaints } = checkConfig(said);
  const all = [...complaints, ...findSecrets(said, [])];
  if (all.length === 0) return config;
  const located = { document, lines };
  throw new UserFault(
    all
      .slice(0, mostComplaints)
      .map((complaint) => `${placeOf(file, located, complaint)}: ${complaint.sentence}`)
      .join("\n"),
    all.length > mostComplaints ? `… and ${all.length - mostComplaints} more.` : null,
  );
};

const parseYaml = (
  file: string,
  content: string,
  lines: LineCounter,
): { value: unknown } & Pick<Located, "document"> => {
  try {
    const document = parseDocument(content, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
    const problem = document.errors[0] ?? document.warnings[0];
    if (problem !== undefined) {
      const { line, col } = lines.linePos(problem.pos[0]);
      throw new UserFault(`${file}:${line}:${col}: this is not valid YAML: ${problem.message}`);
    }
    return { document, value: document.toJS({ maxAliasCount: mostAliases }) };
  } catch (error) {
    if (error instanceof UserFault) throw error;
    if (error instanceof RangeError) throw new UserFault(`${file} is nested too deeply.`);
    throw new UserFault(
      `${file} is not valid YAML: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
};

/** `commands:` with all its lines commented out says null, and means "not set". */
const withoutNothing = (value: unknown): unknown => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const kept = Object.entries(value).flatMap(([key, inner]) => {
    const clean = withoutNothing(inner);
    return clean === null || clean === undefined ? [] : [[key, clean] as const];
  });
  // fromEntries defines properties, so that a key named __proto__ stays a key.
  return Object.fromEntries(kept);
};

/** Places where any long literal is a secret, by the name of its key; elsewhere only the shape of a key counts. */
const findSecrets = (value: unknown, path: Path): Complaint[] => {
  if (typeof value === "string") {
    const name = String(path.at(-1));
    const inEnvironment = path[0] === "agents" && path[2] === "env";
    const secretAddress =
      path[0] === "notifications" && /hooks\.slack\.com|webhook\.office|\/webhooks?\//.test(value);
    const secret = inEnvironment
      ? looksLikeSecret(name, value)
      : hasKeyShape(value) || (secretAddress && !value.includes("${"));
    return secret ? [secretComplaint(path)] : [];
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    findSecrets(inner, [...path, Array.isArray(value) ? Number(key) : key]),
  );
};

const secretComplaint = (path: Path): Complaint => {
  const last = path.at(-1);
  const name = typeof last === "string" && /^[A-Z][A-Z0-9_]*$/.test(last) ? last : "NAME";
  return {
    path,
    sentence: `${keyPath(path)}: this looks like a secret. Put it into the environment or .env and write \${${name}}.`,
    onKey: false,
  };
};

/** `file:line:column` of a value, of its key, or of the nearest thing around it. */
const placeOf = (file: string, located: Located, complaint: Complaint): string => {
  for (let length = complaint.path.length; length >= 0; length -= 1) {
    const offset = offsetOf(located, complaint.path.slice(0, length), complaint.onKey);
    if (offset === null) continue;
    const { line, col } = located.lines.linePos(offset);
    return `${file}:${line}:${col}`;
  }
  return file;
};

const offsetOf = (located: Located, path: Path, onKey: boolean): number | null => {
  if (!onKey || path.length === 0) return startOf(located.document.getIn(path, true));
  const parent = located.document.getIn(path.slice(0, -1), true);
  if (!isMap(parent)) return null;
  const pair = parent.items.find((item) => isPair(item) && String(item.key) === String(path.at(-1)));
  return startOf(pair?.key);
};

const startOf = (node: unknown): number | null =>
  isNode(node) ? ((node as ParsedNode).range?.[0] ?? null) : null;
