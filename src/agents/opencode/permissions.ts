import path from "node:path";
import type { LaunchRequest } from "../adapter.ts";
import type { JsonObject } from "../shared/json-line.ts";
import { territoryOf } from "../shared/territory.ts";
import { linksOut } from "./links.ts";

const under = (folder: string): string => path.join(folder, "*");

/** A file as a rule may see it: opencode names files from the repository's root, which may be another one. */
const namesOf = (file: string, request: LaunchRequest): readonly string[] => {
  const { readable } = territoryOf(request);
  return [file, path.relative(readable, file), path.relative(request.workingFolder, file)];
};

const rules = (patterns: readonly string[], answer: "allow" | "deny") =>
  Object.fromEntries(patterns.map((pattern) => [pattern, answer]));

const editRules = (request: LaunchRequest): JsonObject => {
  const { editable, promised } = territoryOf(request);
  const names = (files: readonly string[]) => files.flatMap((file) => namesOf(file, request));
  const report = rules(names(promised), "allow");
  if (request.role !== "edit") return { "*": "deny", ...report };
  const links = linksOut(editable);
  return {
    // Names are relative to the worktree's root: what is outside begins with `..`, or is absolute.
    "*": "allow",
    "../*": "deny",
    "/*": "deny",
    [under(editable)]: "allow",
    ...rules(names([...links, ...links.map(under)]), "deny"),
    // Whoever writes there decides what git does next.
    ...rules([".git", ".git/*", "*/.git", "*/.git/*"], "deny"),
    ...report,
  };
};

/** The last rule that fits counts. No shell: it would write wherever the person may. */
export const permissions = (request: LaunchRequest): JsonObject => ({
  "*": "deny",
  read: { "*": "allow", "*.env": "deny", "*.env.*": "deny" },
  list: "allow",
  grep: "allow",
  glob: "allow",
  todowrite: "allow",
  todoread: "allow",
  edit: editRules(request),
  external_directory: { "*": "deny", ...rules([under(path.dirname(request.reportFile))], "allow") },
});
