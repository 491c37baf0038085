import { RepositoryFault } from "../domain/errors.ts";
import { operationInProgress } from "./git.ts";
import { measureChanges } from "./git-changes.ts";
import { git, gitLine, gitLineOrNull, identityOptions, runGit, splitRecords } from "./git-command.ts";
import { undoHalfDoneMerge } from "./git-merge-undo.ts";

export type MergeRequest = {
  readonly root: string;
  /** The branch that must be checked out in the root. */
  readonly branch: string;
  readonly commit: string;
  /** With a trailer `Orch-Run: <session>/<run>`, by which a second try finds the first. */
  readonly message: string;
};

export type MergeResult = {
  /** The commit on the branch; its head when the branch had all of the change already. */
  readonly commit: string;
  readonly files: number;
  readonly added: number;
  readonly removed: number;
};

type MergedTree = { readonly tree: string; readonly conflicts: readonly string[] };

const mostAttempts = 3;

/** Files that would conflict if the commit were merged into what is checked out now. Touches nothing. */
export const conflictsOf = async (request: { root: string; commit: string }): Promise<string[]> => [
  ...(await mergeTrees(request.root, "HEAD", request.commit)).conflicts,
];

const mergeTrees = async (root: string, ours: string, theirs: string): Promise<MergedTree> => {
  const result = await runGit(root, [
    "merge-tree",
    "--write-tree",
    "-z",
    "--name-only",
    "--no-messages",
    ours,
    theirs,
  ]);
  const [tree = "", ...conflicts] = splitRecords(result.stdout);
  if (result.exitCode <= 1 && tree !== "") return { tree, conflicts };
  throw new RepositoryFault(
    "git-failed",
    `The merge could not be tried: ${result.stderr.trim() || `git merge-tree ended with ${result.exitCode}`}`,
  );
};

/**
 * Puts what a run changed onto the branch as one commit, or throws a RepositoryFault and changes nothing.
 * The merge is computed away from the working tree, which then only moves forward.
 */
export const mergeAsOneCommit = async (request: MergeRequest): Promise<MergeResult> => {
  const { root, branch } = request;
  for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
    await checkPlace(root, branch);
    const head = await gitLine(root, ["rev-parse", "--verify", "HEAD^{commit}"]);
    const earlier = await findEarlierMerge(request, head);
    if (earlier !== null) return measure(root, `${earlier}^`, earlier);
    const commit = await commitMergedTree(request, head);
    if (commit === null) return { commit: head, files: 0, added: 0, removed: 0 };
    if (await moveForward(root, head, commit)) return measure(root, head, commit);
  }
  throw new RepositoryFault(
    "branch-moved",
    `The branch ${branch} got new commits while orch was merging into it.`,
    "Wait until nothing else commits to it, then approve again.",
  );
};

const checkPlace = async (root: string, branch: string): Promise<void> => {
  const checkedOut = await gitLineOrNull(root, ["symbolic-ref", "--quiet", "HEAD"]);
  if (checkedOut !== `refs/heads/${branch}`) {
    const found = checkedOut?.replace(/^refs\/heads\//, "") ?? "no branch";
    throw new RepositoryFault(
      "other-branch",
      `The session works on ${branch}, but ${found} is checked out.`,
      `Run: git switch ${branch}`,
    );
  }
  const operation = await operationInProgress(root);
  if (operation === null) return;
  throw new RepositoryFault(
    "busy",
    `A ${operation} is in progress.`,
    `Finish it, or give it up with: git ${operation} --abort`,
  );
};

const trailerName = "Orch-Run";

/** A crash between the merge and its event makes the engine try again: the trailer tells that it is done. */
const findEarlierMerge = async (request: MergeRequest, head: string): Promise<string | null> => {
  const mark = new RegExp(`^${trailerName}: (.+)$`, "m").exec(request.message)?.[1]?.trim();
  if (mark === undefined) return null;
  const base = await gitLineOrNull(request.root, ["merge-base", head, request.commit]);
  const range = base === null ? head : `${base}..${head}`;
  const format = `--format=%H %(trailers:key=${trailerName},valueonly,separator=%x09)`;
  const records = splitRecords(await git(request.root, ["log", "-z", format, range, "--"]));
  const found = records.find((record) =>
    record
      .slice(record.indexOf(" ") + 1)
      .split("\t")
      .includes(mark),
  );
  return found === undefined ? null : found.slice(0, found.indexOf(" "));
};

/** Null when the branch has all of the change already. */
const commitMergedTree = async (request: MergeRequest, head: string): Promise<string | null> => {
  const { root } = request;
  const { tree, conflicts } = await mergeTrees(root, head, request.commit);
  if (conflicts.length > 0) {
    throw new RepositoryFault(
      "conflict",
      `The change conflicts with ${request.branch} in ${conflicts.join(", ")}.`,
      "The work is kept in its worktree: merge it by hand, or let the next iteration do it anew.",
      conflicts,
    );
  }
  if (tree === (await gitLine(root, ["rev-parse", "--verify", `${head}^{tree}`]))) return null;
  return gitLine(
    root,
    [...(await identityOptions(root)), "commit-tree", tree, "-p", head, "-F", "-"],
    // A NUL ends a commit message for git: it would cut the trailer off.
    { input: request.message.replaceAll("\0", "") },
  );
};

/** False when the branch moved in the meantime. */
const moveForward = async (root: string, head: string, commit: string): Promise<boolean> => {
  const first = await fastForward(root, commit);
  if (first.exitCode === 0) return true;
  if ((await gitLine(root, ["rev-parse", "--verify", "HEAD"])) !== head) return false;
  if (await undoHalfDoneMerge(root, head, commit)) {
    const second = await fastForward(root, commit);
    if (second.exitCode === 0) return true;
    throw refusal(second.stderr);
  }
  throw refusal(first.stderr);
};

/** Every option that a person's configuration could turn round is said here. */
const fastForward = async (root: string, commit: string): ReturnType<typeof runGit> =>
  runGit(root, [
    ...(await identityOptions(root)),
    "merge",
    "--ff-only",
    "--no-squash",
    "--no-autostash",
    "--no-verify-signatures",
    "--no-overwrite-ignore",
    "--no-stat",
    "--quiet",
    commit,
  ]);

const refusal = (stderr: string): RepositoryFault => {
  if (stderr.includes("index.lock")) {
    return new RepositoryFault(
      "busy",
      "Another git command holds the repository (index.lock exists).",
      "Wait for it to end; if none runs, delete .git/index.lock. Then approve again.",
    );
  }
  // git lists the files in its way, one per line, after a tab.
  const files = stderr.split("\n").flatMap((line) => (line.startsWith("\t") ? [line.trim()] : []));
  if (files.length > 0) {
    return new RepositoryFault(
      "local-changes",
      `Uncommitted changes stand in the way: ${files.join(", ")}.`,
      "Commit or stash them, then approve again.",
      files,
    );
  }
  return new RepositoryFault(
    "git-failed",
    `The merge failed: ${stderr.trim()}`,
    "Run `git status` and try again.",
  );
};

const measure = async (root: string, start: string, commit: string): Promise<MergeResult> => {
  const changes = await measureChanges(root, start, commit);
  return { commit, files: changes.files.length, added: changes.added, removed: changes.removed };
};
