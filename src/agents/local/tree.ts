import { type Dirent, lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runTool } from "./run-tool.ts";
import { isSkipped, type Territory, territoryOf } from "./territory.ts";

export type ProjectFile = { readonly path: string; readonly size: number; readonly territory: Territory };

export type Tree = {
  readonly root: string;
  readonly files: readonly ProjectFile[];
  /** True when git named the files, so ignored ones are left out. */
  readonly fromGit: boolean;
  readonly notes: readonly string[];
};

const largestFile = 1024 * 1024;
const mostFiles = 20_000;

const listWithGit = async (root: string): Promise<string[] | null> => {
  const run = await runTool({
    program: "git",
    // fsmonitor is a command in the project's own configuration: listing files must not start it.
    arguments: ["-c", "core.fsmonitor=false", "ls-files", "-z", "-co", "--exclude-standard"],
    folder: root,
    timeoutSeconds: 20,
  });
  if (run.exitCode !== 0 || run.cut) return null;
  const paths = run.stdout.split("\0").filter((path) => path !== "" && !path.endsWith("/"));
  return paths.length > 0 ? [...new Set(paths)] : null;
};

const readFolder = (folder: string): Dirent[] => {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
};

/** Breadth first, and it stops when there is more than anybody would audit. */
const listByWalking = (root: string): string[] => {
  const found: string[] = [];
  const folders = [""];
  for (const folder of folders) {
    const prefix = folder === "" ? "" : `${folder}/`;
    const entries = readFolder(join(root, folder));
    found.push(...entries.filter((entry) => entry.isFile()).map((entry) => prefix + entry.name));
    const inner = entries.filter((entry) => entry.isDirectory() && !isSkipped(`${entry.name}/x`));
    folders.push(...inner.map((entry) => prefix + entry.name));
    if (found.length > mostFiles) break;
  }
  return found;
};

/** Regular files only: a symbolic link may lead out of the folder. */
const sizeOfRegularFile = (path: string): number | null => {
  try {
    const stats = lstatSync(path);
    return stats.isFile() ? stats.size : null;
  } catch {
    return null;
  }
};

/** The files of a folder that are worth an audit, sorted by path. */
export const readTree = async (root: string): Promise<Tree> => {
  const listed = await listWithGit(root);
  const paths = (listed ?? listByWalking(root)).filter((path) => !isSkipped(path)).sort();
  const files: ProjectFile[] = [];
  let large = 0;
  for (const path of paths.slice(0, mostFiles)) {
    const size = sizeOfRegularFile(join(root, path));
    if (size === null) continue;
    if (size > largestFile) large += 1;
    else files.push({ path, size, territory: territoryOf(path) });
  }
  const notes: string[] = [];
  if (large > 0) notes.push(`${large} files over 1 MB were not read`);
  if (paths.length > mostFiles) notes.push(`only the first ${mostFiles} of ${paths.length} files were read`);
  return { root, files, fromGit: listed !== null, notes };
};

/** A file's text; null when it is gone, binary, or made by a machine. */
export const readText = (tree: Tree, path: string): string | null => {
  try {
    const bytes = readFileSync(join(tree.root, path));
    return bytes.subarray(0, 8192).includes(0) ? null : bytes.toString("utf8");
  } catch {
    return null;
  }
};

/** Generated or minified text: its problems belong to the program that wrote it. */
export const isMachineMade = (text: string): boolean => {
  if (/@generated\b|DO NOT EDIT|auto-?generated (file|by)/i.test(text.slice(0, 500))) return true;
  return text.length > 20_000 && text.length / (text.split("\n", 2000).length || 1) > 300;
};
