import { type Effect, joinPlans, type Plan } from "./effect.ts";
import { runsOfPhase } from "./plan-audit.ts";
import type { PlanContext } from "./plan-context.ts";
import { type LaunchPlan, requestRuns, retryOf, type WantedRun } from "./plan-launch.ts";
import type { Severity } from "./severity.ts";
import type { Changes, PhaseRecord, Run, SessionState } from "./state.ts";
import { assignGroup, groupsFor, severitiesFor } from "./work.ts";

/** What one editing run waits for. */
export type EditStep =
  | { readonly kind: "settled" }
  | { readonly kind: "busy" }
  /** A person must answer before this run can go on; nothing else waits for it. */
  | { readonly kind: "asking"; readonly confirmation: string }
  | { readonly kind: "effect"; readonly effect: Effect }
  | { readonly kind: "launch"; readonly wanted: WantedRun };

const effect = (wanted: Effect): EditStep => ({ kind: "effect", effect: wanted });

const gateStep = (state: SessionState, run: Run, changes: Changes): EditStep => {
  if (changes.mergedAs !== null || changes.discarded !== null) return { kind: "settled" };
  const detail = changes.reasons.join("; ");
  switch (changes.verdict) {
    case "nothing":
      return effect({ kind: "discard", run: run.id, reason: "nothing", detail: "the run changed nothing" });
    case "conflict":
    case "blocked":
      return effect({ kind: "discard", run: run.id, reason: changes.verdict, detail });
    case "merge":
      return effect({ kind: "merge", run: run.id });
    case "ask": {
      if (changes.confirmation === null) return effect({ kind: "measure", run: run.id });
      const confirmation = state.confirmations[changes.confirmation];
      if (confirmation === undefined || confirmation.answer === null) {
        return { kind: "asking", confirmation: changes.confirmation };
      }
      if (confirmation.answer === "approved") return effect({ kind: "merge", run: run.id });
      const who = `rejected by ${confirmation.channel ?? "a person"}`;
      return effect({ kind: "discard", run: run.id, reason: "rejected", detail: who });
    }
  }
};

/** The next thing for an editing run: wait, retry, measure, ask, merge or discard. */
export const editStep = (state: SessionState, run: Run, context: PlanContext): EditStep => {
  if (run.status !== "finished") return { kind: "busy" };
  if (run.abandoned !== null || run.supersededBy !== null) return { kind: "settled" };
  const retry = retryOf(state, run, context.now);
  if (retry !== null) {
    return "wake" in retry ? effect({ kind: "wake", at: retry.wake }) : { kind: "launch", wanted: retry };
  }
  if (run.changes === null) return effect({ kind: "measure", run: run.id });
  return gateStep(state, run, run.changes);
};

const newGroups = (
  state: SessionState,
  record: PhaseRecord,
  wanted: readonly Severity[],
  context: PlanContext,
): readonly EditStep[] => {
  const taken = new Set(
    runsOfPhase(state, record).flatMap((run) => (run.task.kind === "fix" ? [run.task.group] : [])),
  );
  return groupsFor(state, wanted)
    .filter((group) => !taken.has(group.key))
    .flatMap((group): readonly EditStep[] => {
      const assignment = assignGroup(state, group, context);
      if (assignment.kind === "none") return [];
      if (assignment.kind === "wait") return [effect({ kind: "wake", at: assignment.until })];
      const { task, agent, model, reason } = assignment;
      return [
        { kind: "launch", wanted: { task, agent, model, choice: reason, attempt: 1, timeoutSeconds: null } },
      ];
    });
};

const onlyAsking = (steps: readonly EditStep[]): boolean =>
  steps.some((step) => step.kind === "asking") &&
  steps.every((step) => step.kind === "asking" || step.kind === "settled");

/** A plan, and whether nothing but a person's answer can move it on. */
export type EditPlan = LaunchPlan & { readonly waitsForPerson: boolean };

/** Runs what the steps ask for; `done` is the plan for when all are settled. */
export const planSteps = (
  state: SessionState,
  steps: readonly EditStep[],
  context: PlanContext,
  done: Plan,
): EditPlan => {
  if (steps.every((step) => step.kind === "settled")) {
    return { plan: done, outOfBudget: null, waitsForPerson: false };
  }
  const wanted = steps.flatMap((step) => (step.kind === "launch" ? [step.wanted] : []));
  const effects = steps.flatMap((step) => (step.kind === "effect" ? [step.effect] : []));
  const launches = requestRuns(state, wanted, context);
  return {
    outOfBudget: launches.outOfBudget,
    plan: joinPlans([launches.plan, { events: [], effects }]),
    waitsForPerson: onlyAsking(steps),
  };
};

const wantedSeverities = (state: SessionState, record: PhaseRecord): readonly Severity[] =>
  severitiesFor(state, record.phase === "enhance" ? "enhance" : "close-gaps");

/** Close-gaps and enhance: a run per file, each through the change gate. */
export const planFixes = (state: SessionState, record: PhaseRecord, context: PlanContext): EditPlan => {
  const { iteration, phase } = record;
  const runs = runsOfPhase(state, record);
  const steps = [
    ...runs.map((run) => editStep(state, run, context)),
    ...newGroups(state, record, wantedSeverities(state, record), context),
  ];
  const merged = runs.filter((run) => run.changes?.mergedAs != null).length;
  const reason = `${merged} of ${runs.length} runs merged`;
  return planSteps(state, steps, context, {
    events: [{ type: "phase.finished", iteration, phase, outcome: "done", reason }],
    effects: [],
  });
};
