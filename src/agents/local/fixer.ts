import type { DeadCodeOutcome } from "./knip.ts";
import { lintWithRule } from "./oxlint.ts";
import type { Progress } from "./progress.ts";
import type { SafeFile } from "./safe-file.ts";
import type { FindSecrets } from "./secrets.ts";
import type { TaskFinding } from "./task.ts";
import { isLintable } from "./territory.ts";
import type { Tree } from "./tree.ts";

export type FixContext = {
  readonly root: string;
  readonly tree: Tree;
  readonly findSecrets: FindSecrets;
  /** Asked once, before anything is changed. */
  readonly deadCode: () => Promise<DeadCodeOutcome>;
  readonly progress: Progress;
};

type FixRequest = {
  readonly finding: TaskFinding;
  readonly rule: string;
  readonly file: SafeFile;
};

export type FixOutcome = { readonly fixed: boolean; readonly note: string };

export type Fixer = (context: FixContext, request: FixRequest) => Promise<FixOutcome>;

export const fixed = (note: string): FixOutcome => ({ fixed: true, note });
export const left = (note: string): FixOutcome => ({ fixed: false, note });

/** True when the linter can still read the file, or never could say. */
export const stillParses = async (context: FixContext, name: string): Promise<boolean> => {
  if (!isLintable(name)) return true;
  const { diagnostics } = await lintWithRule(context.root, name, "no-debugger");
  return diagnostics.every((diagnostic) => diagnostic.rule !== null);
};
