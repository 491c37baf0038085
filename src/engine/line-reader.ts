import type { Chunk } from "./ports.ts";

const chunkBytes = 256 * 1024;
const longestLine = 1024 * 1024;

type ReadFrom = (path: string, offset: number, maxBytes: number) => Chunk;
type OnLine = (line: string) => void;

export type LineReader = {
  /** Gives each whole new line of at most about `maxBytes`; true when there is more to read at once. */
  readonly read: (onLine: OnLine, maxBytes: number) => boolean;
  /** Gives the unterminated rest, once nothing more can come. */
  readonly rest: (onLine: OnLine) => void;
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

  const take = (text: string, onLine: OnLine): void => {
    let from = 0;
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", from)) {
      const line = pending + text.slice(from, end);
      if (!skipping && line.length <= longestLine) onLine(decode(line).replace(/\r$/, ""));
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
    read: (onLine, maxBytes) => {
      for (let left = maxBytes; left > 0; ) {
        const chunk = readFrom(path, offset, Math.min(chunkBytes, left));
        size = Math.max(size, chunk.size);
        if (chunk.next === offset) return false;
        take(chunk.text, onLine);
        left -= chunk.next - offset;
        offset = chunk.next;
      }
      return offset < size;
    },
    rest: (onLine) => {
      if (pending !== "" && !skipping) onLine(decode(pending).replace(/\r$/, ""));
      pending = "";
    },
    size: () => size,
  };
};
