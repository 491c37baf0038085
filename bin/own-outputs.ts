import { fstatSync, statSync } from "node:fs";
import { resolve } from "node:path";

type Identity = { readonly device: number; readonly inode: number };

const identityOf = (stat: () => { dev: number; ino: number; isFile: () => boolean }): Identity | null => {
  try {
    const found = stat();
    return found.isFile() ? { device: found.dev, inode: found.ino } : null;
  } catch {
    return null;
  }
};

/**
 * Whether a file is one that this very command writes: `orch run > log.txt`, `--output report.json` of an earlier run.
 * Lying in the project, it is no work of a person that edits could get in the way of.
 */
export const writtenByUs = (file: string, output: string | undefined): boolean => {
  const own = [
    identityOf(() => fstatSync(1)),
    identityOf(() => fstatSync(2)),
    output === undefined ? null : identityOf(() => statSync(resolve(output))),
  ];
  const one = identityOf(() => statSync(file));
  return one !== null && own.some((other) => other?.device === one.device && other.inode === one.inode);
};
