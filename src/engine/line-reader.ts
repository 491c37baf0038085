import type { Chunk } from "./ports.ts";

const chunkBytes = 256 * 1024;
const longestLine = 1024 * 1024;

type ReadFrom = (path: string, offset: number, maxBytes: number) => Chunk;

export type LineReader = {
  /** Gives each whole new line since the last call; `offset` is where the line begins. */
  readonly read: (onLine: (line: string, offset: number) => void) => void;
  /** Gives the unterminated rest, once nothing more can come. */
  readonly rest: (onLine: (line: string, offset: number) => void) => void;
  readonly size: () => number;
};

const decode = (bytes: string): string => Buffer.from(bytes, "latin1").toString("utf8");

/**
 * Reads a growing file line by line. A line longer than 1 MiB is passed over: no agent's protocol needs one, and
 * memory must not follow what an agent prints.
 */
export const createLineReader = (readFrom: ReadFrom, path: string): LineReader => {
  let offset = 0;
  let pending = "";
  let skipping = false;
  let size = 0;

  const take = (text: string, onLine: (line: string, offset: number) => void): void => {
    let from = 0;
    let lineStart = offset - pending.length;
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", from)) {
      const line = pending + text.slice(from, end);
      if (!skipping && line.length <= longestLine) onLine(decode(line).replace(/\r$/, ""), lineStart);
      lineStart += line.length + 1;
      pending = "";
      skipping = false;
      from = end + 1;
    }
    pending += text.slice(from);
    if (pending.length > longestLine) {
      pending = "";
      skipping = true;
    }
  };

  return {
    read: (onLine) => {
      for (;;) {
        const chunk = readFrom(path, offset, chunkBytes);
        size = Math.max(size, chunk.size);
        if (chunk.next === offset) return;
        take(chunk.text, onLine);
        offset = chunk.next;
      }
    },
    rest: (onLine) => {
      if (pending !== "" && !skipping) onLine(decode(pending), offset - pending.length);
      pending = "";
    },
    size: () => size,
  };
};
