import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import * as z from "zod";
import { readText, type Tree } from "./tree.ts";

const manifestSchema = z.looseObject({
  scripts: z.looseObject({ test: z.string().optional() }).optional(),
  dependencies: z.record(z.string(), z.string()).optional(),
  devDependencies: z.record(z.string(), z.string()).optional(),
});

export type PackageManifest = z.infer<typeof manifestSchema>;

/** The folder's own package.json; null when there is none or it is broken. */
export const readManifest = (tree: Tree): PackageManifest | null => {
  try {
    return manifestSchema.parse(JSON.parse(readText(tree, "package.json") ?? ""));
  } catch {
    return null;
  }
};

/** Node finds packages in any folder above, so a worktree inside a repository has those of the repository. */
const hasPackages = (folder: string): boolean => {
  if (existsSync(join(folder, "node_modules"))) return true;
  return dirname(folder) !== folder && hasPackages(dirname(folder));
};

/** Without its packages, tests and dead-code tools fail for reasons that are not the code's. */
export const lacksDependencies = (root: string, manifest: PackageManifest | null): boolean => {
  const wanted = { ...manifest?.dependencies, ...manifest?.devDependencies };
  return Object.keys(wanted).length > 0 && !hasPackages(root);
};
