import { access, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { RepositoryFault, UserFault } from "../domain/errors.ts";
import { git, gitLine, gitLineOrNull, runGit, splitRecords } from "./git-command.ts";

type RepositoryProblemKind =
  | "bare"
  | "detached"
  | "dirty"
  | "git-missing"
  | "git-too-old"
  | "merging"
  | "no-commits"
  | "not-git";

type RepositoryProblem = {
  readonly kind: RepositoryProblemKind;
  readonly reason: string;
  readonly advice: string;
};

export type RepositoryFacts = {
  /** Null when there is no repository. */
  readonly root: string | null;
  readonly branch: string | null;
  readonly head: string | null;
  /** Tracked files with changes and untracked files that are not ignored, relative to the root. */
  readonly dirty: readonly string[];
  /** Why no editing run may start; null when it may. Auditing works with every problem. */
  readonly problem: RepositoryProblem | null;
};

const nothing: RepositoryFacts = { root: null, branch: null, head: null, dirty: [], problem: null };

const problem = (kind: RepositoryProblemKind, reason: string, advice: string): RepositoryProblem => ({
  kind,
  reason,
  advice,
});

/** Says what the repository around a folder is, and whether agents may edit in it. */
export const inspectRepository = async (folder: string): Promise<RepositoryFacts> => {
  const found = await stat(folder).catch(() => null);
  if (!found?.isDirectory()) throw new UserFault(`The folder ${folder} does not exist.`, "Check the path.");
  const gitProblem = await checkGit(folder);
  if (gitProblem !== null) return { ...nothing, problem: gitProblem };
  const outside = await checkWorkTree(folder);
  if (outside !== null) return { ...nothing, problem: outside };
  const root = await gitLine(folder, ["rev-parse", "--show-toplevel"]);
  const head = await gitLineOrNull(root, ["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]);
  const branch = await gitLineOrNull(root, ["symbolic-ref", "--quiet", "--short", "HEAD"]);
  const dirty = await dirtyFiles(root);
  return { root, branch, head, dirty, problem: await checkState(root, branch, head, dirty) };
};

/** `git merge-tree --write-tree` came with 2.38. */
const checkGit = async (folder: string): Promise<RepositoryProblem | null> => {
  const version = await gitVersion(folder);
  if (version === null) {
    return problem("git-missing", "git was not found.", "Install git 2.38 or newer.");
  }
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > 2 || (major === 2 && minor >= 38)) return null;
  return problem(
    "git-too-old",
    `git ${version} is too old: orch needs 2.38 to see conflicts before it merges.`,
    "Install git 2.38 or newer.",
  );
};

const gitVersion = async (folder: string): Promise<string | null> => {
  try {
    const line = await gitLine(folder, ["--version"]);
    return /\d+\.\d+(\.\d+)?/.exec(line)?.[0] ?? "0.0";
  } catch (error) {
    if (error instanceof RepositoryFault && error.reason === "git-missing") return null;
    throw error;
  }
};

const checkWorkTree = async (folder: string): Promise<RepositoryProblem | null> => {
  const result = await runGit(folder, ["rev-parse", "--is-bare-repository", "--is-inside-work-tree"]);
  const [bare, inside] = result.stdout.toString("utf8").split("\n");
  if (result.exitCode === 0 && inside === "true") return null;
  if (bare === "true") {
    return problem(
      "bare",
      "This is a bare git repository: it has no files to work on.",
      "Clone it and run orch in the clone.",
    );
  }
  if (result.stderr.includes("dubious ownership")) {
    return problem(
      "not-git",
      "git refuses to work here: the folder belongs to another user.",
      `If you trust it: git config --global --add safe.directory '${folder}'`,
    );
  }
  return problem(
    "not-git",
    "The folder is not in a git repository, so edits could not be kept apart and taken back.",
    "Run: git init && git add -A && git commit -m 'Start'",
  );
};

const dirtyFiles = async (root: string): Promise<string[]> => {
  const records = splitRecords(
    await git(root, ["status", "--porcelain=v1", "-z", "--untracked-files=normal", "--no-renames"]),
  );
  return records.map((record) => record.slice(3));
};

const checkState = async (
  root: string,
  branch: string | null,
  head: string | null,
  dirty: readonly string[],
): Promise<RepositoryProblem | null> => {
  if (head === null) {
    return problem(
      "no-commits",
      "The repository has no commit yet, so there is nothing to work from.",
      "Run: git add -A && git commit -m 'Start'",
    );
  }
  const operation = await operationInProgress(root);
  if (operation !== null) {
    return problem(
      "merging",
      `A ${operation} is in progress.`,
      `Finish it, or give it up with: git ${operation} --abort`,
    );
  }
  if (branch === null) {
    return problem(
      "detached",
      "No branch is checked out (HEAD is detached), so there is nothing to merge into.",
      "Run: git switch <branch>, or git switch -c <new branch>",
    );
  }
  if (dirty.length === 0) return null;
  const more = dirty.length > 3 ? ` and ${dirty.length - 3} more` : "";
  return problem(
    "dirty",
    `There are uncommitted changes: ${dirty.slice(0, 3).join(", ")}${more}.`,
    "Commit them, or put them aside with: git stash --include-untracked",
  );
};

const operationFiles = [
  ["MERGE_HEAD", "merge"],
  ["rebase-merge", "rebase"],
  ["rebase-apply", "rebase"],
  ["CHERRY_PICK_HEAD", "cherry-pick"],
  ["REVERT_HEAD", "revert"],
] as const;

/** The name of the git operation that was begun and not finished; null when there is none. */
export const operationInProgress = async (root: string): Promise<string | null> => {
  for (const [file, operation] of operationFiles) {
    const path = resolve(root, await gitLine(root, ["rev-parse", "--git-path", file]));
    if (await exists(path)) return operation;
  }
  return null;
};

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** Paths of tracked files below a folder, relative to it. */
export const listTrackedFiles = async (folder: string): Promise<string[]> =>
  splitRecords(await git(folder, ["ls-files", "-z", "--", "."]));

export type DiffRequest = {
  readonly root: string;
  readonly start: string;
  readonly commit: string;
  readonly maxBytes: number;
};

/** The patch between two commits, cut after `maxBytes` with a line that says so. */
export const diffOf = async (request: DiffRequest): Promise<string> => {
  const result = await runGit(
    request.root,
    [
      "diff-tree",
      "-r",
      "-p",
      "-M",
      "--no-color",
      "--no-ext-diff",
      "--no-textconv",
      "--end-of-options",
      request.start,
      request.commit,
    ],
    { maxBytes: request.maxBytes },
  );
  if (result.exitCode !== 0 && !result.truncated) {
    throw new RepositoryFault("git-failed", `The changes could not be read: ${result.stderr.trim()}`);
  }
  const text = new TextDecoder("utf-8").decode(result.stdout);
  return result.truncated ? `${text}\n… cut after ${request.maxBytes} bytes\n` : text;
};
