import { posix } from "node:path";
import type { ChangedFile } from "../domain/events-run.ts";
import { git, gitLine, splitRecords } from "./git-command.ts";

export type MeasuredChanges = {
  readonly files: readonly ChangedFile[];
  readonly added: number;
  readonly removed: number;
  /** Every path that the change touches: also the old name of a renamed file. */
  readonly touched: readonly string[];
  /** What a line count does not show and what must not be merged: links that lead outside, nested repositories. */
  readonly suspicious: readonly string[];
};

type RawChange = {
  readonly mode: string;
  readonly object: string;
  readonly status: ChangedFile["status"];
  readonly path: string;
  readonly oldPath: string | null;
};

const linkMode = "120000";
const nestedRepositoryMode = "160000";
const longestLinkTarget = 4096;
const mostLinksRead = 100;

const diffArguments = (format: string, start: string, commit: string): string[] => [
  "diff-tree",
  "-r",
  "-z",
  "-M",
  "--no-ext-diff",
  "--no-textconv",
  "--ignore-submodules=none",
  format,
  "--end-of-options",
  start,
  commit,
];

/** Counts what lies between two commits. A binary file counts as zero lines. */
export const measureChanges = async (
  folder: string,
  start: string,
  commit: string,
): Promise<MeasuredChanges> => {
  const raw = parseRaw(splitRecords(await git(folder, diffArguments("--raw", start, commit))));
  const counts = parseCounts(splitRecords(await git(folder, diffArguments("--numstat", start, commit))));
  const files = raw.map((change) => {
    const count = counts.get(change.path) ?? { added: 0, removed: 0 };
    return { path: change.path, added: count.added, removed: count.removed, status: change.status };
  });
  return {
    files,
    added: files.reduce((sum, file) => sum + file.added, 0),
    removed: files.reduce((sum, file) => sum + file.removed, 0),
    touched: raw.flatMap((change) =>
      change.oldPath === null ? [change.path] : [change.oldPath, change.path],
    ),
    suspicious: await findSuspicious(folder, raw),
  };
};

const statuses: Readonly<Record<string, ChangedFile["status"]>> = { A: "added", D: "deleted", R: "renamed" };

/** A record is `:mode mode object object status`, then one path, or two for a rename. */
const parseRaw = (records: readonly string[]): RawChange[] => {
  const changes: RawChange[] = [];
  for (let index = 0; index < records.length; ) {
    const [, mode = "", , object = "", letter = ""] = (records[index] ?? "").split(" ");
    const renamed = letter.startsWith("R");
    const first = records[index + 1] ?? "";
    changes.push({
      mode,
      object,
      status: statuses[letter[0] ?? ""] ?? "modified",
      path: renamed ? (records[index + 2] ?? "") : first,
      oldPath: renamed ? first : null,
    });
    index += renamed ? 3 : 2;
  }
  return changes;
};

/** A record is `added TAB removed TAB path`; a rename has an empty path and two more records. */
const parseCounts = (records: readonly string[]): Map<string, { added: number; removed: number }> => {
  const counts = new Map<string, { added: number; removed: number }>();
  for (let index = 0; index < records.length; index += 1) {
    const match = /^(\d+|-)\t(\d+|-)\t([\s\S]*)$/.exec(records[index] ?? "");
    if (match === null) continue;
    let path = match[3] ?? "";
    if (path === "") {
      path = records[index + 2] ?? "";
      index += 2;
    }
    // "-" is git's mark of a binary file.
    counts.set(path, { added: Number(match[1]) || 0, removed: Number(match[2]) || 0 });
  }
  return counts;
};

const findSuspicious = async (folder: string, changes: readonly RawChange[]): Promise<string[]> => {
  const found = changes.flatMap((change) => {
    if (change.mode === nestedRepositoryMode) return [`nested repository "${change.path}"`];
    return posix.basename(change.path) === ".gitmodules" ? [`submodule list "${change.path}"`] : [];
  });
  const links = changes.filter((change) => change.mode === linkMode);
  for (const link of links.slice(0, mostLinksRead)) {
    const name = await judgeLink(folder, link);
    if (name !== null) found.push(name);
  }
  if (links.length > mostLinksRead)
    found.push(`${links.length - mostLinksRead} more links, which were not looked at,`);
  return found;
};

const judgeLink = async (folder: string, link: RawChange): Promise<string | null> => {
  const size = Number(await gitLine(folder, ["cat-file", "-s", link.object]));
  if (size > longestLinkTarget) return `link "${link.path}" with a target of ${size} bytes`;
  const target = (await git(folder, ["cat-file", "blob", link.object])).toString("utf8");
  const landing = posix.normalize(posix.join(posix.dirname(link.path), target));
  const outside = posix.isAbsolute(target) || landing === ".." || landing.startsWith("../");
  const inGit = landing === ".git" || landing.startsWith(".git/");
  return outside || inGit ? `link "${link.path}" to ${target} (outside the project)` : null;
};
