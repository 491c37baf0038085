import type { ChangedFile, RecordedFinding, Task } from "./events-run.ts";
import type { DimensionScore, DiscoveryFacts, SessionSettings, TestCommandResult } from "./events-session.ts";
import type { ActivityKind, CostSource, Phase, Risk, RunOutcome, StopReason } from "./words.ts";

export type Usage = {
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly outputTokens: number;
  readonly costUsd: number;
  readonly source: CostSource;
};

export type Activity = { readonly at: string; readonly kind: ActivityKind; readonly text: string };

/** requested: in the journal, not yet started. running: has a process. finished: has an outcome. */
export type RunStatus = "requested" | "running" | "finished";

export type Run = {
  readonly id: string;
  readonly iteration: number;
  readonly phase: Phase;
  /** Where the phase that asked for it stands in the session's phases: a phase may come twice in an iteration. */
  readonly phaseIndex: number;
  readonly attempt: number;
  readonly task: Task;
  readonly agent: string;
  readonly model: string | null;
  readonly choice: string;
  readonly status: RunStatus;
  readonly requestedAt: string;
  readonly launchedAt: string | null;
  readonly finishedAt: string | null;
  readonly pid: number | null;
  readonly startTicks: string | null;
  readonly timeoutSeconds: number;
  readonly reservedUsd: number;
  /** Null while the agent has said nothing of its use: not known, which is not zero. */
  readonly usage: Usage | null;
  /** The newest activities, oldest first, at most 40. */
  readonly activity: readonly Activity[];
  readonly outcome: RunOutcome | null;
  readonly exitCode: number | null;
  readonly message: string | null;
  readonly advice: string | null;
  readonly durationSeconds: number | null;
  readonly outputBytes: number;
  readonly report: ReportRead | null;
  /** Whether the findings of its whole report are in the journal. */
  readonly findingsRead: boolean;
  readonly changes: Changes | null;
  /** Set when a retry of the same task is waiting for its time. */
  readonly retry: Retry | null;
  /** The run that took this task over, when it was retried. */
  readonly supersededBy: string | null;
  readonly abandoned: string | null;
};

export type Retry = {
  readonly notBefore: string;
  readonly agent: string;
  readonly model: string | null;
  readonly timeoutSeconds: number;
  readonly reason: string;
};

export type ReportRead = {
  readonly reportedScore: number | null;
  readonly computedScore: number | null;
  readonly notJudged: boolean;
  readonly bytesRead: number;
  readonly bytesTotal: number;
  readonly confidence: number;
  readonly warnings: readonly string[];
};

export type Changes = {
  readonly commit: string | null;
  readonly files: readonly ChangedFile[];
  readonly added: number;
  readonly removed: number;
  readonly verdict: "nothing" | "merge" | "ask" | "conflict" | "blocked";
  readonly risk: Risk | null;
  readonly reasons: readonly string[];
  readonly confirmation: string | null;
  readonly mergedAs: string | null;
  readonly discarded: {
    readonly reason: string;
    readonly detail: string;
    readonly keptAt: string | null;
  } | null;
};

export type Finding = Omit<RecordedFinding, "status"> & {
  readonly status: "new" | "open" | "reopened" | "closed";
  readonly firstIteration: number;
  readonly closedIteration: number | null;
  /** Finished fix runs that had it and left it open, by agent. */
  readonly attempts: Readonly<Record<string, number>>;
};

export type PhaseRecord = {
  readonly iteration: number;
  readonly phase: Phase;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly outcome: "done" | "skipped" | "failed" | "reused" | null;
  readonly reason: string | null;
};

export type ScoreRecord = {
  readonly at: string;
  readonly iteration: number;
  readonly phase: Phase;
  readonly dimensions: readonly DimensionScore[];
  readonly overall: number | null;
};

export type TestRecord = {
  readonly iteration: number;
  readonly round: number;
  readonly passed: boolean | null;
  readonly commands: readonly TestCommandResult[];
};

export type Confirmation = {
  readonly id: string;
  readonly requestedAt: string;
  readonly operation: string;
  readonly risk: Risk;
  readonly details: readonly string[];
  readonly reason: string;
  readonly run: string | null;
  readonly answer: "approved" | "rejected" | null;
  readonly by: "person" | "policy" | null;
  readonly channel: string | null;
  readonly answeredAt: string | null;
};

export type AgentState = {
  readonly name: string;
  readonly available: boolean;
  readonly version: string | null;
  readonly problem: string | null;
  readonly canEdit: boolean;
  readonly deterministic: boolean;
  readonly failuresInARow: number;
  readonly circuitOpenUntil: string | null;
};

export type Warning = {
  readonly at: string;
  readonly code: string;
  readonly message: string;
  readonly run: string | null;
};

export type SessionFacts = {
  readonly sessionId: string;
  readonly orchVersion: string;
  readonly module: { readonly name: string; readonly path: string; readonly relative: string };
  readonly repository: { readonly root: string; readonly branch: string; readonly head: string } | null;
  readonly objective: string | null;
  readonly feature: string | null;
  readonly settings: SessionSettings;
  readonly editing: {
    readonly allowed: boolean;
    readonly reason: string | null;
    readonly advice: string | null;
  };
};

/** All that is known of a session: the fold of its events and nothing else. */
export type SessionState = {
  readonly seq: number;
  readonly startedAt: string | null;
  /** The time of the newest event: the clock of a replay. */
  readonly lastAt: string | null;
  readonly facts: SessionFacts | null;
  readonly engine: {
    readonly pid: number;
    readonly startTicks: string | null;
    readonly startedAt: string;
    readonly attended: boolean;
  } | null;
  readonly paused: boolean;
  readonly abortRequestedBy: string | null;
  readonly iteration: number;
  readonly phases: readonly PhaseRecord[];
  readonly discovery: DiscoveryFacts | null;
  readonly agents: Readonly<Record<string, AgentState>>;
  readonly runs: Readonly<Record<string, Run>>;
  readonly runOrder: readonly string[];
  readonly findings: Readonly<Record<string, Finding>>;
  readonly findingOrder: readonly string[];
  readonly scores: readonly ScoreRecord[];
  readonly confirmations: Readonly<Record<string, Confirmation>>;
  readonly confirmationOrder: readonly string[];
  readonly tests: readonly TestRecord[];
  readonly strategy: "normal" | "high-impact";
  /** The iteration in which the strategy changed; null while it has not. */
  readonly strategyChangedAt: number | null;
  readonly budgetAlerted: boolean;
  readonly warnings: readonly Warning[];
  readonly stop: {
    readonly at: string;
    readonly reason: StopReason;
    readonly exitCode: number;
    readonly message: string;
  } | null;
};

export const emptyState: SessionState = {
  seq: 0,
  startedAt: null,
  lastAt: null,
  facts: null,
  engine: null,
  paused: false,
  abortRequestedBy: null,
  iteration: 0,
  phases: [],
  discovery: null,
  agents: {},
  runs: {},
  runOrder: [],
  findings: {},
  findingOrder: [],
  scores: [],
  confirmations: {},
  confirmationOrder: [],
  tests: [],
  strategy: "normal",
  strategyChangedAt: null,
  budgetAlerted: false,
  warnings: [],
  stop: null,
};

/** Adds a warning; the newest 100 are kept. */
export const withWarning = (state: SessionState, warning: Warning): SessionState => ({
  ...state,
  warnings: [...state.warnings.slice(-99), warning],
});
