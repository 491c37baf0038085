import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";

export const projectRoot = join(import.meta.dirname, "../..");

export type SourceFile = { readonly path: string; readonly text: string };
export type Import = { readonly from: string; readonly to: string; readonly typeOnly: boolean };

const isSource = (name: string): boolean => /\.tsx?$/.test(name);

/** All TypeScript files of some folders of the project; paths as git writes them. */
export const sourcesIn = (...folders: readonly string[]): readonly SourceFile[] =>
  folders.flatMap((folder) =>
    readdirSync(join(projectRoot, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && isSource(entry.name))
      .map((entry) => {
        const file = join(entry.parentPath, entry.name);
        return {
          path: file.slice(projectRoot.length + 1).replaceAll("\\", "/"),
          text: readFileSync(file, "utf8"),
        };
      }),
  );

// A statement begins a line; its names may go over several lines but hold neither quote nor semicolon.
const statement = /^\s*(import|export)\s+(type\s+)?(?:[^"';]*?\sfrom\s+)?["']([^"']+)["']/gm;
const dynamic = /\bimport\(\s*["']([^"']+)["']/g;

const withoutComments = (text: string): string =>
  text.replace(/^\s*\/\/.*$/gm, "").replace(/\/\*[\s\S]*?\*\//g, "");

const resolved = (from: string, specifier: string): string =>
  specifier.startsWith(".") ? posix.join(dirname(from), specifier) : specifier;

/** What a file imports: packages by their names, files of the project by their paths. */
export const importsOf = ({ path, text }: SourceFile): readonly Import[] => {
  const code = withoutComments(text);
  const found: Import[] = [];
  for (const [, , type, specifier = ""] of code.matchAll(statement))
    found.push({ from: path, to: resolved(path, specifier), typeOnly: type !== undefined });
  for (const [, specifier = ""] of code.matchAll(dynamic))
    found.push({ from: path, to: resolved(path, specifier), typeOnly: false });
  return found;
};

/** Files that import each other in a ring, each ring once; types count, too. */
export const cyclesIn = (files: readonly SourceFile[]): readonly string[] => {
  const edges = new Map(files.map((file) => [file.path, importsOf(file).map((one) => one.to)]));
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) {
      cycles.push([...trail.slice(start), path].join(" → "));
      return;
    }
    if (done.has(path)) return;
    for (const next of edges.get(path) ?? []) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const path of edges.keys()) visit(path, []);
  return cycles;
};
