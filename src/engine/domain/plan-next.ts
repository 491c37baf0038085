import type { EventBody } from "./events.ts";
import type { SessionSettings } from "./events-session.ts";
import type { PlanContext } from "./plan-context.ts";
import { allRuns, selectLedger, selectOverallScore } from "./select.ts";
import type { PhaseRecord, SessionState } from "./state.ts";
import { stopEvent } from "./stop.ts";
import type { Phase } from "./words.ts";
import { anyRejected, hasWork, severitiesFor } from "./work.ts";

/** Times that failing tests send an iteration back to close-gaps. */
const testRounds = 2;
/** Iterations without a better score before the strategy changes, and again before the session stops. */
const patience = 3;

const begin = (iteration: number, phase: Phase): EventBody => ({ type: "phase.started", iteration, phase });

const passBy = (
  iteration: number,
  phase: Phase,
  outcome: "skipped" | "reused",
  reason: string,
): readonly EventBody[] => [
  begin(iteration, phase),
  { type: "phase.finished", iteration, phase, outcome, reason },
];

const mergedIn = (state: SessionState, iteration: number): boolean =>
  allRuns(state).some((run) => run.iteration === iteration && run.changes?.mergedAs != null);

/** Whether the newest test run, if there was one, passed. */
const testsHold = (state: SessionState): boolean => state.tests.at(-1)?.passed !== false;

/** The iteration whose audit gave the best score so far; the first audit counts as 0. */
const bestIteration = (state: SessionState): number => {
  let best = -1;
  let at = 0;
  for (const score of state.scores) {
    if ((score.overall ?? -1) <= best) continue;
    best = score.overall ?? -1;
    at = score.phase === "audit" ? 0 : score.iteration;
  }
  return at;
};

/** Starts the phase that the findings call for: gaps first, enhancement when there are none. */
const enterFixing = (state: SessionState, iteration: number, context: PlanContext): readonly EventBody[] => {
  if (hasWork(state, severitiesFor(state, "close-gaps"), context)) return [begin(iteration, "close-gaps")];
  return [
    ...passBy(iteration, "close-gaps", "skipped", "no P0 or P1 is left that an agent can close"),
    begin(iteration, "enhance"),
  ];
};

const nextIteration = (state: SessionState, context: PlanContext): readonly EventBody[] => {
  const iteration = state.iteration + 1;
  return [
    { type: "iteration.started", iteration },
    ...passBy(iteration, "discovery", "reused", "known from iteration 1"),
    ...passBy(iteration, "audit", "reused", `taken from the re-audit of iteration ${state.iteration}`),
    ...enterFixing(state, iteration, context),
  ];
};

/** The next iteration, a new strategy, or the end when that brought nothing either. */
const goOn = (state: SessionState, context: PlanContext): readonly EventBody[] => {
  const since = Math.max(bestIteration(state), state.strategyChangedAt ?? 0);
  const stale = state.iteration - since;
  if (stale < patience) return nextIteration(state, context);
  if (state.strategy === "high-impact") {
    return [
      stopEvent(
        "stuck",
        `${patience} more iterations brought no better score after the strategy was changed`,
      ),
    ];
  }
  const reason = `${patience} iterations without a better score: only high-impact findings, by another agent where there is one`;
  return [{ type: "strategy.changed", strategy: "high-impact", reason }];
};

const notScored = (state: SessionState): EventBody => {
  const missing = state.scores.at(-1)?.dimensions ?? [];
  if (missing.every((dimension) => dimension.missing === "not-judged")) {
    return stopEvent("nothing-left", "no agent could judge any of the dimensions asked for");
  }
  const why =
    state.phases.findLast((record) => record.outcome === "failed")?.reason ?? "no report was written";
  return stopEvent("no-agent", `no audit could be done: ${why}`);
};

const complete = (state: SessionState): boolean =>
  state.scores.at(-1)?.dimensions.every((dimension) => dimension.missing !== "not-done") ?? false;

