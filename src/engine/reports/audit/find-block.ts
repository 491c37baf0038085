import { reportBlockFence } from "../report-block.ts";

/** The text of our own block at the start of a report; `line` is that of its first line of JSON. */
export type FoundBlock = { readonly json: string; readonly line: number; readonly closed: boolean };

/** A block bigger than this is no block of ours. */
const blockLimit = 4 * 1024 * 1024;

const isFence = (line: string): boolean => {
  const info = /^(`{3,}|~{3,})\s*(.*)$/.exec(line.trim())?.[2];
  return info !== undefined && info.trim().replace(/\s+/g, " ").toLowerCase() === reportBlockFence;
};

const isTitle = (line: string): boolean => /^#{1,6}\s/.test(line);

export type BlockFinder = {
  readonly push: (line: string, number: number) => void;
  /** False when no block can come any more. */
  readonly waiting: () => boolean;
  readonly found: () => FoundBlock | null;
};

/** Watches the first lines for our block: it is believed only before any prose, at most below a title. */
export const createBlockFinder = (): BlockFinder => {
  let state: "before" | "inside" | "closed" | "absent" = "before";
  let first = 0;
  let size = 0;
  const lines: string[] = [];

  const pushBefore = (line: string, number: number): void => {
    if (isFence(line)) [state, first] = ["inside", number + 1];
    else if (line.trim() !== "" && !isTitle(line)) state = "absent";
  };

  const pushInside = (line: string): void => {
    size += line.length;
    if (/^\s*(?:`{3,}|~{3,})\s*$/.test(line)) state = "closed";
    else if (size > blockLimit) state = "absent";
    else lines.push(line);
  };

  const push = (line: string, number: number): void => {
    if (state === "before") pushBefore(line, number);
    else if (state === "inside") pushInside(line);
  };

  const found = (): FoundBlock | null =>
    first === 0 || state === "absent"
      ? null
      : { json: lines.join("\n"), line: first, closed: state === "closed" };

  return { push, waiting: () => state === "before" || state === "inside", found };
};
