import type { Dirent } from "node:fs";
import { open, readdir } from "node:fs/promises";
import { extname, join } from "node:path";
import { generatedFiles, languageOfExtension, skippedFolders, technologyOfFile } from "./discovery-tables.ts";

type LanguageCount = { readonly name: string; readonly files: number; readonly lines: number };

export type TreeFacts = {
  readonly files: number;
  readonly lines: number;
  /** Most lines first. */
  readonly languages: readonly LanguageCount[];
  readonly technologies: readonly string[];
  /** True when not everything was counted. */
  readonly partial: boolean;
};

const mostFolders = 50_000;
/** Larger files are data, whatever their name says. */
const largestFile = 1024 * 1024;
const mostBytes = 256 * 1024 * 1024;
const atOnce = 16;

type Tree = {
  readonly files: readonly string[];
  readonly technologies: Set<string>;
  readonly partial: boolean;
};

/** Counts the files and lines below a folder. Links are never followed, so it cannot leave the folder or loop. */
export const scanTree = async (folder: string, mostFiles = 50_000): Promise<TreeFacts> => {
  const tree = await listFiles(folder, mostFiles);
  const counts = new Map<string, { files: number; lines: number }>();
  const budget = { bytes: mostBytes };
  const readable = tree.files.flatMap((path) => {
    const language = languageOf(path);
    return language === null ? [] : [{ path, language }];
  });
  for (let start = 0; start < readable.length; start += atOnce) {
    const batch = readable.slice(start, start + atOnce);
    const lines = await Promise.all(batch.map(({ path }) => countLines(path, budget)));
    for (const [index, { language }] of batch.entries()) {
      const count = counts.get(language) ?? { files: 0, lines: 0 };
      counts.set(language, { files: count.files + 1, lines: count.lines + (lines[index] ?? 0) });
    }
  }
  const languages = [...counts]
    .map(([name, count]) => ({ name, ...count }))
    .sort((one, two) => two.lines - one.lines || one.name.localeCompare(two.name));
  return {
    files: tree.files.length,
    lines: languages.reduce((sum, language) => sum + language.lines, 0),
    languages,
    technologies: [...tree.technologies],
    partial: tree.partial || budget.bytes <= 0,
  };
};

const listFiles = async (folder: string, mostFiles: number): Promise<Tree> => {
  const files: string[] = [];
  const technologies = new Set<string>();
  const waiting = [folder];
  let folders = 0;
  let partial = false;
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    folders += 1;
    if (files.length > mostFiles || folders > mostFolders) break;
    const entries = await readFolder(next);
    partial ||= entries === null;
    if (entries === null || (next !== folder && isCache(entries))) continue;
    append(waiting, foldersOf(entries, next));
    append(files, filesOf(entries, next, technologies));
  }
  const tooMany = files.length > mostFiles || folders > mostFolders;
  return { files: files.slice(0, mostFiles), technologies, partial: partial || tooMany };
};

/** A spread of a folder with a million entries would overflow the stack. */
const append = (all: string[], more: readonly string[]): void => {
  for (const one of more) all.push(one);
};

/** By the cache directory tagging standard: a tool can make such a folder anew. */
const isCache = (entries: readonly Dirent[]): boolean =>
  entries.some((entry) => entry.name === "CACHEDIR.TAG");

const filesOf = (entries: readonly Dirent[], parent: string, technologies: Set<string>): string[] => {
  const names = entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
  for (const name of names) noteTechnology(technologies, parent, name);
  return names.map((name) => join(parent, name));
};

const foldersOf = (entries: readonly Dirent[], parent: string): string[] =>
  entries.flatMap((entry) =>
    entry.isDirectory() && !skippedFolders.has(entry.name) ? [join(parent, entry.name)] : [],
  );

const readFolder = async (folder: string): Promise<Dirent[] | null> => {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => null);
  return entries?.sort((one, two) => (one.name < two.name ? -1 : 1)) ?? null;
};

const noteTechnology = (technologies: Set<string>, folder: string, name: string): void => {
  const byName = technologyOfFile.get(name);
  if (byName !== undefined) technologies.add(byName);
  if (name.endsWith(".tf")) technologies.add("Terraform");
  if (/[\\/]\.github[\\/]workflows$/.test(folder)) technologies.add("GitHub Actions");
};

const languageOf = (path: string): string | null => {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (generatedFiles.has(name)) return null;
  return languageOfExtension.get(extname(name).toLowerCase()) ?? null;
};

/** Lines of a text file; 0 for one that is binary, too large or not readable. */
const countLines = async (path: string, budget: { bytes: number }): Promise<number> => {
  const handle = await open(path).catch(() => null);
  if (handle === null) return 0;
  try {
    const { size } = await handle.stat();
    if (size > largestFile || budget.bytes <= 0) return 0;
    budget.bytes -= size;
    const content = await handle.readFile();
    if (content.subarray(0, 8000).includes(0)) return 0;
    return linesOf(content);
  } catch {
    return 0;
  } finally {
    await handle.close();
  }
};

const newline = 10;

/** A last line without its newline is a line too. */
const linesOf = (content: Buffer): number => {
  let lines = content.length > 0 && content.at(-1) !== newline ? 1 : 0;
  for (let at = content.indexOf(newline); at !== -1; at = content.indexOf(newline, at + 1)) lines += 1;
  return lines;
};
