import { checkCode, checkTopic } from "./check-code.ts";
import { checkDeadCode, checkSizes } from "./check-dead-code.ts";
import { checkProject } from "./check-project.ts";
import { checkSecrets } from "./check-secrets.ts";
import { checkTests } from "./check-tests.ts";
import { checkText } from "./check-text.ts";
import { type CheckResult, type LocalFinding, mergeResults, nothingChecked } from "./finding.ts";
import type { Progress } from "./progress.ts";
import type { FindSecrets } from "./secrets.ts";
import type { Task } from "./task.ts";
import type { Territory } from "./territory.ts";
import { countLines, plural } from "./text.ts";
import { readText, readTree, type Tree } from "./tree.ts";

const defaultTestSeconds = 300;

type AuditContext = {
  readonly tree: Tree;
  readonly task: Task;
  readonly findSecrets: FindSecrets;
  readonly progress: Progress;
};

const withNotJudged = (result: CheckResult, ...reasons: readonly string[]): CheckResult => ({
  ...result,
  notJudged: [...result.notJudged, ...reasons],
});

const auditTerritory = async (context: AuditContext, territory: Territory): Promise<CheckResult> => {
  const text = checkText(context.tree, territory, context.progress);
  const code = await checkCode(context.tree, territory, text.conflicted, context.progress);
  return mergeResults([text, code]);
};

const auditBackend = async (context: AuditContext): Promise<CheckResult> => {
  const result = await auditTerritory(context, "backend");
  const reasons = ["design quality, business logic and performance: not judged by tools"];
  if (!result.judged)
    reasons.push("no JavaScript or TypeScript outside tests and screens: other languages are not linted");
  return withNotJudged(result, ...reasons);
};

const auditFrontend = async (context: AuditContext): Promise<CheckResult> => {
  if (!context.tree.files.some((file) => file.territory === "frontend")) {
    return withNotJudged(nothingChecked, "there are no frontend files (jsx, tsx, css, html, vue, svelte)");
  }
  const result = await auditTerritory(context, "frontend");
  const reasons = ["look, usability and rendering: not judged by tools"];
  if (!result.judged)
    reasons.push("no scripts among the frontend files: styles and pages are only read for plain defects");
  return withNotJudged(result, ...reasons);
};

const auditTests = async (context: AuditContext): Promise<CheckResult> => {
  const command = context.task.commands?.test ?? null;
  const seconds = context.task.testTimeoutSeconds ?? defaultTestSeconds;
  const run = await checkTests(context.tree, command, seconds, context.progress);
  const code = await auditTerritory(context, "tests");
  const merged = { ...mergeResults([run, code]), judged: run.judged };
  return withNotJudged(merged, "whether the tests check the right things: not judged by tools");
};

const auditSecurity = async (context: AuditContext): Promise<CheckResult> => {
  const secrets = await checkSecrets(context.tree, context.findSecrets, context.progress);
  const code = await checkTopic(context.tree, "security", context.progress);
  return withNotJudged(
    mergeResults([secrets, code]),
    "access rules, injection through data flow and known weaknesses of dependencies: not judged (no network)",
  );
};

const auditArchitecture = async (context: AuditContext): Promise<CheckResult> => {
  const deadCode = await checkDeadCode(context.tree, context.progress);
  const code = await checkTopic(context.tree, "architecture", context.progress);
  const sizes = checkSizes(context.tree, context.progress);
  return withNotJudged(
    mergeResults([deadCode, code, sizes]),
    "whether the parts and their borders are the right ones: not judged by tools",
  );
};

const audits: Readonly<Record<string, (context: AuditContext) => Promise<CheckResult>>> = {
  backend: auditBackend,
  frontend: auditFrontend,
  tests: auditTests,
  security: auditSecurity,
  architecture: auditArchitecture,
  compliance: async (context) => checkProject(context.tree, context.progress),
};

/** A line that a tool names and the file has not would send people to nowhere. */
const withRealLine = (tree: Tree, finding: LocalFinding): LocalFinding => {
  if (finding.file === null || finding.line === null) return finding;
  const text = readText(tree, finding.file);
  const last = text === null ? 1 : countLines(text);
  return { ...finding, line: Math.min(Math.max(1, finding.line), last) };
};

export const audit = async (
  root: string,
  task: Task,
  findSecrets: FindSecrets,
  progress: Progress,
): Promise<CheckResult> => {
  const tree = await readTree(root);
  progress(
    "read",
    `${plural(tree.files.length, "file")} in the folder${tree.fromGit ? ", as git lists them" : ""}`,
  );
  const dimension = task.dimension ?? "";
  const run = Object.hasOwn(audits, dimension) ? audits[dimension] : undefined;
  if (!run) {
    return withNotJudged(
      nothingChecked,
      `the dimension "${dimension || "(none)"}": the local agent has no tool for it`,
    );
  }
  const result = await run({ tree, task, findSecrets, progress });
  const findings = result.findings.map((finding) => withRealLine(tree, finding));
  return withNotJudged({ ...result, findings }, ...tree.notes);
};
