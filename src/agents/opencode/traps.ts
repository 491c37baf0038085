import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseWithComments } from "../shared/json-with-comments.ts";
import { refusalOf } from "../shared/refusing-launch.ts";

const folders = [".opencode/plugin", ".opencode/plugins"];
const settings = ["opencode.json", "opencode.jsonc", ".opencode/opencode.json", ".opencode/opencode.jsonc"];

const codeIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder)
      .filter((name) => /\.[cm]?[jt]s$/.test(name))
      .map((name) => path.join(folder, name));
  } catch {
    return [];
  }
};

const isEmpty = (value: unknown): boolean =>
  value === undefined || (Array.isArray(value) && value.length === 0);

/** A file that cannot be read as settings here may still be one for opencode, which is more lenient. */
const namesPlugin = (file: string): boolean => {
  if (!existsSync(file)) return false;
  try {
    const text = readFileSync(file, "utf8");
    const parsed = parseWithComments(text);
    if (parsed === null) return /plugin|\\u/i.test(text);
    return !isEmpty(parsed.plugin) || !isEmpty(parsed.plugins);
  } catch {
    return true;
  }
};

/** What opencode would run from a folder upwards, but for the person's own in their home. */
export const projectPlugin = (from: string, home: string | undefined): string | null => {
  for (let folder = path.resolve(from); ; folder = path.dirname(folder)) {
    const at = (name: string): string => path.join(folder, name);
    const code = folders.flatMap((name) => codeIn(at(name)));
    const found = folder === home ? [] : [...code, ...settings.map(at).filter(namesPlugin)];
    if (found[0] !== undefined) return found[0];
    if (folder === path.dirname(folder)) return null;
  }
};

/** The person's configuration file, which is read without the plugins and tools beside it. */
export const personConfiguration = (folder: string): string | null =>
  ["opencode.jsonc", "opencode.json", "config.json"]
    .map((name) => path.join(folder, name))
    .find((file) => existsSync(file)) ?? null;

/**
 * opencode runs a project's plugins with the person's rights, whatever its switches say (seen with 1.18.33: one
 * of its two loaders knows neither --pure nor OPENCODE_DISABLE_PROJECT_CONFIG). So it is not started there.
 */
export const refusal = (plugin: string): object => {
  const message = refusalOf(`opencode would run ${plugin} with your rights. Use another agent here.`);
  return { type: "error", error: { name: "orch", data: { message } } };
};
