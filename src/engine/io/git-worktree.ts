import { copyFile, lstat, mkdir, realpath, rename, rm } from "node:fs/promises";
import { dirname, isAbsolute, relative, resolve, sep } from "node:path";
import { RepositoryFault } from "../domain/errors.ts";
import { type MeasuredChanges, measureChanges } from "./git-changes.ts";
import { git, gitLine, gitLineOrNull, identityOptions, runGit, splitRecords } from "./git-command.ts";

export type WorktreeRequest = {
  readonly root: string;
  /** Absolute path of the worktree. */
  readonly folder: string;
  readonly branch: string;
};

type WorktreeEntry = { readonly branch: string | null; readonly locked: boolean };

/** A path through its real parent, as git prints it; the last part may not exist. */
const realParent = async (path: string): Promise<string> => {
  const parent = await realpath(dirname(path)).catch(() => dirname(path));
  return resolve(parent, relative(dirname(path), path));
};

const findWorktree = async (request: WorktreeRequest): Promise<WorktreeEntry | null> => {
  const wanted = await realParent(request.folder);
  const records = splitRecords(await git(request.root, ["worktree", "list", "--porcelain", "-z"]));
  let current: string | null = null;
  let entry: { branch: string | null; locked: boolean } | null = null;
  for (const record of records) {
    if (record.startsWith("worktree ")) current = record.slice("worktree ".length);
    if (current !== wanted) continue;
    entry ??= { branch: null, locked: false };
    if (record.startsWith("branch refs/heads/")) entry.branch = record.slice("branch refs/heads/".length);
    // git holds a lock with the reason "initializing" while it fills a new worktree.
    if (record.startsWith("locked")) entry.locked = true;
  }
  return entry;
};

const isWorktreeFolder = async (folder: string): Promise<boolean> =>
  (await lstat(resolve(folder, ".git")).catch(() => null))?.isFile() === true;

/** Makes a worktree on a new branch. One that stands already is kept, a half-made one is made anew. */
export const createWorktree = async (
  request: WorktreeRequest & { readonly start: string },
): Promise<void> => {
  const existing = await findWorktree(request);
  const whole = existing?.branch === request.branch && !existing.locked;
  if (whole && (await isWorktreeFolder(request.folder))) return;
  await removeWorktree(request);
  await mkdir(dirname(request.folder), { recursive: true, mode: 0o700 });
  await git(request.root, [
    "worktree",
    "add",
    "--no-track",
    "--no-guess-remote",
    "-b",
    request.branch,
    "--",
    request.folder,
    request.start,
  ]);
};

/** Removes a worktree, what a crash left of it, and its branch. Twice is as good as once. */
export const removeWorktree = async (
  request: WorktreeRequest & { readonly keepBranch?: boolean },
): Promise<void> => {
  await refuseToRemoveTheProject(request);
  // Twice --force: also a locked one. Without its `.git` file git refuses until the folder is gone.
  const removal = ["worktree", "remove", "--force", "--force", "--", request.folder];
  const first = await runGit(request.root, removal);
  if (first.exitCode !== 0) {
    await rm(request.folder, { recursive: true, force: true, maxRetries: 3 });
    if ((await findWorktree(request)) !== null) await git(request.root, removal);
  }
  if (request.keepBranch === true) return;
  const reference = `refs/heads/${request.branch}`;
  const existing = await gitLineOrNull(request.root, ["rev-parse", "--verify", "--quiet", reference]);
  if (existing !== null) await git(request.root, ["branch", "-D", "--", request.branch]);
};

const refuseToRemoveTheProject = async (request: WorktreeRequest): Promise<void> => {
  const fromFolder = relative(await realParent(request.folder), await realParent(request.root));
  const leavesFolder = fromFolder === ".." || fromFolder.startsWith(`..${sep}`);
  if (isAbsolute(request.folder) && leavesFolder) return;
  throw new RepositoryFault("git-failed", `${request.folder} holds the project itself: it is not removed.`);
};

export type SnapshotRequest = {
  readonly worktree: string;
  /** The commit that the worktree was made from. */
  readonly start: string;
  readonly message: string;
  /** The run's branch. Without it, the branch that is checked out in the worktree. */
  readonly branch?: string;
};

