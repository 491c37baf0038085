import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Absolute paths of one session's folder. */
export type SessionPaths = {
  readonly folder: string;
  readonly manifest: string;
  readonly journal: string;
  readonly lock: string;
  readonly recording: string;
  readonly runs: string;
  readonly worktrees: string;
  readonly inbox: string;
  readonly inboxDone: string;
  readonly reports: string;
  readonly engineLog: string;
};

export const sessionPaths = (sessionsFolder: string, session: string): SessionPaths => {
  const folder = join(sessionsFolder, session);
  return {
    folder,
    manifest: join(folder, "manifest.json"),
    journal: join(folder, "journal.ndjson"),
    lock: join(folder, "lock"),
    recording: join(folder, "session.json"),
    runs: join(folder, "runs"),
    worktrees: join(folder, "worktrees"),
    inbox: join(folder, "inbox"),
    inboxDone: join(folder, "inbox", "done"),
    reports: join(folder, "reports"),
    engineLog: join(folder, "engine.log"),
  };
};

/** Makes a session's folders, readable by their owner only, and keeps `.orch` out of git by itself. */
export const makeSessionFolder = (paths: SessionPaths, orchFolder: string | null): void => {
  for (const folder of [
    paths.folder,
    paths.runs,
    paths.worktrees,
    paths.inbox,
    paths.inboxDone,
    paths.reports,
  ]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }
  if (orchFolder === null) return;
  const ignore = join(orchFolder, ".gitignore");
  if (!existsSync(ignore)) writeFileSync(ignore, "*\n", { mode: 0o600 });
};

/** Ids of the sessions in a folder, newest first: ids are made of time. */
export const listSessions = (sessionsFolder: string): readonly string[] => {
  if (!existsSync(sessionsFolder)) return [];
  return readdirSync(sessionsFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(sessionsFolder, entry.name, "journal.ndjson")))
    .map((entry) => entry.name)
    .sort()
    .reverse();
};
