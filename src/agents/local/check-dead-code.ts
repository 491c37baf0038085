import type { Severity } from "../../engine/domain/severity.ts";
import type { CheckResult, LocalFinding } from "./finding.ts";
import { type DeadCode, type DeadCodeKind, findDeadCode } from "./knip.ts";
import { limits } from "./oxlint-rules.ts";
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

/** When most of a project looks unused, knip has not found where it starts: that says nothing about the code. */
const isImplausible = (tree: Tree, issues: readonly DeadCode[]): string | null => {
  const unused = issues.filter((issue) => issue.kind === "files").length;
  const scripts = tree.files.filter((file) => isScript(file.path) && file.territory !== "tests").length;
  if (unused < 5 || unused * 2 <= scripts) return null;
  return `dead code: knip called ${unused} of ${scripts} files unused, so it does not know where the project starts (a knip.json with "entry" tells it)`;
};

export const checkDeadCode = async (tree: Tree, progress: Progress): Promise<CheckResult> => {
  progress("tool", "knip for unused files, dependencies, exports and import cycles");
  const outcome = await findDeadCode(tree.root);
  if (outcome.problem) {
    progress("note", outcome.problem);
    return { findings: [], ran: [], notJudged: [`dead code: ${outcome.problem}`], judged: false };
  }
  const doubt = isImplausible(tree, outcome.issues);
  const known = new Set(tree.files.map((file) => file.path));
  const issues = outcome.issues.filter(
    (issue) => known.has(issue.file) && !(doubt && /^(files|exports|types|dependencies)$/.test(issue.kind)),
  );
  progress("note", `knip found ${plural(issues.length, "problem")}`);
  return {
    findings: issues.map((issue) => toFinding(tree, issue)),
    ran: [`knip ${outcome.version}`],
    notJudged: doubt ? [doubt] : [],
    judged: doubt === null,
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
        severity: lines > limits.hugeFileLines ? "P2" : "P3",
        title: `File is longer than ${lines > limits.hugeFileLines ? limits.hugeFileLines : limits.fileLines} lines`,
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
