import { type Effect, joinPlans, type Plan } from "./effect.ts";
import type { DimensionScore } from "./events-session.ts";
import type { PlanContext } from "./plan-context.ts";
import { type LaunchPlan, requestRuns, retryOf, type WantedRun } from "./plan-launch.ts";
import { dimensionScore, overallScore } from "./score.ts";
import { allRuns, isLeftUndone } from "./select.ts";
import type { PhaseRecord, Run, SessionState } from "./state.ts";
import { assign } from "./work.ts";

/** What one dimension of an audit waits for. */
type Step =
  | { readonly kind: "settled"; readonly run: Run | null; readonly why: string | null }
  | { readonly kind: "busy" }
  | { readonly kind: "effect"; readonly effect: Effect }
  | { readonly kind: "launch"; readonly wanted: WantedRun };

/** The runs that a phase has asked for; what was left undone is as good as never asked for. */
export const runsOfPhase = (state: SessionState, record: PhaseRecord): readonly Run[] =>
  allRuns(state).filter((run) => state.phases[run.phaseIndex] === record && !isLeftUndone(run));

/** Agents that edited in this iteration: the re-audit is better done by another one. */
const editors = (state: SessionState, record: PhaseRecord): readonly string[] =>
  record.phase === "audit"
    ? []
    : [
        ...new Set(
          allRuns(state).flatMap((run) =>
            run.iteration === record.iteration && run.changes?.mergedAs != null ? [run.agent] : [],
          ),
        ),
      ];

const firstStep = (
  state: SessionState,
  record: PhaseRecord,
  dimension: string,
  context: PlanContext,
): Step => {
  const task = { kind: "audit", dimension } as const;
  const assignment = assign(state, task, context, editors(state, record));
  if (assignment.kind === "wait") return { kind: "effect", effect: { kind: "wake", at: assignment.until } };
  if (assignment.kind === "none") return { kind: "settled", run: null, why: assignment.reasons.join("; ") };
  const { agent, model, reason } = assignment;
  return { kind: "launch", wanted: { task, agent, model, choice: reason, attempt: 1, timeoutSeconds: null } };
};

const nextStep = (
  state: SessionState,
  record: PhaseRecord,
  dimension: string,
  context: PlanContext,
): Step => {
  const run = runsOfPhase(state, record).findLast(
    (other) => other.task.kind === "audit" && other.task.dimension === dimension,
  );
  if (run === undefined) return firstStep(state, record, dimension, context);
  if (run.status !== "finished") return { kind: "busy" };
  if (run.abandoned !== null) return { kind: "settled", run, why: run.abandoned };
  const retry = retryOf(state, run, context.now);
  if (retry !== null) {
    return "wake" in retry
      ? { kind: "effect", effect: { kind: "wake", at: retry.wake } }
      : { kind: "launch", wanted: retry };
  }
  if (run.report === null) return { kind: "effect", effect: { kind: "read-head", run: run.id } };
  return { kind: "settled", run, why: null };
};

const settledScores = (state: SessionState, steps: readonly Step[]): readonly DimensionScore[] =>
  (state.facts?.settings.dimensions ?? []).map((dimension, index) => {
    const step = steps[index];
    return dimensionScore(state, dimension, step?.kind === "settled" ? step.run : null);
  });

/** A first audit whose heads already reach the target needs no findings: what is not read costs nothing. */
const headsSuffice = (
  state: SessionState,
  record: PhaseRecord,
  scores: readonly DimensionScore[],
): boolean => {
  const settings = state.facts?.settings;
  if (settings === undefined || record.phase !== "audit" || settings.scoring === "computed") return false;
  if (scores.some((score) => score.missing === "not-done")) return false;
  return (overallScore(scores) ?? -1) >= settings.targetScore;
};

const finishAudit = (state: SessionState, record: PhaseRecord, steps: readonly Step[]): Plan => {
  const heads = settledScores(state, steps);
  const unread = steps.flatMap((step) =>
    step.kind === "settled" &&
    step.run?.abandoned === null &&
    !step.run.findingsRead &&
    step.run.report?.notJudged === false
      ? [step.run.id]
      : [],
  );
  if (unread.length > 0 && !headsSuffice(state, record, heads)) {
    return { events: [], effects: unread.map((run) => ({ kind: "read-report", run })) };
  }
  const overall = overallScore(heads);
  const reasons = steps.flatMap((step) => (step.kind === "settled" && step.why !== null ? [step.why] : []));
  const { iteration, phase } = record;
  return {
    events: [
      { type: "score.recorded", iteration, phase, dimensions: [...heads], overall },
      {
        type: "phase.finished",
        iteration,
        phase,
        outcome: overall === null ? "failed" : "done",
        reason: reasons.length === 0 ? null : reasons.join("; "),
      },
    ],
    effects: [],
  };
};

/** Audit and re-audit: a run per dimension side by side, then heads, then findings, then the score. */
export const planAudit = (state: SessionState, record: PhaseRecord, context: PlanContext): LaunchPlan => {
  const dimensions = state.facts?.settings.dimensions ?? [];
  const steps = dimensions.map((dimension) => nextStep(state, record, dimension.name, context));
  if (steps.every((step) => step.kind === "settled")) {
    return { plan: finishAudit(state, record, steps), outOfBudget: null };
  }
  const wanted = steps.flatMap((step) => (step.kind === "launch" ? [step.wanted] : []));
  const effects = steps.flatMap((step) => (step.kind === "effect" ? [step.effect] : []));
  const launches = requestRuns(state, wanted, context);
  return { ...launches, plan: joinPlans([launches.plan, { events: [], effects }]) };
};
