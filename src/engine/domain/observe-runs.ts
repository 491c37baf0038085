import type { EventBody } from "./events.ts";
import type { Observation, RunEnding } from "./observations.ts";
import { recover } from "./recovery.ts";
import { selectLedger } from "./select.ts";
import type { SessionState, Usage } from "./state.ts";
import type { CostSource } from "./words.ts";

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
  // A clock that was set back must not silence a run until it has caught up.
  if (fourth !== undefined && Math.abs(Date.parse(now) - Date.parse(fourth.at)) < 1000) return [];
  return [{ type: "run.activity", run: run.id, kind: observation.activity, text }];
};

/** How much a cost can be trusted: what an agent reports wins over prices, prices over a guess. */
const trust: Readonly<Record<CostSource, number>> = { estimated: 0, priced: 1, reported: 2 };

/**
 * An engine that takes a run back reads its output again from the beginning: totals that are behind those in the
 * journal say nothing, or spent money would be forgotten for a while.
 */
const tellsMore = (before: Usage, usage: Usage): boolean => {
  if (before.source !== usage.source) return trust[usage.source] > trust[before.source];
  return (
    usage.costUsd > before.costUsd ||
    usage.inputTokens > before.inputTokens ||
    usage.outputTokens > before.outputTokens ||
    usage.cachedInputTokens > before.cachedInputTokens
  );
};

/** Totals only grow. */
const highest = (before: Usage, usage: Usage): Usage => ({
  inputTokens: Math.max(before.inputTokens, usage.inputTokens),
  cachedInputTokens: Math.max(before.cachedInputTokens, usage.cachedInputTokens),
  outputTokens: Math.max(before.outputTokens, usage.outputTokens),
  costUsd: Math.max(before.costUsd, usage.costUsd),
  source: usage.source,
});

export const observeUsage = (
  state: SessionState,
  observation: Extract<Observation, { kind: "run-usage" }>,
): readonly EventBody[] => {
  const { kind: _kind, run: id, model, ...told } = observation;
  const run = state.runs[id];
  const before = run?.usage ?? null;
  if (run === undefined || !Number.isFinite(told.costUsd)) return [];
  if (before !== null && !tellsMore(before, told)) return [];
  const usage = { model, ...(before?.source === told.source ? highest(before, told) : told) };
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
