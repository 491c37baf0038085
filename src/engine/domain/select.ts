import { countSeverities, type SeverityCounts } from "./severity.ts";
import type { Confirmation, Finding, PhaseRecord, Run, SessionState } from "./state.ts";

/** Money in USD, tokens as counted by the agents. Traces to `run.usage` and `run.requested` only. */
export type Ledger = {
  readonly spentUsd: number;
  /** Held for runs that have not finished, beyond what they have already spent. */
  readonly reservedUsd: number;
  readonly leftUsd: number;
  readonly budgetUsd: number;
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly outputTokens: number;
  /** True when any part of `spentUsd` is a guess. */
  readonly estimated: boolean;
  /** Finished runs that never said what they used: their cost is not in `spentUsd`. */
  readonly unknownRuns: number;
};

export const allRuns = (state: SessionState): readonly Run[] =>
  state.runOrder.flatMap((id) => state.runs[id] ?? []);

/** Adds up the use of some runs. */
export const ledgerOf = (runs: readonly Run[], budgetUsd: number): Ledger => {
  const total = { spentUsd: 0, reservedUsd: 0, inputTokens: 0, cachedInputTokens: 0, outputTokens: 0 };
  let estimated = false;
  let unknownRuns = 0;
  for (const run of runs) {
    const { usage } = run;
    if (run.status !== "finished") total.reservedUsd += Math.max(0, run.reservedUsd - (usage?.costUsd ?? 0));
    if (usage === null) {
      unknownRuns += run.status === "finished" && run.launchedAt !== null ? 1 : 0;
      continue;
    }
    total.spentUsd += usage.costUsd;
    total.inputTokens += usage.inputTokens;
    total.cachedInputTokens += usage.cachedInputTokens;
    total.outputTokens += usage.outputTokens;
    estimated ||= usage.source === "estimated";
  }
  const leftUsd = Math.max(0, budgetUsd - total.spentUsd - total.reservedUsd);
  return { ...total, leftUsd, budgetUsd, estimated, unknownRuns };
};

export const selectLedger = (state: SessionState): Ledger =>
  ledgerOf(allRuns(state), state.facts?.settings.maxBudgetUsd ?? 0);

export const selectActiveRuns = (state: SessionState): readonly Run[] =>
  allRuns(state).filter((run) => run.status !== "finished");

/**
 * Ended without success and with nothing to come: stopped together with its session, or the engine died between
 * the end and what follows from it. Its task is begun anew.
 */
export const isLeftUndone = (run: Run): boolean =>
  run.status === "finished" &&
  run.outcome !== "succeeded" &&
  run.retry === null &&
  run.abandoned === null &&
  run.supersededBy === null;

export const selectPendingConfirmations = (state: SessionState): readonly Confirmation[] =>
  state.confirmationOrder.flatMap((id) => {
    const confirmation = state.confirmations[id];
    return confirmation !== undefined && confirmation.answer === null ? [confirmation] : [];
  });

export const allFindings = (state: SessionState): readonly Finding[] =>
  state.findingOrder.flatMap((id) => state.findings[id] ?? []);

export const selectOpenFindings = (state: SessionState): readonly Finding[] =>
  allFindings(state).filter((finding) => finding.status !== "closed");

/** The newest overall score; null while nothing was judged. */
export const selectOverallScore = (state: SessionState): number | null =>
  state.scores.at(-1)?.overall ?? null;

export const selectCurrentPhase = (state: SessionState): PhaseRecord | null => {
  const last = state.phases.at(-1);
  return last !== undefined && last.finishedAt === null ? last : null;
};

export const countOpenFindings = (state: SessionState): SeverityCounts =>
  countSeverities(selectOpenFindings(state));

export type Reading = {
  readonly reports: number;
  readonly bytesRead: number;
  readonly bytesTotal: number;
  /** What agents printed: followed as it comes, kept in the runs' files, never in the journal. */
  readonly outputBytes: number;
};

/** What the coordinator read of the reports: the head of each, and all of those whose findings it needed. */
export const selectReading = (state: SessionState): Reading => {
  const reading = { reports: 0, bytesRead: 0, bytesTotal: 0, outputBytes: 0 };
  for (const { report, findingsRead, outputBytes } of allRuns(state)) {
    reading.outputBytes += outputBytes;
    if (report === null) continue;
    reading.reports += 1;
    reading.bytesRead += findingsRead ? report.bytesTotal : report.bytesRead;
    reading.bytesTotal += report.bytesTotal;
  }
  return reading;
};