export type Snapshot = MeasuredChanges & {
  /** Null when the tree is what it was at the start, whatever happened in between. */
  readonly commit: string | null;
  /** Sentences about files that git could not take into the commit, for example an empty repository. */
  readonly skipped: readonly string[];
};

/**
 * Commits whatever the agent left, whether it committed by itself, moved to another branch or was killed in
 * the middle of a git command. Doing it twice gives the same commit.
 */
export const snapshotWorktree = async (request: SnapshotRequest): Promise<Snapshot> => {
  const { worktree, start } = request;
  if (!(await isWorktreeFolder(worktree))) {
    throw new RepositoryFault(
      "git-failed",
      `${worktree} is no git worktree any more: the agent removed it or put a repository in its place.`,
      "Nothing was merged. Look into the folder; what is in it can still be copied by hand.",
    );
  }
  const { tree, skipped } = await writeTreeOfFolder(worktree, start);
  const startTree = await gitLine(worktree, ["rev-parse", "--verify", `${start}^{tree}`]);
  if (tree === startTree) {
    return { commit: null, files: [], added: 0, removed: 0, touched: [], suspicious: [], skipped };
  }
  const commit = await commitTree(request, tree);
  const changes = await measureChanges(worktree, start, commit);
  return { commit, ...changes, skipped };
};

/** Works on a copy of the index: a killed `git add` of the agent leaves a lock that nobody takes away. */
const writeTreeOfFolder = async (
  worktree: string,
  start: string,
): Promise<{ tree: string; skipped: string[] }> => {
  const index = resolve(worktree, await gitLine(worktree, ["rev-parse", "--git-path", "index"]));
  const ownIndex = `${index}.orch`;
  const environment = { GIT_INDEX_FILE: ownIndex };
  await rm(`${ownIndex}.lock`, { force: true });
  const add = (): ReturnType<typeof runGit> =>
    runGit(worktree, ["add", "--all", "--ignore-errors", "--", "."], { environment });
  const copied = await copyFile(index, ownIndex).then(
    () => true,
    () => false,
  );
  let added = copied ? await add() : null;
  if (added === null || added.exitCode > 1) {
    // No index, or one that git cannot read: begin with what was there at the start.
    await rm(ownIndex, { force: true });
    await git(worktree, ["read-tree", start], { environment });
    added = await add();
  }
  if (added.exitCode > 1) throw new RepositoryFault("git-failed", `git add failed: ${added.stderr.trim()}`);
  const tree = await gitLine(worktree, ["write-tree"], { environment });
  await rm(`${index}.lock`, { force: true });
  await rename(ownIndex, index);
  return { tree, skipped: added.exitCode === 0 ? [] : skippedFiles(added.stderr) };
};

/** With --ignore-errors git says what it left out, one line each, and ends with 1. */
const skippedFiles = (stderr: string): string[] =>
  stderr
    .split("\n")
    .filter((line) => line.startsWith("error: "))
    .slice(0, 10)
    .map((line) => `not part of the commit: ${line.slice("error: ".length)}`);

const commitTree = async (request: SnapshotRequest, tree: string): Promise<string> => {
  const { worktree, start } = request;
  const head = await gitLineOrNull(worktree, ["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]);
  const branch = await gitLineOrNull(worktree, ["symbolic-ref", "--quiet", "--short", "HEAD"]);
  const onOwnBranch = branch !== null && branch === (request.branch ?? branch);
  const usable = head !== null && onOwnBranch && (await isAncestor(worktree, start, head));
  const parent = usable ? head : start;
  const parentTree = await gitLine(worktree, ["rev-parse", "--verify", `${parent}^{tree}`]);
  if (parentTree === tree) return parent;
  const commit = await gitLine(
    worktree,
    [...(await identityOptions(worktree)), "commit-tree", tree, "-p", parent, "-F", "-"],
    { input: request.message },
  );
  // A branch that is not the run's own belongs to somebody: HEAD is taken off it before it moves.
  await git(worktree, ["update-ref", ...(usable ? [] : ["--no-deref"]), "HEAD", commit]);
  return commit;
};

const isAncestor = async (folder: string, ancestor: string, commit: string): Promise<boolean> =>
  (await runGit(folder, ["merge-base", "--is-ancestor", ancestor, commit])).exitCode === 0;
