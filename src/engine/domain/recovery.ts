import type { EventBody } from "./events.ts";
import type { RunEnding } from "./observations.ts";
import type { Run, SessionState } from "./state.ts";
import type { RunOutcome } from "./words.ts";

/** Retries of one task after its first attempt, over all restarts of the engine. */
export const maxRetries = 3;
const timeoutFactor = 1.5;
const backoffSeconds = 2;
const longestWaitSeconds = 600;
const circuitSeconds = 60;
const failuresToOpen = 3;

/** Faults of the agent that no waiting will mend: the agent is passed over for the rest of the session. */
const hopeless: ReadonlySet<RunOutcome> = new Set([
  "not-installed",
  "too-old",
  "not-logged-in",
  "wrong-key",
  "quota-exhausted",
]);

/** Another agent or model may do what this one cannot. */
const needsAnother: ReadonlySet<RunOutcome> = new Set([
  "unknown-model",
  "refused",
  "context-too-long",
  "turn-limit",
]);

const final: ReadonlySet<RunOutcome> = new Set(["succeeded", "stopped", "over-budget"]);

type Plan = {
  readonly waitSeconds: number;
  readonly timeoutSeconds: number;
  readonly why: string;
  readonly other: boolean;
};

/** Spreads retries of several runs without a random source, so that a replayed decision is the same. */
const jitter = (run: string): number => {
  let hash = 7;
  for (const character of run) hash = (hash * 31 + character.charCodeAt(0)) % 1000;
  return hash / 1000;
};

const backoff = (run: Run): number => backoffSeconds * 2 ** (run.attempt - 1) * (1 + jitter(run.id) / 2);

const planFor = (run: Run, ending: RunEnding): Plan | null => {
  const { outcome } = ending;
  const timeoutSeconds = run.timeoutSeconds;
  if (final.has(outcome)) return null;
  if (outcome === "timed-out") {
    const longer = timeoutSeconds * timeoutFactor;
    return {
      waitSeconds: 0,
      timeoutSeconds: longer,
      why: `again with ${Math.round(longer)} s`,
      other: false,
    };
  }
  if (outcome === "no-report") {
    const why =
      run.attempt === 1 ? "asked once more for the report" : "another agent is asked for the report";
    return { waitSeconds: 0, timeoutSeconds, why, other: run.attempt > 1 };
  }
  if (hopeless.has(outcome) || needsAnother.has(outcome)) {
    return { waitSeconds: 0, timeoutSeconds, why: `another agent after "${outcome}"`, other: true };
  }
  const asked = ending.retryAfterSeconds;
  if (asked !== null && asked > longestWaitSeconds) {
    return {
      waitSeconds: 0,
      timeoutSeconds,
      why: `another agent: ${run.agent} asks to wait ${asked} s`,
      other: true,
    };
  }
  const waitSeconds = asked ?? backoff(run);
  return { waitSeconds, timeoutSeconds, why: `again after ${Math.round(waitSeconds)} s`, other: false };
};

/** `fallback` names an agent or, when no agent has that name, a model of the same agent. */
const fallbackOf = (state: SessionState, run: Run): { agent: string; model: string | null } | null => {
  const fallback = state.facts?.settings.agents.find((agent) => agent.name === run.agent)?.fallback ?? null;
  if (fallback === null) return null;
  const agent = state.agents[fallback];
  if (agent?.available === true) return { agent: fallback, model: null };
  return agent === undefined && run.model !== fallback ? { agent: run.agent, model: fallback } : null;
};

const anotherAgent = (state: SessionState, run: Run): { agent: string; model: string | null } | null => {
  const configured = fallbackOf(state, run);
  if (configured !== null) return configured;
  if (state.facts?.settings.onlyAgent != null) return null;
  const edits = run.task.kind === "fix" || run.task.kind === "develop";
  const other = Object.values(state.agents).find(
    (agent) =>
      agent.name !== run.agent &&
      agent.available &&
      agent.circuitOpenUntil === null &&
      (agent.canEdit || !edits),
  );
  return other === undefined ? null : { agent: other.name, model: null };
};

const later = (now: string, seconds: number): string =>
  new Date(Date.parse(now) + seconds * 1000).toISOString();

const retryOrAbandon = (
  state: SessionState,
  run: Run,
  ending: RunEnding,
  plan: Plan,
  now: string,
): EventBody => {
  if (run.attempt > maxRetries) {
    const reason = `${ending.outcome} after ${run.attempt} attempts: ${ending.message}`;
    return { type: "task.abandoned", run: run.id, reason };
  }
  const next = plan.other ? anotherAgent(state, run) : { agent: run.agent, model: run.model };
  if (next === null) {
    return {
      type: "task.abandoned",
      run: run.id,
      reason: `no other agent can take it over: ${ending.message}`,
    };
  }
  const { waitSeconds, timeoutSeconds, why } = plan;
  const reason = plan.other
    ? `${why}: ${next.agent}${next.model === null ? "" : ` with ${next.model}`}`
    : why;
  return {
    type: "retry.scheduled",
    run: run.id,
    notBefore: later(now, waitSeconds),
    ...next,
    timeoutSeconds,
    reason,
  };
};

/** What follows from a run's end besides its end: a retry, a passed-over agent, an open circuit, giving up. */
export const recover = (
  state: SessionState,
  run: Run,
  ending: RunEnding,
  now: string,
): readonly EventBody[] => {
  const plan = planFor(run, ending);
  if (plan === null) {
    const gaveUp = ending.outcome !== "succeeded";
    return gaveUp ? [{ type: "task.abandoned", run: run.id, reason: ending.message }] : [];
  }
  const events: EventBody[] = [];
  if (hopeless.has(ending.outcome)) {
    const reason = ending.advice === null ? ending.message : `${ending.message} ${ending.advice}`;
    events.push({ type: "agent.passed-over", agent: run.agent, reason });
  }
  const failures = (state.agents[run.agent]?.failuresInARow ?? 0) + 1;
  if (!plan.other && failures >= failuresToOpen) {
    const reason = `${run.agent} failed ${failures} times in a row and rests for ${circuitSeconds} s`;
    events.push({ type: "circuit.opened", agent: run.agent, until: later(now, circuitSeconds), reason });
  }
  events.push(retryOrAbandon(state, run, ending, plan, now));
  return events;
};
