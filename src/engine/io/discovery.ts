import { constants } from "node:fs";
import { open, readdir, realpath } from "node:fs/promises";
import { basename, join } from "node:path";
import type { DiscoveryFacts } from "../domain/events-session.ts";
import { type Manifest, manifestReaders, readReadme } from "./discovery-manifest.ts";
import { scanTree, type TreeFacts } from "./discovery-scan.ts";
import { codeLanguages, technologyOfDependency } from "./discovery-tables.ts";

const largestManifest = 256 * 1024;
const mostDependencies = 500;

type Named = { readonly file: string; readonly manifest: Manifest };

/** Counts and names what a module is. Nothing in the module can make it fail: what is odd is left out. */
export const discover = async (moduleFolder: string): Promise<DiscoveryFacts> => {
  const folder = await realpath(moduleFolder);
  const manifests = await readManifests(folder);
  const readme = await readFirstReadme(folder);
  const tree = await scanTree(folder);
  const first = manifests[0] ?? readme;
  const dependencies = unique(manifests.flatMap(({ manifest }) => manifest.dependencies)).slice(
    0,
    mostDependencies,
  );
  const name = first?.manifest.name ?? readme?.manifest.name ?? basename(folder);
  const purpose = first?.manifest.purpose ?? readme?.manifest.purpose ?? null;
  return {
    name: clean(name, 200) || "module",
    purpose: purpose === null ? null : clean(purpose, 500) || null,
    manifest: first?.file ?? null,
    files: tree.files,
    lines: tree.lines,
    languages: [...tree.languages],
    technologies: findTechnologies(tree, dependencies),
    dependencies,
    complexity: judgeComplexity(tree, dependencies.length),
    partial: tree.partial,
  };
};

const readManifests = async (folder: string): Promise<Named[]> => {
  const found: Named[] = [];
  for (const [file, read] of manifestReaders) {
    const content = await readHead(join(folder, file));
    const manifest = content === null ? null : attempt(() => read(content));
    if (manifest !== null) found.push({ file, manifest });
  }
  return found;
};

const readFirstReadme = async (folder: string): Promise<Named | null> => {
  const names = await readdir(folder).catch(() => []);
  const file = names.sort().find((name) => /^readme(\.(md|markdown|rst|txt))?$/i.test(name));
  const content = file === undefined ? null : await readHead(join(folder, file));
  const manifest = content === null ? null : attempt(() => readReadme(content));
  return file === undefined || manifest === null ? null : { file, manifest };
};

/** A manifest that does not parse counts as none. */
const attempt = <T>(read: () => T): T | null => {
  try {
    return read();
  } catch {
    return null;
  }
};

/** The first 256 KiB of a plain file. Links are not followed, and a pipe in its place does not block. */
const readHead = async (file: string): Promise<string | null> => {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const handle = await open(file, flags).catch(() => null);
  if (handle === null) return null;
  try {
    if (!(await handle.stat()).isFile()) return null;
    const buffer = Buffer.alloc(largestManifest);
    const { bytesRead } = await handle.read(buffer, 0, largestManifest, 0);
    return buffer.toString("utf8", 0, bytesRead);
  } catch {
    return null;
  } finally {
    await handle.close();
  }
};

/** Control characters would reach the screen and the prompts. */
const clean = (text: string, longest: number): string =>
  text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ")
    .replace(/ {2,}/g, " ")
    .trim()
    .slice(0, longest);

const unique = (names: readonly string[]): string[] =>
  [...new Set(names.map((name) => clean(name, 200)))].filter((name) => name !== "").sort();

const findTechnologies = (tree: TreeFacts, dependencies: readonly string[]): string[] => {
  const named = dependencies.flatMap((name) => technologyOfDependency.get(name.toLowerCase()) ?? []);
  return [...new Set([...tree.technologies, ...named])].sort();
};

/**
 * high: more than 3,000 lines or 300 files of code, or more than 40 dependencies;
 * medium: more than 500 lines or 50 files of code, more than 10 dependencies, or three languages of code; else low.
 */
const judgeComplexity = (tree: TreeFacts, dependencies: number): DiscoveryFacts["complexity"] => {
  const code = tree.languages.filter((language) => codeLanguages.has(language.name));
  const lines = code.reduce((sum, language) => sum + language.lines, 0);
  const files = code.reduce((sum, language) => sum + language.files, 0);
  if (lines > 3000 || files > 300 || dependencies > 40) return "high";
  if (lines > 500 || files > 50 || dependencies > 10 || code.length >= 3) return "medium";
  return "low";
};
