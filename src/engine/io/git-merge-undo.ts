import { lstat, readlink, rm } from "node:fs/promises";
import { resolve } from "node:path";
import { git, gitLineOrNull, runGit, splitRecords } from "./git-command.ts";

type TouchedFile = {
  readonly path: string;
  /** Object ids; null where the file does not exist. */
  readonly before: string | null;
  readonly after: string | null;
};

/** git writes zeros for a file that does not exist. */
const objectOrNull = (object: string): string | null => (/^0*$/.test(object) ? null : object);

/**
 * A power cut in the middle of a merge leaves some files as the merge would have made them, and the branch
 * where it was. When every file that differs is exactly what the merge was about to write, nobody's work is in
 * it: those files go back. Else nothing is done. True when something was undone.
 */
export const undoHalfDoneMerge = async (root: string, head: string, commit: string): Promise<boolean> => {
  const written = await filesWritten(root, await touchedFiles(root, head, commit));
  if (written === null || written.length === 0 || !(await indexIsFree(root))) return false;
  for (const file of written) await putBack(root, head, file);
  return true;
};

/** The files that the merge got to; null when one of the others was changed by somebody else. */
const filesWritten = async (root: string, touched: readonly TouchedFile[]): Promise<TouchedFile[] | null> => {
  const written: TouchedFile[] = [];
  for (const file of touched) {
    const present = await objectInFolder(root, file.path);
    if (present === file.before) continue;
    if (present !== file.after) return null;
    written.push(file);
  }
  return written;
};

const putBack = async (root: string, head: string, file: TouchedFile): Promise<void> => {
  if (file.before !== null) {
    await git(root, ["--literal-pathspecs", "checkout", "--quiet", head, "--", file.path]);
    return;
  }
  await git(root, ["--literal-pathspecs", "rm", "--cached", "--quiet", "--ignore-unmatch", "--", file.path]);
  await rm(resolve(root, file.path), { force: true });
};

const indexIsFree = async (root: string): Promise<boolean> => {
  const lock = await gitLineOrNull(root, ["rev-parse", "--git-path", "index.lock"]);
  return lock !== null && (await lstat(resolve(root, lock)).catch(() => null)) === null;
};

const touchedFiles = async (root: string, head: string, commit: string): Promise<TouchedFile[]> => {
  const records = splitRecords(
    await git(root, ["diff-tree", "-r", "-z", "--no-renames", "--raw", "--end-of-options", head, commit]),
  );
  const files: TouchedFile[] = [];
  for (let index = 0; index + 1 < records.length; index += 2) {
    const [, , before = "", after = ""] = (records[index] ?? "").split(" ");
    files.push({ path: records[index + 1] ?? "", before: objectOrNull(before), after: objectOrNull(after) });
  }
  return files;
};

/** The object id that the file in the working tree would have; null when it is not there. */
const objectInFolder = async (root: string, path: string): Promise<string | null> => {
  const file = resolve(root, path);
  const found = await lstat(file).catch(() => null);
  if (found === null) return null;
  if (found.isSymbolicLink()) {
    const result = await runGit(root, ["hash-object", "--stdin"], { input: await readlink(file) });
    return result.stdout.toString("utf8").trim();
  }
  return gitLineOrNull(root, ["hash-object", "--", path]);
};
