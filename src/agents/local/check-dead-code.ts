import type { Severity } from "../../engine/domain/severity.ts";
import type { CheckResult, LocalFinding } from "./finding.ts";
import { type DeadCode, type DeadCodeKind, findDeadCode } from "./knip.ts";
import { limits } from "./oxlint-rules.ts";
import { lacksDependencies, type PackageManifest, readManifest } from "./package-manifest.ts";
import type { Progress } from "./progress.ts";
import { isCode, isScript } from "./territory.ts";
import { countLines, plural } from "./text.ts";
import { isMachineMade, readText, type Tree } from "./tree.ts";

type Wording = {
  readonly severity: Severity;
  readonly title: (name: string) => string;
  readonly advice: string;
};

const wordings: Readonly<Record<DeadCodeKind, Wording>> = {
  files: {
    severity: "P2",
    title: () => "Unused file: nothing imports it",
    advice: "Delete it, or import it where it is needed.",
  },
  dependencies: {
    severity: "P2",
    title: (name) => `Unused dependency \`${name}\``,
    advice: "Uninstall it: every dependency is code to trust and to update.",
  },
  devDependencies: {
    severity: "P3",
    title: (name) => `Unused development dependency \`${name}\``,
    advice: "Uninstall it.",
  },
  exports: {
    severity: "P3",
    title: (name) => `Unused export \`${name}\``,
    advice: "Take the export away, and the code too when nothing in the file uses it.",
  },
  types: {
    severity: "P4",
    title: (name) => `Unused exported type \`${name}\``,
    advice: "Take the export away.",
  },
  unlisted: {
    severity: "P2",
    title: (name) => `\`${name}\` is imported but not in package.json`,
    advice: "Add it to the dependencies: a clean install lacks it.",
  },
  unresolved: {
    severity: "P1",
    title: (name) => `Import \`${name}\` leads nowhere`,
    advice: "Correct the path, or add the missing file.",
  },
  cycles: {
    severity: "P2",
    title: (name) => `Import cycle: ${name}`,
    advice: "Move what both need into a third file.",
  },
};

const lineOfDependency = (tree: Tree, name: string): number => {
  const lines = (readText(tree, "package.json") ?? "").split("\n");
  const index = lines.findIndex((line) => line.trimStart().startsWith(`${JSON.stringify(name)}:`));
  return Math.max(1, index + 1);
};

const toFinding = (tree: Tree, issue: DeadCode): LocalFinding => {
  const wording = wordings[issue.kind];
  const isDependency = issue.kind === "dependencies" || issue.kind === "devDependencies";
  return {
    severity: wording.severity,
    title: wording.title(issue.name),
    file: issue.file,
    line: isDependency ? lineOfDependency(tree, issue.name) : (issue.line ?? 1),
    recommendation: wording.advice,
    tool: "knip",
    rule: issue.kind,
  };
};

const notInstalled =
  "unused dependencies: the project's packages are not installed, so knip cannot see what uses them";

const unseenEntry = (unused: number, scripts: number): string =>
  `dead code: knip called ${unused} of ${scripts} files unused, so it does not know where the project starts (a knip.json with "entry" tells it)`;

type Doubts = { readonly reasons: readonly string[]; readonly kinds: ReadonlySet<DeadCodeKind> };

/** What knip says about a project that it sees only in part says nothing about the code. */
const doubtsAbout = (tree: Tree, issues: readonly DeadCode[], manifest: PackageManifest | null): Doubts => {
  const reasons: string[] = [];
  const kinds: DeadCodeKind[] = [];
  const unused = issues.filter((issue) => issue.kind === "files").length;
  const scripts = tree.files.filter((file) => isScript(file.path)).length;
  if (lacksDependencies(tree.root, manifest)) {
    reasons.push(notInstalled);
    kinds.push("dependencies", "devDependencies", "unlisted");
  }
  if (unused >= 5 && unused * 2 > scripts) {
    reasons.push(unseenEntry(unused, scripts));
    kinds.push("files", "exports", "types", "dependencies", "devDependencies");
  }
  return { reasons, kinds: new Set(kinds) };
};

/** Cycles that share a file are one knot: only the shortest is told, because it is where to begin. */
const oneCyclePerKnot = (issues: readonly DeadCode[]): DeadCode[] => {
  const taken = new Set<string>();
  const members = (issue: DeadCode): string[] => issue.name.split(" → ");
  const shortestFirst = issues
    .filter((issue) => issue.kind === "cycles")
    .sort((left, right) => members(left).length - members(right).length);
  const kept = shortestFirst.filter((issue) => {
    const isNew = members(issue).every((member) => !taken.has(member));
    for (const member of members(issue)) taken.add(member);
    return isNew;
  });
  return [...issues.filter((issue) => issue.kind !== "cycles"), ...kept];
};

export const checkDeadCode = async (tree: Tree, progress: Progress): Promise<CheckResult> => {
  progress("tool", "knip for unused files, dependencies, exports and import cycles");
  const outcome = await findDeadCode(tree.root);
  if (outcome.problem) {
    progress("note", outcome.problem);
    return { findings: [], ran: [], notJudged: [`dead code: ${outcome.problem}`], judged: false };
  }
  const known = new Set(tree.files.map((file) => file.path));
  const inTree = outcome.issues.filter((issue) => known.has(issue.file));
  const doubts = doubtsAbout(tree, inTree, readManifest(tree));
  const issues = oneCyclePerKnot(inTree.filter((issue) => !doubts.kinds.has(issue.kind)));
  progress("note", `knip found ${plural(issues.length, "problem")}`);
  return {
    findings: issues.map((issue) => toFinding(tree, issue)),
    ran: [`knip ${outcome.version}`],
    notJudged: doubts.reasons,
    judged: !doubts.kinds.has("files"),
  };
};

/** Files that nobody can keep in mind. Tests are long lists by nature and are left out. */
export const checkSizes = (tree: Tree, progress: Progress): CheckResult => {
  const files = tree.files.filter((file) => file.territory !== "tests" && isCode(file.path));
  if (files.length === 0) return { findings: [], ran: [], notJudged: [], judged: false };
  progress("read", `${plural(files.length, "file")} for their size`);
  const findings = files.flatMap(({ path }): LocalFinding[] => {
    const text = readText(tree, path);
    const lines = text === null || isMachineMade(text) ? 0 : countLines(text);
    if (lines <= limits.fileLines) return [];
    return [
      {
        severity: "P3",
        title: `File is longer than ${limits.fileLines} lines`,
        file: path,
        line: lines,
        recommendation: `Split it: it has ${lines} lines.`,
        tool: "plain",
        rule: "file-size",
      },
    ];
  });
  return {
    findings,
    ran: [`plain size check, ${plural(files.length, "file")}`],
    notJudged: [],
    judged: false,
  };
};
