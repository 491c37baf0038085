import type { EventBody } from "./events.ts";
import type { Observation, RunEnding } from "./observations.ts";
import { recover } from "./recovery.ts";
import { selectLedger } from "./select.ts";
import type { SessionState } from "./state.ts";

/** At most this many activities a second and run go into the journal. */
const activitiesPerSecond = 4;
const alertShare = 0.8;

export const observeActivity = (
  state: SessionState,
  observation: Extract<Observation, { kind: "run-activity" }>,
  now: string,
): readonly EventBody[] => {
  const run = state.runs[observation.run];
  if (run === undefined || run.status === "finished") return [];
  const text = observation.text.slice(0, 200);
  const last = run.activity.at(-1);
  if (last?.text === text && last.kind === observation.activity) return [];
  const fourth = run.activity.at(-activitiesPerSecond);
  if (fourth !== undefined && Date.parse(now) - Date.parse(fourth.at) < 1000) return [];
  return [{ type: "run.activity", run: run.id, kind: observation.activity, text }];
};

export const observeUsage = (
  state: SessionState,
  observation: Extract<Observation, { kind: "run-usage" }>,
): readonly EventBody[] => {
  const { kind: _kind, run: id, ...usage } = observation;
  const run = state.runs[id];
  const before = run?.usage;
  if (run === undefined || !Number.isFinite(usage.costUsd)) return [];
  const same =
    before !== null &&
    before !== undefined &&
    before.inputTokens === usage.inputTokens &&
    before.outputTokens === usage.outputTokens &&
    before.cachedInputTokens === usage.cachedInputTokens &&
    before.costUsd === usage.costUsd &&
    before.source === usage.source;
  if (same) return [];
  const events: EventBody[] = [{ type: "run.usage", run: id, ...usage }];
  const { spentUsd, budgetUsd } = selectLedger(state);
  const spent = spentUsd - (before?.costUsd ?? 0) + usage.costUsd;
  if (!state.budgetAlerted && budgetUsd > 0 && spent >= alertShare * budgetUsd) {
    events.push({ type: "budget.alerted", spentUsd: spent, share: spent / budgetUsd });
  }
  return events;
};

export const observeEnding = (state: SessionState, ending: RunEnding, now: string): readonly EventBody[] => {
  const run = state.runs[ending.run];
  if (run === undefined || run.status === "finished") return [];
  const { retryAfterSeconds: _retryAfterSeconds, ...finished } = ending;
  return [{ type: "run.finished", ...finished }, ...recover(state, run, ending, now)];
};
