import { existsSync } from "node:fs";
import { UserFault } from "../../src/engine/domain/errors.ts";
import { lockHolder } from "../../src/engine/io/lock.ts";
import { listSessions, type SessionPaths, sessionPaths } from "../../src/engine/io/session-folder.ts";
import { openLiveFrontend } from "../live-frontend.ts";
import { openReplayFrontend } from "../replay-frontend.ts";
import { moduleFolderOf, prepareSession } from "../session-setup.ts";
import { findSession, readSession, sessionsFolderOf } from "../sessions-folder.ts";
import { startEngine } from "../start-engine.ts";
import { printReport } from "./headless.ts";
import { type RunOptions, runRun, sessionRequest } from "./run.ts";

export type TuiOptions = RunOptions & { readonly replay?: string; readonly new?: boolean };

const isInteractive = (): boolean => process.stdin.isTTY === true && process.stdout.isTTY === true;

const show = async (frontend: ReturnType<typeof openLiveFrontend>): Promise<void> => {
  const { startControlRoom } = await import("../../src/ui/start.tsx");
  const { stdout, stdin, env: environment } = process;
  try {
    await startControlRoom(frontend, { stdout, stdin, environment });
  } finally {
    await frontend.close();
  }
};

const afterLeaving = (paths: SessionPaths): number => {
  const state = readSession(paths);
  if (state.stop !== null) {
    printReport(state);
    return state.stop.exitCode;
  }
  process.stdout.write(`The session goes on. Come back with: orch tui ${paths.folder.split("/").at(-1)}\n`);
  return 0;
};

/** Shows a session, starting its engine when it has none; closing the screen does not stop it. */
export const watchSession = async (paths: SessionPaths): Promise<number> => {
  const { stop } = readSession(paths);
  if (stop === null) await startEngine(paths);
  await show(openLiveFrontend(paths));
  return afterLeaving(paths);
};

/** The newest session of the module that has not stopped, so that `orch tui` comes back to it. */
const openSessionOf = async (
  module: string | undefined,
  options: TuiOptions,
): Promise<SessionPaths | null> => {
  const folder = moduleFolderOf(module);
  const sessionsFolder = await sessionsFolderOf(options.sessionsDir, folder);
  for (const id of listSessions(sessionsFolder)) {
    const paths = sessionPaths(sessionsFolder, id);
    const alive = lockHolder(paths.lock) !== null;
    const state = readSession(paths);
    if (state.facts?.module.path === folder && (alive || state.stop === null)) return paths;
  }
  return null;
};

const looksLikeSession = (text: string): boolean => /^[0-9a-f-]{4,36}$/i.test(text) && !existsSync(text);

/** `orch tui [module or session]`: comes back to the open session, or starts one. `--replay FILE` plays one back. */
export const runTui = async (target: string | undefined, options: TuiOptions): Promise<number> => {
  if (options.replay !== undefined) {
    if (!isInteractive()) {
      throw new UserFault(
        "A replay needs a terminal.",
        `For a text: orch show ${options.replay} --json, or orch report ${options.replay}`,
      );
    }
    await show(openReplayFrontend(options.replay));
    return 0;
  }
  const named =
    target !== undefined && looksLikeSession(target)
      ? findSession(await sessionsFolderOf(options.sessionsDir), target)
      : null;
  if (!isInteractive()) {
    return named === null
      ? runRun(target, options)
      : runRun(undefined, { ...options, resume: target ?? true });
  }
  if (named !== null) return watchSession(named);
  const open = options.new === true ? null : await openSessionOf(target, options);
  if (open !== null) return watchSession(open);
  const { paths } = await prepareSession(sessionRequest(target, options, true));
  return watchSession(paths);
};
