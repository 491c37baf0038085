import { buildActions, type KeyAction } from "./final-report-actions.ts";
import {
  type CostRow,
  closedCounts,
  costRows,
  listConfirmations,
  listFindings,
  phaseDurations,
  type ReportConfirmation,
  type ReportFinding,
  type ReportScore,
  type ReportTests,
  roundTo,
  scoreRows,
  secondsBetween,
  testFacts,
} from "./final-report-parts.ts";
import { allFindings, allRuns, countOpenFindings, selectLedger, selectReading } from "./select.ts";
import { countSeverities, type SeverityCounts } from "./severity.ts";
import type { Run, SessionState, Warning } from "./state.ts";
import type { StopReason } from "./words.ts";

/** `success`: target reached. `partial`: stopped below it. `running`: not stopped yet. */
type ReportStatus = "success" | "partial" | "failed" | "aborted" | "running";

/**
 * What is left of a session, in the names of the orchestration contract. USD, seconds, scores from 0 to 100,
 * percent from 0 to 100; null where something is not known.
 */
export type FinalReport = {
  readonly session_id: string | null;
  readonly module: string | null;
  readonly module_path: string | null;
  readonly objective: string | null;
  readonly feature: string | null;
  readonly branch: string | null;
  readonly orch_version: string | null;
  readonly started_at: string | null;
  readonly finished_at: string | null;
  readonly status: ReportStatus;
  readonly stop_reason: StopReason | null;
  readonly exit_code: number | null;
  readonly message: string | null;
  readonly target_score: number | null;
  readonly initial_score: number | null;
  readonly final_score: number | null;
  readonly score_improvement: number | null;
  readonly scores: readonly ReportScore[];
  readonly iterations: number;
  readonly max_iterations: number | null;
  /** Null unless the target was reached. */
  readonly iterations_to_target: number | null;
  /** From the start to the stop, also the time in which no engine ran. */
  readonly total_duration_seconds: number | null;
  readonly avg_iteration_duration: number | null;
  /** `discovery`, `audit_1`, `close_gaps_1`, …; a phase that came twice in an iteration is added up. */
  readonly phase_durations: Readonly<Record<string, number>>;
  readonly total_cost_usd: number;
  /** True when a part of the cost is a guess. */
  readonly cost_estimated: boolean;
  /** Runs that never said what they used: what they cost is not in the total. */
  readonly cost_unknown_runs: number;
  readonly cost_reserved_usd: number;
  readonly budget_usd: number | null;
  readonly budget_used_percent: number | null;
  readonly cost_per_iteration: number | null;
  readonly costs: readonly CostRow[];
  readonly tokens_input_total: number;
  readonly tokens_cached_total: number;
  readonly tokens_output_total: number;
  /** Every finding that an audit of the session reported. */
  readonly total_findings: number;
  readonly critical_fixed: number;
  readonly high_fixed: number;
  readonly medium_fixed: number;
  readonly low_fixed: number;
  readonly info_fixed: number;
  /** Found in the session; before − after = fixed, severity by severity. */
  readonly findings_before: SeverityCounts;
  /** Open at the end. */
  readonly findings_after: SeverityCounts;
  readonly findings: readonly ReportFinding[];
  /** Different files in what was merged. */
  readonly files_modified: number;
  readonly lines_added: number;
  readonly lines_removed: number;
  readonly key_actions: readonly KeyAction[];
  /** Changes that were made and not merged, and where they are kept. */
  readonly not_merged: readonly NotMerged[];
  /** Tasks that nothing helped with. */
  readonly not_done: readonly { readonly run: string; readonly task: string; readonly reason: string }[];
  readonly confirmations_requested: number;
  readonly confirmations: readonly ReportConfirmation[];
  readonly tests: ReportTests | null;
  readonly read: {
    readonly report_bytes_read: number;
    readonly report_bytes_total: number;
    /** Followed as it came and left in the runs' files. */
    readonly output_bytes: number;
  };
  readonly warnings: readonly Warning[];
};

type NotMerged = {
  readonly run: string;
  readonly reason: string;
  readonly detail: string;
  readonly kept_at: string | null;
};

const statusOf = (reason: StopReason | null): ReportStatus => {
  if (reason === null) return "running";
  if (reason === "target-reached") return "success";
  if (reason === "aborted" || reason === "interrupted") return "aborted";
  return reason === "failed" || reason === "no-agent" ? "failed" : "partial";
};

/** Says what a session did and cost. Every number traces to the state. */
export const buildFinalReport = (state: SessionState): FinalReport => ({
  ...identity(state),
  ...outcome(state),
  ...duration(state),
  ...cost(state),
  ...findings(state),
  ...work(state),
});

