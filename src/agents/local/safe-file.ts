import { lstatSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, isAbsolute, join, sep } from "node:path";

/** A file that a fix may touch, with what it held before, so that it can be put back. */
export type SafeFile = {
  readonly path: string;
  /** Relative to the folder. */
  readonly name: string;
  readonly before: string;
  readonly mode: number;
};

/** Writes beside the file and renames: a reader never sees half of it, and no link is followed. */
export const writeAtomically = (path: string, text: string, mode = 0o600): void => {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, text, { mode, flag: "wx" });
    renameSync(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
};

const isInside = (root: string, path: string): boolean => path === root || path.startsWith(root + sep);

/** Opens a file for fixing; a string says why it must not be touched. */
export const openSafely = (root: string, name: string): SafeFile | string => {
  if (isAbsolute(name)) return "the path is absolute";
  const path = join(root, name);
  if (!isInside(root, path)) return "the path leads out of the folder";
  if (path.split(sep).includes(".git")) return "it belongs to git";
  try {
    const stats = lstatSync(path);
    if (stats.isSymbolicLink()) return "it is a symbolic link";
    if (!stats.isFile()) return "it is not a file";
    if (stats.nlink > 1) return "it has another name elsewhere (hard link)";
    if (!isInside(realpathSync(root), realpathSync(dirname(path)))) return "a link leads out of the folder";
    const bytes = readFileSync(path);
    const before = bytes.toString("utf8");
    if (!Buffer.from(before, "utf8").equals(bytes)) return "it is not UTF-8 text";
    return { path, name, before, mode: stats.mode & 0o777 };
  } catch {
    return "it does not exist or cannot be read";
  }
};

export const replaceText = (file: SafeFile, text: string): void =>
  writeAtomically(file.path, text, file.mode);

/** Puts back what was there, also when the file is gone. */
export const restore = (file: SafeFile): void => {
  rmSync(file.path, { force: true });
  writeAtomically(file.path, file.before, file.mode);
};
