import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { parseEnv } from "node:util";
import { UserFault } from "../domain/errors.ts";
import { runGit } from "./git-command.ts";

/** Beginnings that the big services give their keys. */
const keyShapes =
  /^(sk-|sk_(live|test)_|rk_live_|gh[opusr]_|github_pat_|glpat-|xox[abeprs]-|AIza[\w-]{30}|AKIA[A-Z0-9]{12}|hf_[A-Za-z0-9]{20}|npm_[A-Za-z0-9]{20}|eyJ[\w-]{10,}\.|ya29\.|-----BEGIN )/;
const secretNames = /(API_?KEY|SECRET|PASSW(OR)?D|PASSPHRASE|PRIVATE_?KEY|CREDENTIALS?)/i;
/** What people write where a program insists on a key that nobody checks: test servers, local gateways. */
const placeholder = /dummy|fake|test|example|placeholder|changeme|unused|none|local|x{4}|0{4}/i;
const longestPlaceholder = 40;
const shortestKey = 16;
const passwordNames = /(PASSW(OR)?D|PASSPHRASE|SECRET|PRIVATE_?KEY)/i;
const tokenNames = /(TOKEN|_KEY$|^KEY$|AUTH)/i;
const notSecretValues = /^(|true|false|yes|no|-?\d+(\.\d+)?|[.~]?\/.*)$/i;
const reference = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;

/** True when a text has the shape of a key, wherever it stands. */
export const hasKeyShape = (value: string): boolean => {
  const text = value.trim();
  return keyShapes.test(text) && text.length >= shortestKey && !isPlaceholder(text);
};

const isPlaceholder = (value: string): boolean =>
  value.length <= longestPlaceholder && placeholder.test(value) && !/^sk_(live|test)_/.test(value);

/** True when a literal value should not stand in a file that is committed. */
export const looksLikeSecret = (name: string, value: string): boolean => {
  if (/\$\{[A-Za-z_][A-Za-z0-9_]*\}/.test(value)) return false;
  if (hasKeyShape(value)) return true;
  if (notSecretValues.test(value) || isPlaceholder(value)) return false;
  if (passwordNames.test(name)) return true;
  return (secretNames.test(name) || tokenNames.test(name)) && value.length >= shortestKey;
};

export type Environment = Readonly<Record<string, string | undefined>>;

/** Replaces each ${NAME}. Done when an agent is launched: the result is never written to a file of orch. */
export const expandReferences = (
  values: Readonly<Record<string, string>>,
  environment: Environment,
): Record<string, string> => {
  const missing = new Set<string>();
  const expand = (value: string): string =>
    value.replace(reference, (_whole, name: string) => {
      const found = environment[name];
      if (found === undefined) missing.add(name);
      return found ?? "";
    });
  const expanded = Object.entries(values).map(([name, value]) => [name, expand(value)] as const);
  if (missing.size > 0) {
    const names = [...missing].map((name) => `\${${name}}`).join(", ");
    throw new UserFault(
      `orch.yaml refers to ${names}, which the environment does not have.`,
      "Export it in the shell that starts orch, or put it into a git-ignored .env file.",
    );
  }
  return Object.fromEntries(expanded);
};

export type SecretEnvironment = {
  /** The environment with what .env adds; the environment itself wins. */
  readonly environment: Environment;
  readonly warnings: readonly string[];
};

type Places = { readonly moduleFolder: string; readonly repositoryRoot: string | null };

/** Reads .env of the repository and of the module, if git does not commit it. */
export const readSecretEnvironment = async (
  places: Places,
  hostEnvironment: Environment,
): Promise<SecretEnvironment> => {
  const folders = new Set([places.repositoryRoot ?? places.moduleFolder, places.moduleFolder]);
  let environment: Environment = {};
  const warnings: string[] = [];
  for (const folder of folders) {
    const file = join(folder, ".env");
    const content = await readFile(file, "utf8").catch(() => null);
    if (content === null) continue;
    if (places.repositoryRoot !== null && !(await isIgnored(file))) {
      warnings.push(`${file} is not git-ignored, so it was not read. Add .env to .gitignore.`);
      continue;
    }
    environment = { ...environment, ...parseEnv(content) };
  }
  return { environment: { ...environment, ...hostEnvironment }, warnings };
};

const isIgnored = async (file: string): Promise<boolean> =>
  (await runGit(dirname(file), ["check-ignore", "--quiet", "--", ".env"])).exitCode === 0;
