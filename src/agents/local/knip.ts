import { existsSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import * as z from "zod";
import { findToolPackage, runTool } from "./run-tool.ts";
import { oneLine } from "./text.ts";

export type DeadCodeKind =
  | "files"
  | "dependencies"
  | "devDependencies"
  | "exports"
  | "types"
  | "unlisted"
  | "unresolved"
  | "cycles";

export type DeadCode = {
  readonly kind: DeadCodeKind;
  /** Relative to the audited folder. */
  readonly file: string;
  readonly name: string;
  readonly line: number | null;
};

export type DeadCodeOutcome = {
  readonly issues: readonly DeadCode[];
  readonly version: string | null;
  /** Why knip could say nothing; null when it did. */
  readonly problem: string | null;
};

const named = z.array(z.object({ name: z.string(), line: z.int().nullish() })).optional();

const outputSchema = z.object({
  issues: z.array(
    z.object({
      file: z.string(),
      files: named,
      dependencies: named,
      devDependencies: named,
      exports: named,
      types: named,
      unlisted: named,
      unresolved: named,
      cycles: z.array(z.array(z.object({ name: z.string(), line: z.int().nullish() }))).optional(),
    }),
  ),
});

type KnipIssue = z.infer<typeof outputSchema>["issues"][number];

const kinds = [
  "files",
  "dependencies",
  "devDependencies",
  "exports",
  "types",
  "unlisted",
  "unresolved",
] as const;

const flatten = (issue: KnipIssue, toFolder: (file: string) => string): DeadCode[] => {
  const file = toFolder(issue.file);
  const plain = kinds.flatMap((kind) =>
    (issue[kind] ?? []).map((entry) => ({
      kind,
      file: kind === "files" ? toFolder(entry.name) : file,
      name: kind === "files" ? toFolder(entry.name) : entry.name,
      line: entry.line ?? null,
    })),
  );
  const cycles = (issue.cycles ?? []).map((members) => ({
    kind: "cycles" as const,
    file,
    name: members.map((member) => toFolder(member.name)).join(" → "),
    line: members[0]?.line ?? null,
  }));
  return [...plain, ...cycles];
};

/** The nearest package of a folder, not beyond its repository: a module is often a folder of a package. */
const findPackageFolder = (folder: string): string | null => {
  for (let current = folder; ; current = dirname(current)) {
    if (existsSync(join(current, "package.json"))) return current;
    if (existsSync(join(current, ".git")) || dirname(current) === current) return null;
  }
};

const failure = (problem: string): DeadCodeOutcome => ({ issues: [], version: null, problem });

/** knip may print what a project's configuration prints: its own JSON is the line that starts like it. */
const parseOutput = (rawOutput: string): KnipIssue[] | null => {
  const line = rawOutput.split("\n").findLast((candidate) => candidate.startsWith('{"issues"'));
  if (line === undefined) return null;
  try {
    return outputSchema.parse(JSON.parse(line)).issues;
  } catch {
    return null;
  }
};

const runKnip = (bin: string, folder: string) =>
  runTool({
    program: process.execPath,
    arguments: [
      bin,
      "--reporter=json",
      "--no-progress",
      "--no-config-hints",
      "--no-tag-hints",
      `--include=${kinds.filter((kind) => kind !== "devDependencies").join(",")},cycles`,
    ],
    folder,
    timeoutSeconds: 90,
    ownGroup: true,
  });

/** Files, dependencies and exports that nothing uses, and imports that lead nowhere or in a circle. */
export const findDeadCode = async (root: string): Promise<DeadCodeOutcome> => {
  const found = findToolPackage("knip");
  if (!found) return failure("knip is not installed with orch");
  const packageFolder = findPackageFolder(root);
  if (!packageFolder) return failure("no package.json, so knip cannot tell dead code");
  const run = await runKnip(join(found.folder, "bin/knip.js"), packageFolder);
  if (run.timedOut) return failure("knip took longer than 90 s");
  const issues = run.cut ? null : parseOutput(run.stdout);
  if (!issues) return failure(`knip could not read the project: ${oneLine(run.stderr) || "no output"}`);
  const toFolder = (file: string): string => relative(root, join(packageFolder, file)).split(sep).join("/");
  const inside = issues
    .flatMap((issue) => flatten(issue, toFolder))
    .filter((issue) => !issue.file.startsWith("../"));
  return { issues: inside, version: found.version, problem: null };
};
