import type { Adapter, AgentSettings, Launch, PriceUsage } from "../agents/adapter.ts";
import type { EventBody, SessionEvent } from "./domain/events.ts";
import type { Task } from "./domain/events-run.ts";
import type { DiscoveryFacts, TestCommandResult } from "./domain/events-session.ts";
import type { CheckedFinding, DetectedAgent, Observation } from "./domain/observations.ts";
import type { Run, SessionState } from "./domain/state.ts";
import type { AuditReport, ReportSummary } from "./reports/report.ts";

export type Clock = {
  /** ISO 8601, UTC. */
  readonly now: () => string;
  /** Calls back once at that time; the returned function cancels. */
  readonly callAt: (at: string, callback: () => void) => () => void;
};

export type Journal = {
  /** Numbers, stamps and writes the events; returns when what must not be lost is on the disk. */
  readonly append: (bodies: readonly EventBody[]) => readonly SessionEvent[];
  readonly close: () => void;
};

/**
 * Absolute paths of the files of one run. The agent may write into `promised` only: what says how the run went
 * must not be in its reach.
 */
export type RunPaths = {
  readonly folder: string;
  readonly prompt: string;
  readonly launch: string;
  readonly pid: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly promised: string;
  readonly promisedReport: string;
  readonly progress: string;
  /** The report, once the run has ended and it was taken over. */
  readonly report: string;
  /** The TMPDIR of adapters that give their program one of its own. */
  readonly temporary: string;
  readonly exit: string;
  readonly stop: string;
};

export type StopCause = "stopped" | "timed-out" | "over-budget";

export type ExitRecord = {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly at: string;
};

export type ProcessIdentity = { readonly pid: number; readonly startTicks: string | null };

export type Chunk = { readonly text: string; readonly next: number; readonly size: number };

/** The files of the runs: what is promised, what has come. Never throws for what an agent wrote. */
export type RunFiles = {
  readonly paths: (run: string) => RunPaths;
  /** Makes the folder and writes the prompt; keeps what is there already. */
  readonly prepare: (run: string, prompt: string) => RunPaths;
  readonly wasLaunched: (run: string) => ProcessIdentity | null;
  readonly exit: (run: string) => ExitRecord | null;
  readonly stopCause: (run: string) => StopCause | null;
  readonly noteStop: (run: string, cause: StopCause) => void;
  /** Takes the promised report over from the agent's reach; a link or a folder is none. */
  readonly collectReport: (run: string) => void;
  /** Removes what the program kept for the time of its run only. */
  readonly removeTemporary: (run: string) => void;
  readonly reportExists: (run: string) => boolean;
  /** Writes the report that an agent gave as its answer; keeps one that is there. */
  readonly writeReport: (run: string, text: string) => void;
  /** At most `maxBytes` of a file from `offset`. */
  readonly readFrom: (path: string, offset: number, maxBytes: number) => Chunk;
};

export type Processes = {
  /** Starts a detached process whose output goes to the run's files. */
  readonly start: (launch: Launch, paths: RunPaths, run: string) => Promise<ProcessIdentity>;
  readonly isAlive: (identity: ProcessIdentity) => boolean;
  /** The living process of a run that was started but never written down; null when there is none. */
  readonly find: (run: string) => ProcessIdentity | null;
  /** Ends the process with all that it started; returns when none is left. */
  readonly end: (identity: ProcessIdentity, run: string) => Promise<void>;
};

/** Tells which run's files changed; may tell too often or, rarely, not at all. */
export type WatchRuns = (onChange: (run: string) => void) => { readonly close: () => Promise<void> };

export type MeasuredChanges = Omit<Extract<Observation, { kind: "changes-measured" }>, "kind" | "run">;

/** Worktrees of editing runs and what becomes of them. Errors carry a sentence for the person. */
export type Workspace = {
  /** The folder that the run works in; for an editor the module inside a worktree of its own. */
  readonly open: (run: Run, state: SessionState) => Promise<string>;
  readonly measure: (run: Run, state: SessionState) => Promise<MeasuredChanges>;
  readonly merge: (
    run: Run,
    state: SessionState,
  ) => Promise<{ commit: string; files: number; added: number; removed: number }>;
  /** Removes the worktree when nothing of value is in it; else says where it is kept. */
  readonly discard: (run: Run, state: SessionState, keep: boolean) => Promise<string | null>;
};

export type Reports = {
  readonly readHead: (
    path: string,
  ) => Promise<{ summary: ReportSummary; bytesRead: number; bytesTotal: number }>;
  readonly readWhole: (path: string) => Promise<{ report: AuditReport; findings: readonly CheckedFinding[] }>;
};

/** An agent that this session may use: its adapter with what orch.yaml and the machine say of it. */
export type UsableAgent = {
  readonly adapter: Adapter;
  readonly settings: AgentSettings;
  readonly binary: string | null;
};

export type Agents = {
  readonly detect: () => Promise<readonly DetectedAgent[]>;
  readonly get: (name: string) => UsableAgent | null;
  readonly hostEnvironment: Readonly<Record<string, string | undefined>>;
  readonly price: PriceUsage;
  readonly estimateUsd: (agent: string, model: string | null, task: Task) => number;
};

export type PromptRequest = {
  readonly run: Run;
  readonly state: SessionState;
  readonly workingFolder: string;
  readonly reportFile: string;
};

/** Everything impure that the engine needs; made in bin/compose. */
export type Ports = {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly runFiles: RunFiles;
  readonly processes: Processes;
  readonly watchRuns: WatchRuns;
  readonly workspace: Workspace;
  readonly reports: Reports;
  readonly agents: Agents;
  readonly renderPrompt: (request: PromptRequest) => Promise<string>;
  readonly discover: () => Promise<DiscoveryFacts>;
  readonly runTests: (state: SessionState) => Promise<readonly TestCommandResult[]>;
  /** Writes the final reports and the recording. */
  readonly finish: (state: SessionState) => Promise<void>;
};