const identity = (state: SessionState) => ({
  session_id: state.facts?.sessionId ?? null,
  module: state.facts?.module.name ?? null,
  module_path: state.facts?.module.path ?? null,
  objective: state.facts?.objective ?? null,
  feature: state.facts?.feature ?? null,
  branch: state.facts?.repository?.branch ?? null,
  orch_version: state.facts?.orchVersion ?? null,
  started_at: state.startedAt,
  finished_at: state.stop?.at ?? null,
});

const outcome = (state: SessionState) => {
  const known = state.scores.flatMap((score) => (score.overall === null ? [] : [score.overall]));
  const initial = known[0] ?? null;
  const final = known.at(-1) ?? null;
  return {
    status: statusOf(state.stop?.reason ?? null),
    stop_reason: state.stop?.reason ?? null,
    exit_code: state.stop?.exitCode ?? null,
    message: state.stop?.message ?? null,
    target_score: state.facts?.settings.targetScore ?? null,
    initial_score: initial,
    final_score: final,
    score_improvement: initial === null || final === null ? null : roundTo(final - initial, 1),
    scores: scoreRows(state),
    iterations: state.iteration,
    max_iterations: state.facts?.settings.maxIterations ?? null,
    iterations_to_target: state.stop?.reason === "target-reached" ? state.iteration : null,
  };
};

const duration = (state: SessionState) => {
  const end = state.stop?.at ?? state.lastAt;
  const total = secondsBetween(state.startedAt, end);
  return {
    total_duration_seconds: total,
    avg_iteration_duration:
      total === null || state.iteration === 0 ? null : roundTo(total / state.iteration, 1),
    phase_durations: phaseDurations(state.phases, end),
  };
};

const cost = (state: SessionState) => {
  const ledger = selectLedger(state);
  const budget = state.facts === null ? null : ledger.budgetUsd;
  return {
    total_cost_usd: roundTo(ledger.spentUsd, 6),
    cost_estimated: ledger.estimated,
    cost_unknown_runs: ledger.unknownRuns,
    cost_reserved_usd: roundTo(ledger.reservedUsd, 6),
    budget_usd: budget,
    budget_used_percent:
      budget === null || budget === 0 ? null : roundTo((ledger.spentUsd / budget) * 100, 1),
    cost_per_iteration: state.iteration === 0 ? null : roundTo(ledger.spentUsd / state.iteration, 6),
    costs: costRows(state),
    tokens_input_total: ledger.inputTokens,
    tokens_cached_total: ledger.cachedInputTokens,
    tokens_output_total: ledger.outputTokens,
  };
};

const findings = (state: SessionState) => {
  const all = allFindings(state);
  const closed = closedCounts(all);
  return {
    total_findings: all.length,
    critical_fixed: closed.P0,
    high_fixed: closed.P1,
    medium_fixed: closed.P2,
    low_fixed: closed.P3,
    info_fixed: closed.P4,
    findings_before: countSeverities(all),
    findings_after: countOpenFindings(state),
    findings: listFindings(all),
  };
};

const work = (state: SessionState) => {
  const runs = allRuns(state);
  const reading = selectReading(state);
  const merged = runs.flatMap(({ changes }) =>
    changes === null || changes.mergedAs === null ? [] : [changes],
  );
  const confirmations = listConfirmations(state);
  return {
    files_modified: new Set(merged.flatMap(({ files }) => files.map((file) => file.path))).size,
    lines_added: merged.reduce((sum, changes) => sum + changes.added, 0),
    lines_removed: merged.reduce((sum, changes) => sum + changes.removed, 0),
    key_actions: buildActions(state),
    not_merged: runs.flatMap(notMerged),
    not_done: runs.flatMap((run) =>
      run.abandoned === null ? [] : [{ run: run.id, task: taskName(run), reason: run.abandoned }],
    ),
    confirmations_requested: confirmations.length,
    confirmations,
    tests: testFacts(state),
    read: {
      report_bytes_read: reading.bytesRead,
      report_bytes_total: reading.bytesTotal,
      output_bytes: reading.outputBytes,
    },
    warnings: [...state.warnings],
  };
};

const notMerged = (run: Run): NotMerged[] => {
  const discarded = run.changes?.discarded ?? null;
  if (discarded === null || discarded.reason === "nothing") return [];
  return [{ run: run.id, reason: discarded.reason, detail: discarded.detail, kept_at: discarded.keptAt }];
};

const taskName = ({ task }: Run): string => {
  if (task.kind === "audit") return `audit of ${task.dimension}`;
  if (task.kind === "fix") return `fix of ${task.findings.join(", ")}`;
  return task.kind === "propose" ? `proposal for ${task.feature}` : `development of ${task.feature}`;
};
