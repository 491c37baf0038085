import { UserFault } from "../../src/engine/domain/errors.ts";
import { type Risk, risks } from "../../src/engine/domain/words.ts";
import { prepareSession, type SessionRequest } from "../session-setup.ts";
import { findSession, sessionsFolderOf } from "../sessions-folder.ts";
import { runHeadless } from "./headless.ts";

/** The options of `orch run` and `orch tui` as commander gives them. */
export type RunOptions = {
  readonly dimensions?: string;
  readonly targetScore?: string;
  readonly maxIterations?: string;
  readonly maxBudgetUsd?: string;
  readonly agent?: string;
  readonly objective?: string;
  readonly feature?: string;
  readonly yesTo?: string;
  readonly confirmTimeout?: string;
  readonly output?: string;
  readonly format?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly config?: string;
  readonly sessionsDir?: string;
  readonly resume?: string | boolean;
};

const parseRisks = (text: string | undefined): readonly Risk[] => {
  const words = (text ?? "")
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");
  return words.map((word) => {
    const risk = risks.find((known) => known === word.toLowerCase());
    if (risk !== undefined) return risk;
    throw new UserFault(
      `--yes-to ${JSON.stringify(word)}: there is no such risk.`,
      `Allowed: ${risks.join(", ")}, separated by commas.`,
    );
  });
};

const parseFormat = (format: string | undefined): "json" | "md" | undefined => {
  if (format === undefined || format === "json" || format === "md") return format;
  throw new UserFault(`--format ${JSON.stringify(format)}: there is no such format.`, "Allowed: json, md.");
};

/** Flags by the names of the configuration's keys; texts are checked like the file's values. */
export const sessionRequest = (
  module: string | undefined,
  options: RunOptions,
  attended: boolean,
): SessionRequest => ({
  module,
  configFile: options.config,
  flags: {
    dimensions: options.dimensions,
    targetScore: options.targetScore,
    maxIterations: options.maxIterations,
    maxBudgetUsd: options.maxBudgetUsd,
    confirmTimeoutSeconds: options.confirmTimeout,
  },
  agent: options.agent,
  objective: options.objective,
  feature: options.feature,
  yesTo: parseRisks(options.yesTo),
  sessionsFolder: options.sessionsDir,
  attended,
});

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