const nothingLeft = (state: SessionState): EventBody => {
  const { editing } = state.facts ?? {};
  if (editing?.allowed === false) {
    const why = (editing.reason ?? "not known why").replace(/\.$/, "");
    const advice = editing.advice === null ? "" : ` ${editing.advice}`;
    return stopEvent("nothing-left", `audited only, editing was refused: ${why}.${advice}`);
  }
  if (anyRejected(state))
    return stopEvent("rejected", "changes were rejected and nothing else is left to do");
  return stopEvent("nothing-left", "no agent can do more about the open findings");
};

/** A feature was asked for and this session has not come to develop yet. */
const featureLeft = (state: SessionState): boolean =>
  state.facts?.feature != null &&
  state.facts.editing.allowed &&
  !state.phases.some((record) => record.phase === "develop");

const mayGoOn = (state: SessionState, context: PlanContext): boolean => {
  if (state.facts?.editing.allowed !== true) return false;
  return hasWork(state, [...severitiesFor(state, "close-gaps"), ...severitiesFor(state, "enhance")], context);
};

const moneySpent = (state: SessionState): EventBody | null => {
  const { spentUsd, budgetUsd } = selectLedger(state);
  if (spentUsd === 0 || spentUsd < budgetUsd) return null;
  return stopEvent("budget-exhausted", `$${spentUsd.toFixed(2)} of $${budgetUsd.toFixed(2)} are spent`);
};

const iterationsDone = (state: SessionState, score: number, settings: SessionSettings): EventBody => {
  const tests = testsHold(state) ? "" : ", but tests fail";
  const reached = `the score is ${score} of ${settings.targetScore}${tests}`;
  const done = state.iteration === 1 ? "1 iteration is done" : `${state.iteration} iterations are done`;
  return stopEvent("max-iterations", `${done} and ${reached}`);
};

/** Stops or goes on after an audit or re-audit: target, money, iterations, stuck, nothing left. */
const afterAudit = (state: SessionState, last: PhaseRecord, context: PlanContext): readonly EventBody[] => {
  const settings = state.facts?.settings;
  const score = selectOverallScore(state);
  if (settings === undefined) return [];
  if (score === null) return [moneySpent(state) ?? notScored(state)];
  if (featureLeft(state)) return enterFixing(state, state.iteration, context);
  if (score >= settings.targetScore && complete(state) && testsHold(state)) {
    return [stopEvent("target-reached", `the score is ${score}, the target was ${settings.targetScore}`)];
  }
  const broke = moneySpent(state);
  if (broke !== null) return [broke];
  const ended = last.phase === "re-audit";
  if (ended && state.iteration >= settings.maxIterations) return [iterationsDone(state, score, settings)];
  if (!mayGoOn(state, context)) return [nothingLeft(state)];
  return ended ? goOn(state, context) : enterFixing(state, state.iteration, context);
};

const afterDevelop = (state: SessionState): readonly EventBody[] => {
  const { iteration } = state;
  if (mergedIn(state, iteration)) return [begin(iteration, "test")];
  const reason = "nothing was merged in this iteration";
  return [
    ...passBy(iteration, "test", "skipped", reason),
    ...passBy(iteration, "re-audit", "skipped", reason),
  ];
};

const afterTest = (state: SessionState, last: PhaseRecord, context: PlanContext): readonly EventBody[] => {
  const { iteration } = state;
  const rounds = state.tests.filter((test) => test.iteration === iteration).length;
  const again = last.outcome === "failed" && rounds < testRounds && hasWork(state, ["P0", "P1"], context);
  return [begin(iteration, again ? "close-gaps" : "re-audit")];
};

/** What comes after the newest phase has ended: the arrows of the loop. */
export const planNext = (state: SessionState, context: PlanContext): readonly EventBody[] => {
  const last = state.phases.at(-1);
  if (last === undefined) return [{ type: "iteration.started", iteration: 1 }, begin(1, "discovery")];
  switch (last.phase) {
    case "discovery":
      return [begin(state.iteration, "audit")];
    case "audit":
    case "re-audit":
      return afterAudit(state, last, context);
    case "close-gaps":
      return [
        ...passBy(state.iteration, "enhance", "skipped", "gaps came first"),
        begin(state.iteration, "develop"),
      ];
    case "enhance":
      return [begin(state.iteration, "develop")];
    case "develop":
      return afterDevelop(state);
    case "test":
      return afterTest(state, last, context);
  }
};
