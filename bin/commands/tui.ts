import { existsSync } from "node:fs";
import type { Frontend } from "../../src/engine/contract.ts";
import { UserFault } from "../../src/engine/domain/errors.ts";
import { lockHolder } from "../../src/engine/io/lock.ts";
import { listSessions, type SessionPaths, sessionPaths } from "../../src/engine/io/session-folder.ts";
import { moduleFolderOf } from "../module-folder.ts";
import { comeBackCommand } from "../own-command.ts";
import { readSession } from "../read-session.ts";
import { startEngine } from "../start-engine.ts";
import type { RunOptions } from "./session-options.ts";

export type TuiOptions = RunOptions & { readonly replay?: string; readonly new?: boolean };

const isInteractive = (): boolean => process.stdin.isTTY === true && process.stdout.isTTY === true;

// Each way through this command loads only its own part: the first frame must not wait for the engine's code.

const show = async (frontend: Frontend): Promise<void> => {
  const { startControlRoom } = await import("../../src/ui/start.tsx");
  const { stdout, stdin, env: environment } = process;
  try {
    await startControlRoom(frontend, { stdout, stdin, environment });
  } finally {
    await frontend.close();
  }
};

const afterLeaving = async (paths: SessionPaths): Promise<number> => {
  const state = readSession(paths);
  if (state.stop !== null) {
    const { printReport } = await import("./print-report.ts");
    printReport(state);
    return state.stop.exitCode;
  }
  process.stdout.write(`The session goes on. Come back with: ${await comeBackCommand(paths)}\n`);
  return 0;
};

/** Shows a session, starting its engine when it has none; closing the screen does not stop it. */
export const watchSession = async (paths: SessionPaths): Promise<number> => {
  const { stop } = readSession(paths);
  if (stop === null) await startEngine(paths);
  const { openLiveFrontend } = await import("../live-frontend.ts");
  await show(openLiveFrontend(paths));
  return afterLeaving(paths);
};

/** The newest session of the module that has not stopped, so that `orch tui` comes back to it. */
const openSessionOf = async (
  module: string | undefined,
  options: TuiOptions,
): Promise<SessionPaths | null> => {
  const folder = moduleFolderOf(module);
  const { sessionsFolderOf } = await import("../sessions-folder.ts");
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

const replay = async (file: string): Promise<number> => {
  if (!isInteractive()) {
    const advice = `For a text: orch report ${file}, or orch show ${file} --json`;
    throw new UserFault("A replay needs a terminal.", advice);
  }
  const { openReplayFrontend } = await import("../replay-frontend.ts");
  await show(openReplayFrontend(file));
  return 0;
};

/** `orch tui [module or session]`: comes back to the open session, or starts one. `--replay FILE` plays one back. */
export const runTui = async (target: string | undefined, options: TuiOptions): Promise<number> => {
  if (options.replay !== undefined) return replay(options.replay);
  const { findSession, sessionsFolderOf } = await import("../sessions-folder.ts");
  const named =
    target !== undefined && looksLikeSession(target)
      ? findSession(await sessionsFolderOf(options.sessionsDir), target)
      : null;
  if (!isInteractive()) {
    const { runRun } = await import("./run.ts");
    return named === null
      ? runRun(target, options)
      : runRun(undefined, { ...options, resume: target ?? true });
  }
  if (named !== null) return watchSession(named);
  const open = options.new === true ? null : await openSessionOf(target, options);
  if (open !== null) return watchSession(open);
  const { sessionRequest } = await import("./session-options.ts");
  const { prepareSession } = await import("../session-setup.ts");
  const { paths } = await prepareSession(sessionRequest(target, options, true));
  return watchSession(paths);
};
