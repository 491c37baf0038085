import { readFileSync } from "node:fs";
import { type Fixer, fixed, left, stillParses } from "./fixer.ts";
import { type Diagnostic, lintWithRule, titleOf } from "./oxlint.ts";
import { replaceText, restore, type SafeFile } from "./safe-file.ts";

/** A statement that was taken out leaves its indentation behind. */
const withoutHollowLines = (before: string, after: string): string => {
  const hollow = /^[ \t]+$/;
  const known = new Set(before.split("\n").filter((line) => hollow.test(line)));
  return after
    .split("\n")
    .filter((line) => !hollow.test(line) || known.has(line))
    .join("\n");
};

const sameTitle = (title: string) => (diagnostic: Diagnostic) =>
  diagnostic.rule !== null && title.startsWith(`${titleOf(diagnostic)} [`);

const tidy = (file: SafeFile): boolean => {
  const after = readFileSync(file.path, "utf8");
  if (after === file.before) return false;
  const tidied = withoutHollowLines(file.before, after);
  if (tidied !== after) replaceText(file, tidied);
  return true;
};

/** Lets oxlint fix one rule in one file, and takes the change back when the file no longer parses. */
export const fixWithOxlint: Fixer = async (context, { file, finding, rule }) => {
  if (rule === "syntax") return left("broken syntax can be repaired in more than one way");
  const before = await lintWithRule(context.root, file.name, rule);
  if (before.problems.length > 0) return left(before.problems.join("; "));
  if (!before.diagnostics.some(sameTitle(finding.title))) return fixed("it was no longer there");
  context.progress("tool", `oxlint fixes ${rule} in ${file.name}`);
  const after = await lintWithRule(context.root, file.name, rule, true);
  if (!tidy(file)) return left(`oxlint has no safe fix for ${rule}`);
  if (after.problems.length > 0 || !(await stillParses(context, file.name))) {
    restore(file);
    return left("after the fix the file did not parse, so it was put back");
  }
  context.progress("edit", file.name);
  return after.diagnostics.some(sameTitle(finding.title))
    ? left("oxlint fixed other places of the same rule, but not this one")
    : fixed(`oxlint fixed ${rule}`);
};
