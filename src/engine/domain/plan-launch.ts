import type { Effect, Plan } from "./effect.ts";
import type { EventBody } from "./events.ts";
import type { Task } from "./events-run.ts";
import type { PlanContext } from "./plan-context.ts";
import { selectActiveRuns, selectCurrentPhase, selectLedger } from "./select.ts";
import type { Run, SessionState } from "./state.ts";

/** A run that is wanted, before limits were asked whether it may start. */
export type WantedRun = {
  readonly task: Task;
  readonly agent: string;
  readonly model: string | null;
  readonly choice: string;
  readonly attempt: number;
  readonly timeoutSeconds: number | null;
};

export type LaunchPlan = {
  readonly plan: Plan;
  /** Set when money does not allow some wanted run. */
  readonly outOfBudget: string | null;
};

const agentSettings = (state: SessionState, name: string) =>
  state.facts?.settings.agents.find((agent) => agent.name === name);

const requestEvent = (
  state: SessionState,
  wanted: WantedRun,
  number: number,
  reservedUsd: number,
): EventBody => ({
  type: "run.requested",
  run: String(number).padStart(3, "0"),
  iteration: state.iteration,
  phase: selectCurrentPhase(state)?.phase ?? "audit",
  attempt: wanted.attempt,
  task: wanted.task,
  agent: wanted.agent,
  model: wanted.model,
  choice: wanted.choice,
  timeoutSeconds:
    wanted.timeoutSeconds ??
    agentSettings(state, wanted.agent)?.timeoutSeconds ??
    state.facts?.settings.timeoutSeconds ??
    600,
  reservedUsd,
});

const hasSlot = (
  state: SessionState,
  agent: string,
  running: readonly { readonly agent: string }[],
): boolean => {
  if (running.length >= (state.facts?.settings.concurrency ?? 1)) return false;
  const own = agentSettings(state, agent)?.concurrency ?? null;
  return own === null || running.filter((run) => run.agent === agent).length < own;
};

/**
 * Turns wanted runs into requests as far as slots and money allow. Money is a wall: the likely cost is reserved
 * before a run starts, and a run that would not fit is not started.
 */
export const requestRuns = (
  state: SessionState,
  wanted: readonly WantedRun[],
  context: PlanContext,
): LaunchPlan => {
  if (state.paused) return { plan: { events: [], effects: [] }, outOfBudget: null };
  const events: EventBody[] = [];
  const running: { agent: string }[] = [...selectActiveRuns(state)];
  const ledger = selectLedger(state);
  // Also for agents whose cost nobody knows beforehand: what is spent is spent.
  const spent = ledger.spentUsd > 0 && ledger.spentUsd >= ledger.budgetUsd;
  let left = ledger.leftUsd;
  for (const run of wanted) {
    if (!hasSlot(state, run.agent, running)) continue;
    const cost = context.estimateUsd(run.agent, run.model, run.task);
    if (spent || cost > left) {
      const outOfBudget = `a run of ${run.agent} is likely to cost $${cost.toFixed(2)}, $${left.toFixed(2)} is left of $${ledger.budgetUsd.toFixed(2)}`;
      return { plan: { events, effects: [] }, outOfBudget };
    }
    left -= cost;
    running.push(run);
    events.push(requestEvent(state, run, state.runOrder.length + events.length + 1, cost));
  }
  return { plan: { events, effects: [] }, outOfBudget: null };
};

/** A scheduled retry as a wanted run, or the time to wait for when it is not due. */
export const retryOf = (
  state: SessionState,
  run: Run,
  now: string,
): WantedRun | { readonly wake: string } | null => {
  if (run.retry === null || run.supersededBy !== null) return null;
  const rest = state.agents[run.retry.agent]?.circuitOpenUntil ?? run.retry.notBefore;
  const due = Date.parse(rest) > Date.parse(run.retry.notBefore) ? rest : run.retry.notBefore;
  if (Date.parse(due) > Date.parse(now)) return { wake: due };
  const { agent, model, timeoutSeconds, reason } = run.retry;
  return { task: run.task, agent, model, timeoutSeconds, choice: reason, attempt: run.attempt + 1 };
};

const deadlineOf = (run: Run): number =>
  Date.parse(run.launchedAt ?? run.requestedAt) + run.timeoutSeconds * 1000;

const watchRun = (state: SessionState, run: Run, now: string): readonly Effect[] => {
  if (run.status === "requested") return [{ kind: "launch", run: run.id }];
  const deadline = deadlineOf(run);
  if (Date.parse(now) >= deadline) return [{ kind: "stop-run", run: run.id, cause: "timed-out" }];
  const { spentUsd, budgetUsd } = selectLedger(state);
  const overReservation = (run.usage?.costUsd ?? 0) > run.reservedUsd;
  if (overReservation && spentUsd > budgetUsd) {
    return [{ kind: "stop-run", run: run.id, cause: "over-budget" }];
  }
  return [{ kind: "wake", at: new Date(deadline).toISOString() }];
};

/** What runs under way need: a start, or an end when their time or money is over. */
export const watchRuns = (state: SessionState, now: string): Plan => ({
  events: [],
  effects: selectActiveRuns(state).flatMap((run) => watchRun(state, run, now)),
});
