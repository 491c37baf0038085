import { type Dirent, lstatSync, readFileSync, realpathSync, statSync } from "node:fs";
import { readdir, realpath } from "node:fs/promises";
import { basename, join, sep } from "node:path";
import type { TreeView } from "../reports/evidence.ts";

/** What is generated, foreign or ours: no audit speaks of it. */
const skippedFolders = new Set([
  ".git",
  "node_modules",
  ".orch",
  "dist",
  "build",
  "vendor",
  ".venv",
  "venv",
  "__pycache__",
  "coverage",
  "target",
]);

const maximumFiles = 50_000;
const maximumDepth = 40;
const maximumFileBytes = 2 * 1024 * 1024;
const keptFiles = 64;

type Walk = { readonly files: string[]; readonly directories: Set<string> };

const isInside = (path: string, root: string): boolean => path === root || path.startsWith(root + sep);

/** A link counts as what it points to when that lies in the module; folders behind links are not walked (cycles). */
const isLinkedFile = async (root: string, path: string): Promise<boolean> => {
  try {
    const target = await realpath(join(root, path));
    return isInside(target, root) && statSync(target).isFile();
  } catch {
    return false;
  }
};

const isFileOfModule = async (root: string, entry: Dirent, path: string): Promise<boolean> =>
  entry.isFile() || (entry.isSymbolicLink() && (await isLinkedFile(root, path)));

const walk = async (root: string, folder: string, depth: number, found: Walk): Promise<void> => {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
  for (const entry of entries.sort((left, right) => (left.name < right.name ? -1 : 1))) {
    if (found.files.length >= maximumFiles) return;
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (await isFileOfModule(root, entry, path)) found.files.push(path);
    if (!entry.isDirectory() || skippedFolders.has(entry.name) || depth >= maximumDepth) continue;
    found.directories.add(path);
    await walk(root, path, depth + 1, found);
  }
};

/** Reads at most 2 MiB of a regular file in the module, checked again at this moment: links may have changed. */
const readText = (root: string, path: string): string | null => {
  try {
    const target = realpathSync(join(root, path));
    const status = lstatSync(target);
    if (!isInside(target, root) || !status.isFile() || status.size > maximumFileBytes) return null;
    const text = readFileSync(target, "utf8");
    return text.slice(0, 8192).includes("\0") ? null : text;
  } catch {
    return null;
  }
};

const splitLines = (text: string): readonly string[] => {
  const lines = text.split(/\r\n|\n|\r/);
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
};

/** Keeps the lines of the files asked for last, as findings come grouped by file. */
const cachedLines = (root: string): ((path: string) => readonly string[] | null) => {
  const kept = new Map<string, readonly string[] | null>();
  return (path) => {
    const known = kept.get(path);
    if (known !== undefined) return known;
    const text = readText(root, path);
    const lines = text === null ? null : splitLines(text);
    kept.set(path, lines);
    const oldest = kept.size > keptFiles ? kept.keys().next().value : undefined;
    if (oldest !== undefined) kept.delete(oldest);
    return lines;
  };
};

const indexByName = (paths: Iterable<string>): ReadonlyMap<string, readonly string[]> => {
  const index = new Map<string, string[]>();
  for (const path of paths) {
    const name = basename(path);
    const same = index.get(name);
    if (same) same.push(path);
    else index.set(name, [path]);
  }
  return index;
};

/**
 * Opens a module's file tree for checking findings: the names are read now, contents when asked for. `copies` are other
 * absolute paths of the same tree, such as an agent's worktree.
 */
export const openTree = async (
  moduleRoot: string,
  copies: readonly string[] = [],
): Promise<TreeView & { readonly files: readonly string[] }> => {
  const root = await realpath(moduleRoot);
  const found: Walk = { files: [], directories: new Set() };
  await walk(root, "", 0, found);
  const byName = indexByName([...found.files, ...found.directories]);
  return {
    roots: [...new Set([root, moduleRoot, ...copies])],
    files: found.files,
    resolve: (name) => {
      const path = name.replace(/\/+$/, "");
      const same = byName.get(basename(path)) ?? [];
      const matching = same.filter((candidate) => candidate === path || candidate.endsWith(`/${path}`));
      return matching.sort((left, right) => left.length - right.length);
    },
    readLines: cachedLines(root),
    isDirectory: (path) => found.directories.has(path),
  };
};
