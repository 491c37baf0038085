import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { UserFault } from "../domain/errors.ts";
import { parseTemplate, type Template } from "../prompts/template.ts";

const maxBytes = 64 * 1024;

const readTemplate = async (folder: string, file: string): Promise<Template> => {
  const path = join(folder, file);
  const text = await readFile(path, "utf8");
  if (text.length > maxBytes) {
    throw new UserFault(
      `Template ${path} is larger than 64 KiB.`,
      "A prompt should be a page or two: shorten it.",
    );
  }
  return parseTemplate(text, path);
};

const list = async (folder: string): Promise<readonly string[]> => {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => !entry.isDirectory() && entry.name.endsWith(".md") && entry.name !== "README.md")
      .map((entry) => entry.name)
      .sort();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserFault(
      `The templates folder ${folder} cannot be read: ${reason}`,
      "Create it, or correct templatesDir in orch.yaml.",
    );
  }
};

const readFolder = async (folder: string): Promise<readonly Template[]> =>
  Promise.all((await list(folder)).map((file) => readTemplate(folder, file)));

const refuseTwins = (folder: string, templates: readonly Template[]): void => {
  const seen = new Map<string, string>();
  for (const { name, dimension } of templates) {
    const key = dimension === null ? `name ${name}` : `dimension ${dimension}`;
    const other = seen.get(key);
    if (other !== undefined) {
      throw new UserFault(
        `Two templates of ${folder} have the ${key}: ${other} and ${name}.`,
        "Remove or rename one of them.",
      );
    }
    seen.set(key, name);
  }
};

/** The built-in templates; the person's own replace them by name and, for audits, by dimension. */
export const loadTemplates = async (folders: {
  readonly builtIn: string;
  readonly user: string | null;
}): Promise<ReadonlyMap<string, Template>> => {
  const builtIn = await readFolder(folders.builtIn);
  const own = folders.user === null ? [] : await readFolder(folders.user);
  if (folders.user !== null) refuseTwins(folders.user, own);
  const replaced = (template: Template) =>
    template.dimension !== null && own.some(({ dimension }) => dimension === template.dimension);
  const all = [...builtIn.filter((template) => !replaced(template)), ...own];
  return new Map(all.map((template) => [template.name, template]));
};
