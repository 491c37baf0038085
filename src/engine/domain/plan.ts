import { joinPlans, nothingToDo, type Plan } from "./effect.ts";
import type { EventBody } from "./events.ts";
import { planAudit } from "./plan-audit.ts";
import type { PlanContext } from "./plan-context.ts";
import { planDevelop } from "./plan-develop.ts";
import { type EditPlan, planFixes } from "./plan-fix.ts";
import { watchRuns } from "./plan-launch.ts";
import { planNext } from "./plan-next.ts";
import { planTest } from "./plan-test.ts";
import { selectActiveRuns, selectCurrentPhase, selectPendingConfirmations } from "./select.ts";
import type { PhaseRecord, SessionState } from "./state.ts";
import { failureMark, stopEvent } from "./stop.ts";

const onlyEvents = (events: readonly EventBody[]): Plan => ({ events, effects: [] });

const planAbort = (state: SessionState): Plan => {
  const active = selectActiveRuns(state);
  if (active.length > 0) {
    return {
      events: [],
      effects: active.map((run) => ({ kind: "stop-run", run: run.id, cause: "stopped" })),
    };
  }
  const by = state.abortRequestedBy ?? "";
  if (by.startsWith(failureMark)) return onlyEvents([stopEvent("failed", by.slice(failureMark.length))]);
  const interrupted = by.startsWith("signal");
  return onlyEvents([stopEvent(interrupted ? "interrupted" : "aborted", `stopped by ${by}`)]);
};

/** An unattended session waits for a person only as long as it was told to. */
const planUnattended = (state: SessionState, context: PlanContext): Plan => {
  const seconds = state.facts?.settings.confirmTimeoutSeconds ?? (state.engine?.attended ? null : 0);
  const pending = selectPendingConfirmations(state);
  const newest = pending.at(-1);
  if (seconds === null || newest === undefined) return nothingToDo;
  const asked = Math.max(
    Date.parse(newest.requestedAt),
    Date.parse(state.engine?.startedAt ?? newest.requestedAt),
  );
  const deadline = asked + seconds * 1000;
  if (Date.parse(context.now) < deadline) {
    return { events: [], effects: [{ kind: "wake", at: new Date(deadline).toISOString() }] };
  }
  const ids = pending.map((confirmation) => `${confirmation.id} (${confirmation.risk})`).join(", ");
  return onlyEvents([
    stopEvent(
      "confirmation-needed",
      `a person must answer ${ids}: orch approve ID or orch reject ID, then orch run --resume`,
    ),
  ]);
};

const settleEdits = (state: SessionState, edits: EditPlan, context: PlanContext): Plan => {
  if (edits.waitsForPerson) return joinPlans([edits.plan, planUnattended(state, context)]);
  return edits.outOfBudget === null
    ? edits.plan
    : stopForMoney(state, edits.plan, edits.outOfBudget, context);
};

/** No money for the next run: what runs may end and what waits may be answered, then the session stops. */
const stopForMoney = (state: SessionState, plan: Plan, why: string, context: PlanContext): Plan => {
  const moving = plan.events.length > 0 || plan.effects.length > 0 || selectActiveRuns(state).length > 0;
  if (moving) return plan;
  if (selectPendingConfirmations(state).length > 0) return planUnattended(state, context);
  return onlyEvents([stopEvent("budget-exhausted", why)]);
};

const planPhase = (state: SessionState, record: PhaseRecord, context: PlanContext): Plan => {
  const { iteration, phase } = record;
  switch (phase) {
    case "discovery":
      return state.discovery === null
        ? { events: [], effects: [{ kind: "discover" }] }
        : onlyEvents([{ type: "phase.finished", iteration, phase, outcome: "done", reason: null }]);
    case "audit":
    case "re-audit": {
      const { plan, outOfBudget } = planAudit(state, record, context);
      return outOfBudget === null ? plan : stopForMoney(state, plan, outOfBudget, context);
    }
    case "close-gaps":
    case "enhance":
      return settleEdits(state, planFixes(state, record, context), context);
    case "develop":
      return settleEdits(state, planDevelop(state, record, context), context);
    case "test":
      return planTest(state, record);
  }
};

/**
 * What a session wants next. Pure: the same state and time give the same plan, so an engine that starts again
 * goes on where the last one was.
 */
export const plan = (state: SessionState, context: PlanContext): Plan => {
  if (state.facts === null) return nothingToDo;
  if (state.stop !== null) return { events: [], effects: [{ kind: "finish" }] };
  if (state.abortRequestedBy !== null) return planAbort(state);
  if (Object.keys(state.agents).length === 0) return { events: [], effects: [{ kind: "detect-agents" }] };
  const watch = watchRuns(state, context.now);
  const current = selectCurrentPhase(state);
  if (current !== null) return joinPlans([watch, planPhase(state, current, context)]);
  return state.paused ? watch : joinPlans([watch, onlyEvents(planNext(state, context))]);
};
