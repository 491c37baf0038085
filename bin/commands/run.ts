import { UserFault } from "../../src/engine/domain/errors.ts";
import { prepareSession } from "../session-setup.ts";
import { findSession, sessionsFolderOf } from "../sessions-folder.ts";
import { runHeadless } from "./headless.ts";
import { parseFormat, type RunOptions, sessionRequest } from "./session-options.ts";

/** `orch run [module]`: the whole session in this process, a line for each event. */
export const runRun = async (module: string | undefined, options: RunOptions): Promise<number> => {
  const attended = process.stdin.isTTY === true && process.stdout.isTTY === true;
  const headless = {
    json: options.json ?? false,
    quiet: options.quiet ?? false,
    output: options.output,
    format: parseFormat(options.format),
    attended,
  };
  if (options.resume !== undefined && options.resume !== false) {
    const wanted = options.resume === true ? undefined : options.resume;
    if (wanted === undefined && module !== undefined)
      throw new UserFault("--resume goes with a session, not with a module.", "orch run --resume SESSION");
    return runHeadless(
      findSession(await sessionsFolderOf(options.sessionsDir), wanted as string | undefined),
      { ...headless, resumed: true },
    );
  }
  const { paths } = await prepareSession(sessionRequest(module, options, attended));
  return runHeadless(paths, { ...headless, resumed: false });
};
