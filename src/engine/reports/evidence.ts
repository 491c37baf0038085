import { readWrittenPlace, toModulePath, withoutModulePrefix } from "./evidence-path.ts";
import { findQuote, type Quote, readQuotes } from "./evidence-quotes.ts";
import type { ReportFinding } from "./report.ts";

/** What evidence needs of the file tree. Paths are relative to the module, with "/" between their parts. */
export type TreeView = {
  /** Absolute paths that mean the module's root: the module, and copies of it that agents worked in. */
  readonly roots: readonly string[];
  /** The files and folders whose path is `name` or ends in it at a folder's border, exact matches first. */
  readonly resolve: (name: string) => readonly string[];
  /** null when the file is binary, too large or cannot be read. */
  readonly readLines: (path: string) => readonly string[] | null;
  readonly isDirectory: (path: string) => boolean;
};

export type Evidence = {
  readonly status: "verified" | "moved" | "unverified";
  /** Relative to the module; null when the finding points at no file in it. */
  readonly file: string | null;
  readonly line: number | null;
  /** One sentence for the person who decides. */
  readonly reason: string;
};

type Located = Pick<ReportFinding, "title" | "description" | "file" | "line" | "endLine">;

/** How far from its line quoted code may stand: audits are often some edits old. */
const nearby = 10;

const unverified = (reason: string, file: string | null = null, line: number | null = null): Evidence => ({
  status: "unverified",
  file,
  line,
  reason,
});

const verified = (file: string, line: number | null, reason: string): Evidence => ({
  status: "verified",
  file,
  line,
  reason,
});

/** The whole text first; a list of files ("a.ts, b.ts") is checked by its first. */
const readings = (written: string): readonly string[] => {
  const first = written.split(/,\s|\s\+\s|\s(?:y|and)\s|;\s/)[0] ?? written;
  return first === written ? [written] : [written, first];
};

const candidatesOf = (path: string, tree: TreeView): readonly string[] => {
  for (const name of [path, ...withoutModulePrefix(path, tree.roots)]) {
    const found = tree.resolve(name);
    const exact = found.find((candidate) => candidate === name);
    if (exact !== undefined) return [exact];
    if (found.length > 0) return found;
  }
  return [];
};

type Target = {
  readonly candidates: readonly string[];
  readonly line: number | null;
  readonly isOutside: boolean;
};

const findTarget = (written: string, tree: TreeView): Target => {
  let isOutside = false;
  for (const reading of readings(written)) {
    const place = readWrittenPlace(reading);
    const target = toModulePath(place.path, tree.roots);
    isOutside ||= !target.isInside;
    if (!target.isInside || target.path === "") continue;
    const candidates = candidatesOf(target.path, tree);
    if (candidates.length > 0) return { candidates, line: place.line, isOutside: false };
  }
  return { candidates: [], line: null, isOutside };
};

/** Where the quotes stand: near the line, once elsewhere (the line has moved), or not usably at all. */
const compareQuotes = (
  quotes: readonly Quote[],
  lines: readonly string[],
  from: number,
  to: number,
): { readonly isNear: boolean; readonly movedTo: number | null; readonly isAbsent: boolean } => {
  const found = quotes.map((quote) => findQuote(quote, lines));
  const isNear = found.some((at) => at.some((line) => line >= from - nearby && line <= to + nearby));
  const movedTo = found.find((at) => at.length === 1)?.[0] ?? null;
  return { isNear, movedTo, isAbsent: found.every((at) => at.length === 0) };
};

const checkLine = (finding: Located, file: string, lines: readonly string[], line: number): Evidence => {
  const quotes = readQuotes(finding.title, finding.description);
  const exists = line >= 1 && line <= lines.length;
  if (quotes.length === 0) {
    if (exists) return verified(file, line, "the file has this line");
    return unverified(`the file has ${lines.length} lines, not ${line}`, file, line);
  }
  const end = Math.max(line, finding.endLine ?? line);
  const { isNear, movedTo, isAbsent } = compareQuotes(quotes, lines, line, end);
  if (exists && isNear) return verified(file, line, "the quoted code stands near this line");
  if (movedTo !== null) {
    return {
      status: "moved",
      file,
      line: movedTo,
      reason: `the quoted code stands at line ${movedTo}, not ${line}`,
    };
  }
  if (!exists) return unverified(`the file has ${lines.length} lines, not ${line}`, file, line);
  const where = isAbsent ? "is not in the file" : "stands several times in the file, but not near this line";
  return unverified(`the quoted code ${where}`, file, line);
};

const checkFile = (finding: Located, file: string, line: number | null, tree: TreeView): Evidence => {
  if (tree.isDirectory(file)) return verified(file, null, "the folder exists");
  if (line === null) return verified(file, null, "the file exists");
  const lines = tree.readLines(file);
  if (lines === null) return unverified("the file is binary or too large to check the line", file, line);
  return checkLine(finding, file, lines, line);
};

/** Several files have the written name: the quoted code may tell which one is meant. */
const checkAmbiguous = (finding: Located, target: Target, line: number | null, tree: TreeView): Evidence => {
  const names = target.candidates.slice(0, 3).join(", ");
  const ambiguous = unverified(`${target.candidates.length} files have this name: ${names}`);
  if (readQuotes(finding.title, finding.description).length === 0 || line === null) return ambiguous;
  const checked = target.candidates.slice(0, 20).map((file) => checkFile(finding, file, line, tree));
  const holding = checked.filter((evidence) => evidence.status === "verified");
  return holding.length === 1 ? (holding[0] ?? ambiguous) : ambiguous;
};

/** Checks a finding against the tree: does the file exist, has it the line, does the quoted code stand near it? */
export const checkEvidence = (finding: Located, tree: TreeView): Evidence => {
  if (finding.file === null || finding.file.trim() === "") return unverified("the finding names no file");
  const target = findTarget(finding.file, tree);
  const [file] = target.candidates;
  if (file === undefined) {
    return unverified(target.isOutside ? "the path leads out of the module" : "the module has no such file");
  }
  const line = finding.line ?? target.line;
  if (target.candidates.length > 1) return checkAmbiguous(finding, target, line, tree);
  return checkFile(finding, file, line, tree);
};
