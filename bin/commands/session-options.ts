import { UserFault } from "../../src/engine/domain/errors.ts";
import { type Risk, risks } from "../../src/engine/domain/words.ts";
import type { SessionRequest } from "../session-setup.ts";

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

export const parseFormat = (format: string | undefined): "json" | "md" | undefined => {
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
  output: options.output,
  attended,
});
