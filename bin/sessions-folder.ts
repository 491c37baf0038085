import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { UserFault } from "../src/engine/domain/errors.ts";
import { evolveAll } from "../src/engine/domain/evolve.ts";
import { emptyState, type SessionState } from "../src/engine/domain/state.ts";
import { loadConfig } from "../src/engine/io/config.ts";
import { inspectRepository } from "../src/engine/io/git.ts";
import { readRecording } from "../src/engine/io/recording.ts";
import { listSessions, type SessionPaths, sessionPaths } from "../src/engine/io/session-folder.ts";
import { readSession } from "./read-session.ts";

/** The folder of the sessions that a command means: --sessions-dir, `outputDir`, or .orch of this project. */
export const sessionsFolderOf = async (
  option: string | undefined,
  folder = process.cwd(),
): Promise<string> => {
  if (option !== undefined) return resolve(option);
  const { root } = await inspectRepository(folder);
  const config = await loadConfig({ moduleFolder: folder, repositoryRoot: root, flags: {} });
  return config.outputDir ?? join(root ?? folder, ".orch", "sessions");
};

const shortest = 4;

/** Finds a session by id, by the end or beginning of its id, or the newest one. Throws a UserFault. */
export const findSession = (sessionsFolder: string, wanted: string | undefined): SessionPaths => {
  const ids = listSessions(sessionsFolder);
  const newest = ids[0];
  if (newest === undefined) {
    throw new UserFault(`There is no session in ${sessionsFolder}.`, "Start one: orch run, or orch tui");
  }
  if (wanted === undefined) return sessionPaths(sessionsFolder, newest);
  const found = ids.filter(
    (id) => id === wanted || (wanted.length >= shortest && (id.endsWith(wanted) || id.startsWith(wanted))),
  );
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return sessionPaths(sessionsFolder, only);
  const advice = "orch sessions lists them";
  if (only === undefined)
    throw new UserFault(`There is no session ${JSON.stringify(wanted)} in ${sessionsFolder}.`, advice);
  throw new UserFault(
    `${found.length} sessions match ${JSON.stringify(wanted)}: ${found.join(", ")}.`,
    "Give more of the id.",
  );
};

/** A session given by id, or by the path of its recording or journal. */
export const findState = async (
  wanted: string | undefined,
  option: string | undefined,
): Promise<SessionState> => {
  if (wanted !== undefined && existsSync(wanted) && /\.(json|ndjson)$/.test(wanted)) {
    return evolveAll(emptyState, readRecording(resolve(wanted)));
  }
  if (wanted !== undefined && existsSync(join(wanted, "journal.ndjson"))) {
    const folder = resolve(wanted);
    return readSession(sessionPaths(dirname(folder), folder.slice(dirname(folder).length + 1)));
  }
  return readSession(findSession(await sessionsFolderOf(option), wanted));
};
