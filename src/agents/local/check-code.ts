import type { CheckResult, LocalFinding } from "./finding.ts";
import { type Diagnostic, type LintOutcome, lint, titleOf } from "./oxlint.ts";
import { fixedTitles, judgeRule, type RuleTopic } from "./oxlint-rules.ts";
import type { Progress } from "./progress.ts";
import { isLintable, type Territory } from "./territory.ts";
import { plural } from "./text.ts";
import { isMachineMade, type ProjectFile, readText, type Tree } from "./tree.ts";

const unparsable = (diagnostic: Diagnostic): LocalFinding => ({
  severity: "P1",
  title: `The file cannot be parsed: ${diagnostic.message}`,
  file: diagnostic.file,
  line: diagnostic.line,
  recommendation: "Repair the syntax: nothing that loads this file can work.",
  tool: "oxlint",
  rule: "syntax",
});

const adviceFor = ({ rule, help, message }: Diagnostic): string => {
  if (rule !== null && fixedTitles[rule]) return `Split it (${message.replace(/\.$/, "")}).`;
  return help ?? `See the oxlint rule ${rule}.`;
};

const toFinding = (diagnostic: Diagnostic): LocalFinding => {
  if (diagnostic.rule === null) return unparsable(diagnostic);
  return {
    severity: judgeRule(diagnostic.rule).severity,
    title: titleOf(diagnostic),
    file: diagnostic.file,
    line: diagnostic.line,
    recommendation: adviceFor(diagnostic),
    tool: "oxlint",
    rule: diagnostic.rule,
  };
};

/** A function that is both long and tangled is one problem, so one finding per place. */
const onePerPlace = (findings: readonly LocalFinding[]): LocalFinding[] => [
  ...new Map(findings.map((finding) => [`${finding.file}:${finding.line}`, finding])).values(),
];

/** Files worth linting, without those that a program wrote. */
const lintable = (tree: Tree, keep: (file: ProjectFile) => boolean): string[] =>
  tree.files
    .filter((file) => file.size > 0 && isLintable(file.path) && keep(file))
    .filter((file) => {
      const text = readText(tree, file.path);
      return text !== null && !isMachineMade(text);
    })
    .map((file) => file.path);

const limitsOf = ({ unread, problems }: LintOutcome): readonly string[] =>
  unread > 0 ? [...problems, `oxlint could not read ${plural(unread, "file")}`] : problems;

const runTopic = async (
  tree: Tree,
  files: readonly string[],
  topic: RuleTopic,
  forScreens: boolean,
  progress: Progress,
) => {
  progress("tool", `oxlint (${topic} rules) on ${plural(files.length, "file")}`);
  const outcome = await lint(tree.root, files, topic, forScreens);
  progress("note", `oxlint found ${plural(outcome.diagnostics.length, "problem")}`);
  return outcome;
};

/** Lints the files of one territory; `conflicted` files are already counted as unmerged. */
export const checkCode = async (
  tree: Tree,
  territory: Territory,
  conflicted: ReadonlySet<string>,
  progress: Progress,
): Promise<CheckResult> => {
  const files = lintable(tree, (file) => file.territory === territory);
  if (files.length === 0) return { findings: [], ran: [], notJudged: [], judged: false };
  const outcome = await runTopic(tree, files, "code", territory === "frontend", progress);
  const findings = outcome.diagnostics
    .filter((diagnostic) => !(diagnostic.rule === null && conflicted.has(diagnostic.file)))
    .map(toFinding);
  return {
    findings,
    ran: [`oxlint ${outcome.version}, code rules, ${plural(files.length, "file")}`],
    notJudged: limitsOf(outcome),
    judged: outcome.problems.length === 0,
  };
};

/** Lints everything but tests with the rules of another topic. Syntax is the business of `checkCode`. */
export const checkTopic = async (
  tree: Tree,
  topic: "security" | "architecture",
  progress: Progress,
): Promise<CheckResult> => {
  const files = lintable(tree, (file) => file.territory !== "tests");
  if (files.length === 0) return { findings: [], ran: [], notJudged: [], judged: false };
  const outcome = await runTopic(tree, files, topic, topic === "security", progress);
  const findings = outcome.diagnostics.filter((diagnostic) => diagnostic.rule !== null).map(toFinding);
  return {
    findings: topic === "architecture" ? onePerPlace(findings) : findings,
    ran: [`oxlint ${outcome.version}, ${topic} rules, ${plural(files.length, "file")}`],
    notJudged: limitsOf(outcome),
    judged: outcome.problems.length === 0,
  };
};
