import { existsSync, lstatSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { v7 as uuid } from "uuid";
import writeFileAtomic from "write-file-atomic";
import { type Command, commandSchema } from "../domain/commands.ts";
import type { SessionPaths } from "./session-folder.ts";

type WithoutId<T> = T extends unknown ? Omit<T, "id"> : never;

/** Leaves a command for the engine; it is safe there until the engine has it in its journal. */
export const sendCommand = async (paths: SessionPaths, command: WithoutId<Command>): Promise<string> => {
  const id = uuid();
  await writeFileAtomic(join(paths.inbox, `${id}.json`), `${JSON.stringify({ ...command, id })}\n`, {
    mode: 0o600,
  });
  return id;
};

export type InboxEntry =
  | { readonly file: string; readonly command: Command }
  | { readonly file: string; readonly problem: string };

const largestCommand = 64 * 1024;

const readEntry = (path: string, file: string): InboxEntry => {
  try {
    const stat = lstatSync(path);
    if (!stat.isFile() || stat.size > largestCommand) return { file, problem: "is not a small plain file" };
    return { file, command: commandSchema.parse(JSON.parse(readFileSync(path, "utf8"))) };
  } catch {
    return { file, problem: "is not a command that this version of orch knows" };
  }
};

/** The commands that wait, oldest first: their names are made of time. */
export const readInbox = (paths: SessionPaths): readonly InboxEntry[] => {
  if (!existsSync(paths.inbox)) return [];
  return readdirSync(paths.inbox)
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => readEntry(join(paths.inbox, name), name));
};

/** Puts a command aside once its event is in the journal. */
export const markDone = (paths: SessionPaths, file: string): void => {
  renameSync(join(paths.inbox, file), join(paths.inboxDone, file));
};
