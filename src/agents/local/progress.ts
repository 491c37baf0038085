import { appendFileSync } from "node:fs";
import { oneLine } from "./text.ts";

type ProgressKind = "tool" | "read" | "edit" | "think" | "note";
export type Progress = (kind: ProgressKind, text: string) => void;

/**
 * Says what is being done, as it is done: one JSON line in the progress file and one line on stdout.
 * A progress file that cannot be written must not cost the work, so it is then left out.
 */
export const createProgress = (file: string | null, write: (text: string) => void): Progress => {
  let target = file;
  return (kind, text) => {
    const line = oneLine(text);
    write(`${kind.padEnd(5)} ${line}\n`);
    if (target === null) return;
    try {
      appendFileSync(target, `${JSON.stringify({ at: new Date().toISOString(), kind, text: line })}\n`, {
        mode: 0o600,
      });
    } catch {
      write("note  the progress file cannot be written\n");
      target = null;
    }
  };
};
