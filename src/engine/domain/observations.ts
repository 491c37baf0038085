import type { AuditReport, ReportSummary } from "../reports/report.ts";
import type { ChangedFile, RecordedFinding } from "./events-run.ts";
import type { DiscoveryFacts, TestCommandResult } from "./events-session.ts";
import type { ActivityKind, CostSource, RunOutcome } from "./words.ts";

export type DetectedAgent = {
  readonly name: string;
  readonly available: boolean;
  readonly version: string | null;
  readonly problem: string | null;
  readonly canEdit: boolean;
  readonly deterministic: boolean;
};

/** A finding of a report after its evidence was looked up in the tree. */
export type CheckedFinding = Omit<RecordedFinding, "id" | "status" | "dimension">;

/** How a run's process ended, judged by its adapter. */
export type RunEnding = {
  readonly run: string;
  readonly outcome: RunOutcome;
  readonly exitCode: number | null;
  readonly message: string;
  readonly advice: string | null;
  readonly retryAfterSeconds: number | null;
  readonly durationSeconds: number;
  readonly outputBytes: number;
};

/** What the world told the engine, parsed once at the edge. The same one twice must change nothing. */
export type Observation =
  | {
      readonly kind: "engine-started";
      readonly pid: number;
      readonly startTicks: string | null;
      readonly attended: boolean;
      readonly bytesCut: number;
    }
  | { readonly kind: "agents-detected"; readonly agents: readonly DetectedAgent[] }
  | { readonly kind: "discovered"; readonly facts: DiscoveryFacts }
  | {
      readonly kind: "run-launched";
      readonly run: string;
      readonly pid: number;
      readonly startTicks: string | null;
    }
  | {
      readonly kind: "run-activity";
      readonly run: string;
      readonly activity: ActivityKind;
      readonly text: string;
    }
  | {
      readonly kind: "run-usage";
      readonly run: string;
      readonly model: string | null;
      readonly inputTokens: number;
      readonly cachedInputTokens: number;
      readonly outputTokens: number;
      readonly costUsd: number;
      readonly source: CostSource;
    }
  | { readonly kind: "run-ended"; readonly ending: RunEnding }
  | {
      readonly kind: "report-head-read";
      readonly run: string;
      readonly summary: ReportSummary;
      readonly bytesRead: number;
      readonly bytesTotal: number;
    }
  | {
      readonly kind: "report-read";
      readonly run: string;
      readonly report: AuditReport;
      readonly findings: readonly CheckedFinding[];
    }
  | {
      readonly kind: "changes-measured";
      readonly run: string;
      readonly commit: string | null;
      readonly files: readonly ChangedFile[];
      readonly added: number;
      readonly removed: number;
      readonly conflicts: readonly string[];
      /** Paths that match the core globs. */
      readonly core: readonly string[];
      /** What must never be merged, for example a link that leaves the folder. */
      readonly suspicious: readonly string[];
    }
  | {
      readonly kind: "merged";
      readonly run: string;
      readonly commit: string;
      readonly files: number;
      readonly added: number;
      readonly removed: number;
    }
  | {
      readonly kind: "discarded";
      readonly run: string;
      readonly reason: "nothing" | "rejected" | "conflict" | "blocked" | "failed";
      readonly detail: string;
      readonly keptAt: string | null;
    }
  | { readonly kind: "tests-completed"; readonly commands: readonly TestCommandResult[] }
  | { readonly kind: "interrupted"; readonly signal: string }
  | { readonly kind: "failed"; readonly code: string; readonly message: string; readonly run: string | null };
