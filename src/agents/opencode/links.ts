import { type Dirent, existsSync, readdirSync, realpathSync } from "node:fs";
import path from "node:path";

/** More than this is not looked at: a launch must not take long. */
const maxEntries = 50_000;
const passedOver = new Set([".git", "node_modules"]);

const entriesOf = (folder: string): readonly Dirent[] => {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
};

/** `root` is real: without links in its own path. */
const leaves = (link: string, root: string): boolean => {
  try {
    const target = path.relative(root, realpathSync(link));
    return target === ".." || target.startsWith(`..${path.sep}`) || path.isAbsolute(target);
  } catch {
    // Its target does not exist yet: whoever writes through the link makes it, wherever that is.
    return true;
  }
};

type Found = {
  readonly links: readonly string[];
  readonly folders: readonly string[];
  readonly seen: number;
};

const lookInto = (folder: string, root: string): Found => {
  const entries = entriesOf(folder);
  const at = (entry: Dirent) => path.join(folder, entry.name);
  const links = entries.filter((entry) => entry.isSymbolicLink()).map(at);
  const folders = entries.filter((entry) => entry.isDirectory() && !passedOver.has(entry.name)).map(at);
  return { links: links.filter((link) => leaves(link, root)), folders, seen: entries.length };
};

/** Links below a folder that lead out of it. opencode checks the path that it is given, not where it leads. */
export const linksOut = (folder: string): readonly string[] => {
  if (!existsSync(folder)) return [];
  const root = realpathSync(folder);
  const found: string[] = [];
  const folders = [folder];
  let seen = 0;
  for (let next = folders.pop(); next !== undefined && seen < maxEntries; next = folders.pop()) {
    const inside = lookInto(next, root);
    found.push(...inside.links);
    folders.push(...inside.folders);
    seen += inside.seen;
  }
  return found;
};
