import { existsSync, rmSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { type FixContext, type Fixer, fixed, left, stillParses } from "./fixer.ts";
import type { DeadCode } from "./knip.ts";
import { lintWithRule } from "./oxlint.ts";
import { replaceText, restore } from "./safe-file.ts";
import { isProse } from "./territory.ts";
import { readText } from "./tree.ts";

/** The name between backquotes in a title of this agent. */
const quotedName = (title: string): string | null => /`([^`]+)`/.exec(title)?.[1] ?? null;

const confirmed = async (
  context: FixContext,
  matches: (issue: DeadCode) => boolean,
): Promise<"yes" | "gone" | { readonly problem: string }> => {
  const outcome = await context.deadCode();
  if (outcome.problem) return { problem: outcome.problem };
  return outcome.issues.some(matches) ? "yes" : "gone";
};

/** Programs also load files by a name in a string, in a configuration or in a page. */
const findMention = (context: FixContext, file: string): string | null => {
  const stem = basename(file, extname(file));
  const name = stem === "index" ? basename(dirname(file)) : stem;
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const mention = new RegExp(
    `["'\`/]${escaped}(\\.\\w+)?["'\`/]|${basename(file).replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`,
  );
  const other = context.tree.files.find(
    ({ path }) => path !== file && !isProse(path) && mention.test(readText(context.tree, path) ?? ""),
  );
  return other?.path ?? null;
};

const deleteFile: Fixer = async (context, { file }) => {
  const state = await confirmed(context, (issue) => issue.kind === "files" && issue.file === file.name);
  if (typeof state === "object") return left(`knip cannot confirm it: ${state.problem}`);
  if (state === "gone") return fixed("it was no longer there");
  const mention = findMention(context, file.name);
  if (mention) return left(`its name stands in ${mention}, so it may be loaded by name`);
  rmSync(file.path);
  context.progress("edit", `deleted ${file.name}`);
  return fixed("deleted the file: nothing imports or names it");
};

const declaration = (name: string): RegExp =>
  new RegExp(
    `^export[ \\t]+(?=(?:declare[ \\t]+)?(?:async[ \\t]+function|function|const|let|var|class|abstract[ \\t]+class|enum|type|interface)\\b[ \\t*]*${name.replaceAll("$", "\\$")}(?![\\w$]))`,
    "gm",
  );

const removeExport: Fixer = async (context, { file, finding, rule }) => {
  const name = quotedName(finding.title);
  const state = await confirmed(
    context,
    (issue) => issue.kind === rule && issue.file === file.name && issue.name === name,
  );
  if (typeof state === "object") return left(`knip cannot confirm it: ${state.problem}`);
  if (state === "gone" || name === null) return fixed("it was no longer there");
  if (!/^[A-Za-z_$][\w$]*$/.test(name) || [...file.before.matchAll(declaration(name))].length !== 1) {
    return left("the export is not a plain `export` in front of one declaration");
  }
  replaceText(file, file.before.replace(declaration(name), ""));
  const unused = await lintWithRule(context.root, file.name, "no-unused-vars");
  if (unused.diagnostics.some((diagnostic) => diagnostic.message.includes(`'${name}'`))) {
    restore(file);
    return left("the file does not use it either: whether to delete the code is for a person to say");
  }
  if (!(await stillParses(context, file.name))) {
    restore(file);
    return left("after the fix the file did not parse, so it was put back");
  }
  context.progress("edit", `${file.name}: ${name} is no longer exported`);
  return fixed("took the `export` away, the file itself still uses it");
};

const lockFiles = ["package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock"];

/** Takes one line out of package.json, and only when that line is all that differs. */
const withoutDependency = (text: string, section: string, name: string): string | null => {
  try {
    const wanted = JSON.parse(text) as Record<string, Record<string, string>>;
    delete wanted[section]?.[name];
    const escaped = JSON.stringify(name).replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
    const entry = new RegExp(`(,\\s*)?${escaped}\\s*:\\s*"[^"]*"(\\s*,)?`, "g");
    const candidates = [...text.matchAll(entry)].map((match) => {
      const middle = match[1] && match[2] ? "," : "";
      const rest = text.slice(match.index + match[0].length);
      return text.slice(0, match.index) + middle + rest;
    });
    return candidates.find((candidate) => isSameJson(candidate, wanted)) ?? null;
  } catch {
    return null;
  }
};

const isSameJson = (text: string, wanted: unknown): boolean => {
  try {
    return JSON.stringify(JSON.parse(text)) === JSON.stringify(wanted);
  } catch {
    return false;
  }
};

const removeDependency: Fixer = async (context, { file, finding, rule }) => {
  const name = quotedName(finding.title);
  const state = await confirmed(context, (issue) => issue.kind === rule && issue.name === name);
  if (typeof state === "object") return left(`knip cannot confirm it: ${state.problem}`);
  if (state === "gone" || name === null) return fixed("it was no longer there");
  if (lockFiles.some((lock) => existsSync(join(dirname(file.path), lock)))) {
    return left(`a lock file belongs to it: \`npm uninstall ${name}\` changes both`);
  }
  const text = withoutDependency(file.before, rule, name);
  if (text === null) return left("its line in package.json was not found");
  replaceText(file, text);
  context.progress("edit", `${file.name}: ${name} removed`);
  return fixed("took it out of package.json");
};

/** Unused files, exports and dependencies, each only when knip still says so. */
export const fixDeadCode: Fixer = async (context, request) => {
  switch (request.rule) {
    case "files":
      return deleteFile(context, request);
    case "exports":
    case "types":
      return removeExport(context, request);
    case "dependencies":
    case "devDependencies":
      return removeDependency(context, request);
    default:
      return left("it needs a decision about the design");
  }
};
