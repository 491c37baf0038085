import { dirname, resolve } from "node:path";
import type { SessionPaths } from "../src/engine/io/session-folder.ts";
import { sessionsFolderOf } from "./sessions-folder.ts";

/** How the person calls orch: after `npm start` in a clone it is on no PATH, but npx finds it. */
export const ownCommand = process.env.npm_lifecycle_event === "start" ? "npx orch" : "orch";

/** What brings a person back to a session from where they are: other folders have sessions of their own. */
export const comeBackCommand = async ({ folder }: SessionPaths): Promise<string> => {
  const sessions = dirname(resolve(folder));
  const here = await sessionsFolderOf(undefined).catch(() => null);
  const where = here !== null && resolve(here) === sessions ? "" : ` --sessions-dir '${sessions}'`;
  return `${ownCommand} tui ${folder.split("/").at(-1)}${where}`;
};
