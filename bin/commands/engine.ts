import { basename, dirname, resolve } from "node:path";
import { sessionPaths } from "../../src/engine/io/session-folder.ts";
import { hostEngine } from "../engine-host.ts";

/** `orch engine FOLDER`: what `orch tui` starts detached. People use `orch run --resume` instead. */
export const runEngine = async (folder: string): Promise<number> => {
  const session = resolve(folder);
  const state = await hostEngine(sessionPaths(dirname(session), basename(session)), { attended: true });
  return state.stop?.exitCode ?? 1;
};
