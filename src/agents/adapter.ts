import type { ActivityKind, CostSource, RunOutcome } from "../engine/domain/words.ts";

/** What a run may do: an auditor writes its report only, an editor its worktree only. */
export type Role = "audit" | "edit" | "propose";

/** `agents.<name>` of orch.yaml as the adapter gets it. `environment` may hold ${NAME} already expanded. */
export type AgentSettings = {
  readonly binary: string | null;
  readonly model: string | null;
  readonly extraArguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** For a `command` agent: argv template, and how the prompt gets in. For one with a `kind`: what stands before. */
  readonly command: readonly string[] | null;
  readonly prompt: "file" | "stdin" | "argument";
  /** False when the provider does not take an output schema: a gateway, another maker's model. */
  readonly outputSchema: boolean;
};

export type Environment = Readonly<Record<string, string | undefined>>;

/** What decides which account, address and configuration an agent has. */
export type AgentContext = { readonly settings: AgentSettings; readonly hostEnvironment: Environment };

export type Detection = {
  readonly available: boolean;
  /** Absolute path of what would be launched. */
  readonly binary: string | null;
  readonly version: string | null;
  /** Null when it cannot be told without spending. */
  readonly loggedIn: boolean | null;
  /** What stands in the way, each with what to do. Problems with `blocking` make it unavailable. */
  readonly problems: readonly {
    readonly message: string;
    readonly advice: string;
    readonly blocking: boolean;
  }[];
};

export type LaunchRequest = AgentContext & {
  readonly role: Role;
  readonly run: string;
  readonly model: string | null;
  /** From detection. */
  readonly binary: string;
  /** The folder the agent works in: the module, in the worktree for an editor. */
  readonly workingFolder: string;
  /**
   * Files of the run: all absolute. The prompt file exists; the report's folder too. Report and progress file
   * should have a folder of their own below the run's: a CLI's sandbox may open whole folders only.
   */
  readonly promptFile: string;
  readonly prompt: string;
  readonly reportFile: string;
  readonly progressFile: string;
  /** Private to the run: the adapter may put a HOME, TMPDIR or settings file below it. */
  readonly runFolder: string;
  /** JSON Schema of the final answer, for a program that can be given one; null to ask for none. */
  readonly outputSchema: string | null;
};

/** A process to start: never a shell string. `files` are written (0600) before the start, paths absolute. */
export type Launch = {
  readonly program: string;
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly workingFolder: string;
  /** A file to be the standard input; null closes it. */
  readonly stdinFile: string | null;
  readonly files: readonly { readonly path: string; readonly content: string }[];
  readonly folders: readonly string[];
  /** To what must stay where it is: a login, for an agent with a home of its own. */
  readonly links?: readonly { readonly path: string; readonly target: string }[];
};

type TokenCounts = {
  readonly inputTokens: number;
  /** Of the input: read from a cache, at a discount. */
  readonly cachedInputTokens: number;
  /** Of the input: written to a cache, which some models sell at a surcharge. */
  readonly cacheWriteTokens?: number;
  readonly outputTokens: number;
};

/** What one model of a run used. `requests` tells whether it was long input or many requests. */
export type ModelTokens = TokenCounts & { readonly model: string | null; readonly requests?: number };

export type ReportedUsage = TokenCounts & {
  /** Null when the agent gives tokens but no money. */
  readonly costUsd: number | null;
  /** The same tokens by model, where the agent tells: what it really used, and what each is priced at. */
  readonly models?: readonly ModelTokens[];
};

export type Trouble = {
  readonly outcome: RunOutcome;
  readonly message: string;
  readonly retryAfterSeconds: number | null;
};

/** What one line of an agent's output says. Usage is the total of the run so far. */
export type OutputFact =
  | { readonly kind: "activity"; readonly activity: ActivityKind; readonly text: string }
  | { readonly kind: "usage"; readonly usage: ReportedUsage }
  | { readonly kind: "model"; readonly model: string }
  | { readonly kind: "final-message"; readonly text: string }
  | { readonly kind: "completed" }
  | ({ readonly kind: "failure" } & Trouble)
  /** A call of the model failed, and the program tries again by itself: perhaps for hours, perhaps for ever. */
  | ({ readonly kind: "retrying" } & Trouble);

/** Reads an agent's output line by line; holds what it must remember between lines, bounded. */
export type OutputReader = {
  readonly line: (line: string, stream: "stdout" | "stderr") => readonly OutputFact[];
};

/** What is known when the process has ended, for telling one failure from another. */
export type Ending = {
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** Set when orch itself ended it; the exit code says nothing then. */
  readonly endedByOrch: "stopped" | "timed-out" | "over-budget" | null;
  /** And is not empty: a sandbox may need the file to be there before it can be opened for writing. */
  readonly reportExists: boolean;
  readonly reportExpected: boolean;
  readonly completed: boolean;
  readonly failures: readonly Extract<OutputFact, { kind: "failure" }>[];
  /** What its last calls of the model failed of; null when the model has answered since. */
  readonly retrying: Trouble | null;
  readonly finalMessage: string | null;
  /** The last 4 KiB of standard error. */
  readonly errorTail: string;
  /** The last 4 KiB of standard output: many programs say there what went wrong. */
  readonly outputTail: string;
};

export type Verdict = {
  readonly outcome: RunOutcome;
  /** One sentence for the person. */
  readonly message: string;
  /** What to do; null when nothing is to be done. */
  readonly advice: string | null;
  readonly retryAfterSeconds: number | null;
};

export type Adapter = {
  readonly name: string;
  /** One line for `orch doctor`. */
  readonly title: string;
  readonly canEdit: boolean;
  /** The same input always gives the same result. */
  readonly deterministic: boolean;
  /** True when running it never costs money, so nothing has to be reserved. */
  readonly free: boolean;
  /** True when nothing is known of what a run costs unless a model is named: any program of orch.yaml. */
  readonly costUnknown?: boolean;
  /** Per role: what the CLI itself enforces, and what only the worktree does. */
  readonly enforcement: Readonly<
    Record<"audit" | "edit", { readonly byAgent: string; readonly byWorktree: string }>
  >;
  readonly detect: (context: AgentContext) => Promise<Detection>;
  readonly launch: (request: LaunchRequest) => Launch;
  readonly createOutputReader: () => OutputReader;
  /** Reads what only files tell, for example a usage file of the run folder; null when they tell nothing. */
  readonly readRecordedUsage?: (runFolder: string) => Promise<ReportedUsage | null>;
  /** True when these files tell the usage while the run goes on, not only after its end. */
  readonly usageGrows?: boolean;
  readonly judge: (ending: Ending) => Verdict;
};

/** Prices tokens; `source` tells a real price from a guess. */
export type PriceUsage = (
  model: string | null,
  usage: Omit<ReportedUsage, "costUsd">,
) => { readonly costUsd: number; readonly source: CostSource };
