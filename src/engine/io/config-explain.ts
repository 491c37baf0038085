import * as z from "zod";
import { configSchema } from "./config-schema.ts";
import { hasKeyShape } from "./config-secrets.ts";

export type Path = readonly (string | number)[];

/** One thing that is wrong, at a key. The place in a file is added by who knows the file. */
export type Complaint = { readonly path: Path; readonly sentence: string; readonly onKey: boolean };

/** Checks a value and says in words what is wrong with it. */
export const checkConfig = (
  value: unknown,
): { readonly config: z.infer<typeof configSchema>; readonly complaints: readonly Complaint[] } => {
  const result = configSchema.safeParse(value);
  if (result.success) return { config: result.data, complaints: [] };
  return { config: {}, complaints: result.error.issues.flatMap((issue) => explain(issue, value)) };
};

const explain = (issue: z.core.$ZodIssue, value: unknown): Complaint[] => {
  const path = issue.path.map((part) => (typeof part === "number" ? part : String(part)));
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      path: [...path, key],
      sentence: unknownKey([...path, key], allowedKeys(path)),
      onKey: true,
    }));
  }
  if (issue.code === "invalid_key") {
    return [{ path, sentence: `${keyPath(path)}: this is not a valid name.`, onKey: true }];
  }
  const found = describeValue(valueAt(value, path));
  return [{ path, sentence: `${keyPath(path)}: expected ${allowedAt(path)}, found ${found}.`, onKey: false }];
};

const unknownKey = (path: Path, known: readonly string[]): string => {
  const key = String(path.at(-1));
  const meant = nearest(key, known);
  const hint = meant === null ? "" : ` Did you mean "${meant}"?`;
  return `${keyPath(path)}: there is no such key.${hint} Allowed here: ${known.join(", ")}.`;
};

/** `agents.claude.extraArgs[0]`; the file as a whole when the path is empty. */
export const keyPath = (path: Path): string =>
  path.length === 0
    ? "the file"
    : path.reduce<string>(
        (all, part) =>
          typeof part === "number" ? `${all}[${part}]` : `${all}${all === "" ? "" : "."}${part}`,
        "",
      );

const unwrap = (schema: z.core.$ZodType): z.core.$ZodType =>
  schema instanceof z.ZodOptional ? unwrap(schema.unwrap()) : schema;

const childOf = (schema: z.core.$ZodType, part: string | number): z.core.$ZodType | null => {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodObject) return inner.shape[String(part)] ?? null;
  if (inner instanceof z.ZodRecord) return inner.valueType;
  if (inner instanceof z.ZodArray) return inner.element;
  return null;
};

const schemaAt = (path: Path): z.core.$ZodType | null =>
  path.reduce<z.core.$ZodType | null>(
    (schema, part) => (schema === null ? null : childOf(schema, part)),
    configSchema,
  );

/** What the deepest described schema on the way allows. */
const allowedAt = (path: Path): string => {
  for (let length = path.length; length > 0; length -= 1) {
    const schema = schemaAt(path.slice(0, length));
    const allowed = schema instanceof z.ZodType ? innerMeta(schema) : undefined;
    if (typeof allowed === "string") return allowed;
    if (schema !== null && unwrap(schema) instanceof z.ZodObject) break;
  }
  return `a map of ${allowedKeys(path).join(", ") || "keys to values"}`;
};

const innerMeta = (schema: z.ZodType): unknown => {
  const inner = unwrap(schema);
  return schema.meta()?.allowed ?? (inner instanceof z.ZodType ? inner.meta()?.allowed : undefined);
};

const allowedKeys = (path: Path): string[] => {
  const schema = schemaAt(path);
  const inner = schema === null ? null : unwrap(schema);
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
};

const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (inner, part) =>
      typeof inner === "object" && inner !== null
        ? (inner as Record<string, unknown>)[String(part)]
        : undefined,
    value,
  );

const longestShown = 60;

/** A wrong value for a message; never something that may be a key. */
export const describeValue = (value: unknown): string => {
  if (value === undefined || value === null) return "nothing";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "object") return Object.keys(value).length === 0 ? "an empty map" : "a map";
  if (typeof value !== "string") return String(value);
  if (hasKeyShape(value)) return "something that looks like a secret";
  return JSON.stringify(value.length > longestShown ? `${value.slice(0, longestShown)}…` : value);
};

const plain = (key: string): string => key.toLowerCase().replace(/[^a-z0-9]/g, "");

/** The known word that a person most likely meant; null when none is close. */
const nearest = (word: string, known: readonly string[]): string | null => {
  const ranked = known
    .map((candidate) => ({ candidate, distance: editDistance(plain(word), plain(candidate)) }))
    .sort((one, two) => one.distance - two.distance);
  const best = ranked[0];
  // Two letters that changed places count as two edits.
  const most = Math.max(word.length < 4 ? 1 : 2, Math.floor(word.length / 3));
  return best !== undefined && best.distance <= most ? best.candidate : null;
};

/** Levenshtein, on words cut to 64 letters. */
const editDistance = (one: string, two: string): number => {
  const right = two.slice(0, 64);
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (const [row, letter] of [...one.slice(0, 64)].entries()) {
    const current = [row + 1];
    for (let column = 1; column <= right.length; column += 1) {
      const same = letter === right[column - 1] ? 0 : 1;
      const change = (previous[column - 1] ?? 0) + same;
      current.push(Math.min(change, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous.at(-1) ?? 0;
};
