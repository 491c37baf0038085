import { parseDocument } from "yaml";
import * as z from "zod";
import { UserFault } from "../domain/errors.ts";

/** What a template may ask for between double braces. */
export const placeholders = [
  "module",
  "path",
  "working_folder",
  "dimension",
  "objective",
  "feature",
  "project",
  "findings",
  "commands",
  "report_file",
  "report_format",
  "account",
  "language",
] as const;
export type Placeholder = (typeof placeholders)[number];

export const templateKinds = ["audit", "fix", "propose", "develop"] as const;
export type TemplateKind = (typeof templateKinds)[number];

export type Template = {
  readonly name: string;
  readonly kind: TemplateKind;
  /** What an audit looks at; null for every other kind. */
  readonly dimension: string | null;
  readonly title: string;
  readonly language: string;
  readonly body: string;
};

const word = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, "use lower-case letters, digits and dashes");

const frontMatterSchema = z.strictObject({
  name: word.optional(),
  kind: z.enum(templateKinds),
  dimension: word.nullish(),
  title: z.string().min(1),
  language: z.string().min(2).default("en"),
});

const fail = (name: string, line: number, problem: string): never => {
  throw new UserFault(`Template ${name}, line ${line}: ${problem}`);
};

type Parts = { readonly head: string; readonly body: string; readonly bodyLine: number };

const example = "a template begins with `---`, then kind and title, then `---`";

const split = (text: string, name: string): Parts => {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  if (lines[0]?.trim() !== "---") return fail(name, 1, `the front matter is missing: ${example}`);
  const end = lines.indexOf("---", 1);
  if (end === -1) return fail(name, 1, `the front matter is never closed: ${example}`);
  const body = lines.slice(end + 1).join("\n");
  if (body.trim() === "") return fail(name, end + 2, "there is no text after the front matter");
  return { head: lines.slice(1, end).join("\n"), body, bodyLine: end + 2 };
};

const lineOfKey = (head: string, key: PropertyKey | undefined): number => {
  const index = head.split("\n").findIndex((line) => line.startsWith(`${String(key)}:`));
  return index === -1 ? 1 : index + 2;
};

const readFrontMatter = (head: string, name: string) => {
  const document = parseDocument(head);
  const broken = document.errors[0];
  if (broken !== undefined) {
    return fail(
      name,
      (broken.linePos?.[0].line ?? 1) + 1,
      `not readable as YAML: ${broken.message.split("\n")[0]}`,
    );
  }
  const parsed = frontMatterSchema.safeParse(document.toJS() ?? {});
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const key = issue?.code === "unrecognized_keys" ? issue.keys[0] : issue?.path[0];
  const allowed = Object.keys(frontMatterSchema.shape).join(", ");
  return fail(name, lineOfKey(head, key), `${String(key)}: ${issue?.message}; keys are ${allowed}`);
};

const checkPlaceholders = (name: string, { body, bodyLine }: Parts): void => {
  for (const [index, line] of body.split("\n").entries()) {
    for (const [whole, found = ""] of line.matchAll(/\{\{\s*([^{}]*?)\s*\}\}/g)) {
      if ((placeholders as readonly string[]).includes(found)) continue;
      fail(name, bodyLine + index, `unknown placeholder ${whole}; there are ${placeholders.join(", ")}`);
    }
  }
};

/** Reads a template. `path` is what messages call it; its last part, without `.md`, is the name. Throws UserFault. */
export const parseTemplate = (text: string, path: string): Template => {
  const name = path.replace(/\.md$/, "").split(/[\\/]/).at(-1) ?? path;
  const parts = split(text, path);
  const head = readFrontMatter(parts.head, path);
  const dimension = head.dimension ?? null;
  if (head.kind === "audit" && dimension === null) {
    fail(
      path,
      lineOfKey(parts.head, "kind"),
      "an audit needs a dimension, for example `dimension: performance`",
    );
  }
  if (head.kind !== "audit" && dimension !== null) {
    fail(path, lineOfKey(parts.head, "dimension"), "only an audit has a dimension: leave the line out");
  }
  checkPlaceholders(path, parts);
  const { kind, title, language } = head;
  return { name: head.name ?? name, kind, dimension, title, language, body: parts.body.trim() };
};
