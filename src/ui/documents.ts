import { change, type Room } from "./room.ts";
import { cleanLines } from "./sanitize.ts";
import type { LoadedDocument } from "./view-state.ts";

const maxBytes = 256 * 1024;

type What = LoadedDocument["what"];

const sentenceOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const read = async (room: Room, run: string, what: What): Promise<LoadedDocument> => {
  const base = { run, what, lines: [], problem: null } as const;
  try {
    const text = await room.frontend.tail({ run, what, maxBytes });
    if (text === null || text === "") return { ...base, status: "missing" };
    const cut =
      text.length >= maxBytes ? ["… only the newest 256 KiB are shown; the rest is in the file", ""] : [];
    return { ...base, status: "ready", lines: [...cut, ...cleanLines(text)] };
  } catch (error) {
    return { ...base, status: "failed", problem: sentenceOf(error) };
  }
};

/** Shows a text when it has been read, unless the person has gone elsewhere meanwhile. */
const show = async (room: Room, run: string, what: What): Promise<void> => {
  const document = await read(room, run, what);
  const current = room.view.getState().document;
  if (current?.run !== run || current.what !== what) return;
  const isSame = current.status === document.status && current.lines.length === document.lines.length;
  if (!isSame || current.lines.at(-1) !== document.lines.at(-1)) change(room, { kind: "document", document });
};

export const openDocument = (room: Room, run: string, what: What): void => {
  change(room, { kind: "position", surface: "document", at: null });
  change(room, { kind: "document", document: { run, what, status: "loading", lines: [], problem: null } });
  show(room, run, what).catch(room.fail);
};

/** Output grows while it is looked at; prompts and diffs do not. */
export const refreshDocument = (room: Room): void => {
  const document = room.view.getState().document;
  if (document?.what === "output" && document.status !== "loading") {
    show(room, document.run, "output").catch(room.fail);
  }
};
