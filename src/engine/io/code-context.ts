import { closeSync, openSync, readSync, realpathSync } from "node:fs";
import { resolve, sep } from "node:path";
import { type CodeContext, codeAround } from "../prompts/data.ts";

const longestRead = 2 * 1024 * 1024;

const readStart = (path: string): string => {
  const descriptor = openSync(path, "r");
  try {
    const buffer = Buffer.alloc(longestRead);
    return buffer.subarray(0, readSync(descriptor, buffer, 0, longestRead, 0)).toString("utf8");
  } finally {
    closeSync(descriptor);
  }
};

/** The lines around a place in a file, or null when there is no such place inside the folder. */
export const readCodeContext = (
  folder: string,
  file: string | null,
  line: number | null,
  endLine: number | null,
): CodeContext | null => {
  if (file === null || line === null) return null;
  try {
    const root = realpathSync(folder);
    const path = realpathSync(resolve(root, file));
    return path.startsWith(root + sep) ? codeAround(readStart(path), line, endLine) : null;
  } catch {
    return null;
  }
};
