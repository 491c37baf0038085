import { lineAt } from "./line-at.ts";
/** A place in the code under test, as a stack frame or a runner's marker names it. */
export type Location = { readonly file: string; readonly line: number };

const outside = /node_modules|^node:|^internal\/|\/rustc\/|site-packages|\/lib\/python|\/vendor\//;

const stackFrame = /(?:\(|at |❯ )(?:file:\/\/)?((?:[A-Za-z]:)?[^\s():]{1,300}):(\d{1,7})(?::\d{1,6})?\)?$/;

/** The file and line of a JavaScript stack frame; null for frames of the runner, of Node or of a package. */
export const locationOfFrame = (line: string): Location | null => {
  const match = stackFrame.exec(line.trimEnd().slice(0, 600));
  if (!match?.[1] || outside.test(match[1])) return null;
  return { file: match[1], line: Number(match[2]) };
};

/** The first frame between two lines that points into the project. */
export const firstFrame = (lines: readonly string[], from: number, to: number): Location | null => {
  for (let index = from; index < Math.min(to, from + 80); index += 1) {
    const location = locationOfFrame(lineAt(lines, index));
    if (location) return location;
  }
  return null;
};

/** The first line between two lines that says something, trimmed. */
export const firstText = (lines: readonly string[], from: number, to: number): string | null => {
  for (let index = from; index < Math.min(to, from + 40); index += 1) {
    const text = lineAt(lines, index).trim();
    if (text !== "") return text;
  }
  return null;
};
