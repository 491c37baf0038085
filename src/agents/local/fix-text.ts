import { extname } from "node:path";
import { type Fixer, type FixOutcome, fixed, left, stillParses } from "./fixer.ts";
import { findJsonProblem, strictJson } from "./json-text.ts";
import { replaceText, restore, type SafeFile } from "./safe-file.ts";
import type { Secret } from "./secrets.ts";
import { isScript, territoryOf } from "./territory.ts";

/** Trailing commas and comments have one reading only; anything else is left. */
export const fixJson: Fixer = async (context, { file }) => {
  if (findJsonProblem(file.before) === null) return fixed("it was no longer there");
  const repaired = strictJson(file.before).replace(/[ \t]+$/gm, "");
  if (findJsonProblem(repaired) !== null) return left("it can be repaired in more than one way");
  replaceText(file, repaired);
  context.progress("edit", file.name);
  return fixed("took out what JSON does not allow (trailing commas, comments)");
};

const constant =
  /^(\s*(?:export\s+)?const\s+([A-Za-z_$][\w$]*)(?:\s*:\s*string)?\s*=\s*)(?:"[^"\\]*"|'[^'\\]*'|`[^`\\$]*`)(\s*;?\s*)$/;

const environmentName = (name: string): string =>
  name
    .replace(/([a-z\d])([A-Z])/g, "$1_$2")
    .replace(/\W/g, "_")
    .toUpperCase();

const nearest = (secrets: readonly Secret[], line: number): Secret | undefined =>
  [...secrets].sort((left, right) => Math.abs(left.line - line) - Math.abs(right.line - line))[0];

const replaceLine = (file: SafeFile, line: number): { text: string; name: string } | null => {
  const lines = file.before.split("\n");
  const match = constant.exec(lines[line - 1] ?? "");
  if (!match?.[1] || !match[2]) return null;
  const name = environmentName(match[2]);
  // TypeScript gives an environment variable the type `string | undefined`: the constant stays a string.
  const fallback = /^\.[cm]?tsx?$/.test(extname(file.name)) ? ' ?? ""' : "";
  lines[line - 1] = `${match[1]}process.env.${name}${fallback}${match[3] ?? ""}`;
  return { text: lines.join("\n"), name };
};

const applyAndCheck = async (
  file: SafeFile,
  text: string,
  isGood: () => Promise<boolean>,
  outcome: FixOutcome,
): Promise<FixOutcome> => {
  replaceText(file, text);
  if (await isGood()) return outcome;
  restore(file);
  return left("after the fix the file did not parse, so it was put back");
};

/** `const NAME = "credential"` becomes `const NAME = process.env.NAME`; every other place needs a person. */
export const fixSecret: Fixer = async (context, { file, finding, rule }) => {
  const found = (await context.findSecrets(file.name, file.before)).filter((secret) => secret.rule === rule);
  const secret = nearest(found, finding.line ?? 1);
  if (!secret) return fixed("it was no longer there");
  if (!isScript(file.name) || territoryOf(file.name) !== "backend") {
    return left("only constants of server code can be read from the environment instead");
  }
  const replaced = replaceLine(file, secret.line);
  if (!replaced) return left('it is not a plain `const NAME = "…"`');
  context.progress("edit", `${file.name}: ${replaced.name} comes from the environment`);
  return applyAndCheck(
    file,
    replaced.text,
    () => stillParses(context, file.name),
    fixed(
      `now read from the environment: set ${replaced.name} before the program runs, and rotate the key, because the history still has it`,
    ),
  );
};
