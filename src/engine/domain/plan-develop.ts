import type { EventBody } from "./events.ts";
import type { Task } from "./events-run.ts";
import { runsOfPhase } from "./plan-audit.ts";
import type { PlanContext } from "./plan-context.ts";
import { type EditPlan, type EditStep, editStep, planSteps } from "./plan-fix.ts";
import { retryOf } from "./plan-launch.ts";
import { withPolicy } from "./policy.ts";
import { allRuns } from "./select.ts";
import type { Confirmation, PhaseRecord, Run, SessionState } from "./state.ts";
import { assign } from "./work.ts";

const finished = (record: PhaseRecord, outcome: "done" | "skipped", reason: string | null): EditPlan => {
  const { iteration, phase } = record;
  return {
    plan: { events: [{ type: "phase.finished", iteration, phase, outcome, reason }], effects: [] },
    outOfBudget: null,
    waitsForPerson: false,
  };
};

/** The built-in agent gives the same answer each time; it cannot invent, so it never develops. */
const cannotInvent = (state: SessionState): readonly string[] =>
  Object.values(state.agents).flatMap((agent) => (agent.deterministic ? [agent.name] : []));

const start = (state: SessionState, record: PhaseRecord, task: Task, context: PlanContext): EditPlan => {
  const assignment = assign(state, task, context, [], cannotInvent(state));
  if (assignment.kind === "none") {
    return finished(record, "skipped", `no agent can build features: ${assignment.reasons.join("; ")}`);
  }
  if (assignment.kind === "wait") {
    return planSteps(state, [{ kind: "effect", effect: { kind: "wake", at: assignment.until } }], context, {
      events: [],
      effects: [],
    });
  }
  const { agent, model, reason } = assignment;
  const wanted = { task, agent, model, choice: reason, attempt: 1, timeoutSeconds: null };
  return planSteps(state, [{ kind: "launch", wanted }], context, { events: [], effects: [] });
};

const proposalStep = (state: SessionState, run: Run, context: PlanContext): EditStep => {
  if (run.status !== "finished") return { kind: "busy" };
  const retry = retryOf(state, run, context.now);
  if (retry !== null) {
    return "wake" in retry
      ? { kind: "effect", effect: { kind: "wake", at: retry.wake } }
      : { kind: "launch", wanted: retry };
  }
  if (run.report === null) return { kind: "effect", effect: { kind: "read-head", run: run.id } };
  return { kind: "settled" };
};

const askForFeature = (state: SessionState, run: Run, feature: string): readonly EventBody[] =>
  withPolicy(state, {
    type: "confirmation.requested",
    confirmation: `C${state.confirmationOrder.length + 1}`,
    operation: `Develop the new feature: ${feature}`,
    risk: "medium",
    details: [`the proposal is the report of run ${run.id}`, `by: ${run.agent}`],
    reason: "a new feature is always asked for",
    run: run.id,
  });

const confirmationOf = (state: SessionState, run: Run): Confirmation | undefined =>
  Object.values(state.confirmations).find((confirmation) => confirmation.run === run.id);

const afterProposal = (
  state: SessionState,
  record: PhaseRecord,
  proposal: Run,
  feature: string,
  context: PlanContext,
): EditPlan => {
  if (proposal.abandoned !== null) return finished(record, "skipped", `no proposal: ${proposal.abandoned}`);
  const step = proposalStep(state, proposal, context);
  if (step.kind !== "settled") return planSteps(state, [step], context, { events: [], effects: [] });
  const confirmation = confirmationOf(state, proposal);
  if (confirmation === undefined) {
    const events = askForFeature(state, proposal, feature);
    return { plan: { events, effects: [] }, outOfBudget: null, waitsForPerson: false };
  }
  if (confirmation.answer === null) {
    return { plan: { events: [], effects: [] }, outOfBudget: null, waitsForPerson: true };
  }
  if (confirmation.answer === "rejected") return finished(record, "skipped", "the proposal was rejected");
  return start(state, record, { kind: "develop", feature }, context);
};

/** Why the feature is not taken up again; null when it may be. */
const settledBefore = (state: SessionState): string | null => {
  const runs = allRuns(state);
  const built = runs.filter((run) => run.task.kind === "develop");
  if (built.some((run) => run.changes?.mergedAs != null))
    return "the feature was built in an earlier iteration";
  if (built.some((run) => run.changes?.discarded?.reason === "rejected")) return "the feature was rejected";
  const refused = runs.some(
    (run) => run.task.kind === "propose" && confirmationOf(state, run)?.answer === "rejected",
  );
  return refused ? "the proposal was rejected" : null;
};

const noFeature = "no feature was asked for (--feature TEXT)";

/** Develop: a proposal, a person's yes, then the code through the change gate. */
export const planDevelop = (state: SessionState, record: PhaseRecord, context: PlanContext): EditPlan => {
  const feature = state.facts?.feature ?? null;
  if (feature === null) return finished(record, "skipped", noFeature);
  const runs = runsOfPhase(state, record);
  const building = runs.filter((run) => run.task.kind === "develop");
  if (building.length > 0) {
    const { iteration, phase } = record;
    const steps = building.map((run) => editStep(state, run, context));
    return planSteps(state, steps, context, {
      events: [{ type: "phase.finished", iteration, phase, outcome: "done", reason: null }],
      effects: [],
    });
  }
  const before = settledBefore(state);
  if (before !== null) return finished(record, "skipped", before);
  const proposal = runs.findLast((run) => run.task.kind === "propose");
  if (proposal === undefined) return start(state, record, { kind: "propose", feature }, context);
  return afterProposal(state, record, proposal, feature, context);
};
