import { tagOfTitle } from "./finding.ts";
import { fixDeadCode } from "./fix-dead-code.ts";
import { fixWithOxlint } from "./fix-oxlint.ts";
import { fixJson, fixSecret } from "./fix-text.ts";
import { type FixContext, type Fixer, type FixOutcome, left } from "./fixer.ts";
import { type DeadCodeOutcome, findDeadCode } from "./knip.ts";
import type { Progress } from "./progress.ts";
import { openSafely } from "./safe-file.ts";
import type { FindSecrets } from "./secrets.ts";
import type { Task, TaskFinding } from "./task.ts";
import { readTree } from "./tree.ts";

export type FixResult = { readonly finding: TaskFinding; readonly outcome: FixOutcome };

const fixers: Readonly<Record<string, Fixer>> = {
  oxlint: fixWithOxlint,
  knip: fixDeadCode,
  secretlint: fixSecret,
  "plain json": fixJson,
};

const reasonsToLeave: Readonly<Record<string, string>> = {
  conflict: "which side of a conflict is right is for a person to say",
  yaml: "broken YAML can be repaired in more than one way",
  todo: "what is still to be done cannot be done by a tool",
  "file-size": "where to cut a file is a question of design",
  readme: "what the project is for is not known to a tool",
  license: "the choice of a licence is for its owner",
};

const chooseFixer = (tool: string, rule: string): Fixer | undefined => {
  const key = Object.hasOwn(fixers, tool) ? tool : `${tool} ${rule}`;
  return Object.hasOwn(fixers, key) ? fixers[key] : undefined;
};

const fixOne = async (context: FixContext, finding: TaskFinding): Promise<FixOutcome> => {
  const tag = tagOfTitle(finding.title);
  if (!tag) return left("it is not from one of this agent's own tools, so no tool can confirm and fix it");
  const fixer = chooseFixer(tag.tool, tag.rule);
  if (!fixer) return left(reasonsToLeave[tag.rule] ?? "no tool can fix it safely");
  if (!finding.file) return left("it names no file");
  const file = openSafely(context.root, finding.file);
  if (typeof file !== "string") return fixer(context, { finding, rule: tag.rule, file });
  return left(`the file was not touched: ${file}`);
};

const once = (ask: () => Promise<DeadCodeOutcome>): (() => Promise<DeadCodeOutcome>) => {
  let answer: Promise<DeadCodeOutcome> | null = null;
  return () => {
    answer ??= ask();
    return answer;
  };
};

/** Deleting comes last: a file that goes needs no other repair, and other fixes may still read it. */
const orderOfWork = (finding: TaskFinding): number => (tagOfTitle(finding.title)?.rule === "files" ? 1 : 0);

/** Fixes what can be fixed safely, one finding at a time, only in the files that the findings name. */
export const fix = async (
  root: string,
  task: Task,
  findSecrets: FindSecrets,
  progress: Progress,
): Promise<readonly FixResult[]> => {
  const tree = await readTree(root);
  const deadCode = once(() => {
    progress("tool", "knip, to confirm what is unused");
    return findDeadCode(root);
  });
  const context: FixContext = { root, tree, findSecrets, deadCode, progress };
  const results: FixResult[] = [];
  const findings = [...(task.findings ?? [])].sort((one, other) => orderOfWork(one) - orderOfWork(other));
  for (const finding of findings) {
    progress("think", `${finding.severity} ${finding.title}`);
    const outcome = await fixOne(context, finding);
    if (!outcome.fixed) progress("note", `left: ${outcome.note}`);
    results.push({ finding, outcome });
  }
  return results;
};
