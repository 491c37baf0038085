import type { EventBody } from "./events.ts";
import type { RunEnding } from "./observations.ts";
import { allRuns } from "./select.ts";
import type { Run, SessionState } from "./state.ts";
import { successorOf } from "./successor.ts";
import { agentFaults, type RunOutcome } from "./words.ts";

/** Retries of one task after its first attempt, over all restarts of the engine. */
const maxRetries = 3;
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

/** Nothing is tried again by itself. What was stopped is begun anew when a stopped session goes on. */
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

/** Stands in the choice of a run whose agent gets a second chance to write its report. */
const askedAgain = "asked once more for the report";

const wasAskedAgain = (run: Run): boolean => run.choice.startsWith(askedAgain);

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
    const other = wasAskedAgain(run);
    const why = other ? "another agent is asked for the report" : askedAgain;
    return { waitSeconds: 0, timeoutSeconds, why, other };
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

const later = (now: string, seconds: number): string =>
  new Date(Date.parse(now) + seconds * 1000).toISOString();

const handOver = (state: SessionState, run: Run, now: string) => {
  const next = successorOf(state, run, now);
  if (next === null) return null;
  return { next, whom: next.model === null ? next.agent : `${next.agent} with ${next.model}` };
};

const abandon = (run: Run, reason: string): EventBody => ({ type: "task.abandoned", run: run.id, reason });

/** Seconds that an agent still rests. */
const restLeft = (state: SessionState, agent: string, now: string): number => {
  const until = state.agents[agent]?.circuitOpenUntil ?? null;
  return until === null ? 0 : Math.max(0, (Date.parse(until) - Date.parse(now)) / 1000);
};

/** What is said of a wait is how long it really is. */
const afterRest = (run: Run, { waitSeconds, why }: Plan, rest: number, now: string) => {
  const what = waitSeconds > 0 ? "again" : why;
  const reason = `${what} after ${Math.round(rest)} s, when ${run.agent} has rested`;
  return { notBefore: later(now, rest), reason };
};

type Retry = Pick<
  Extract<EventBody, { type: "retry.scheduled" }>,
  "type" | "run" | "notBefore" | "timeoutSeconds"
>;

/** Nobody waits for an agent that rests while another one, which does not rest, can go on at once. */
const passedOn = (state: SessionState, run: Run, retry: Retry, now: string): EventBody | null => {
  const successor = handOver(state, run, now);
  const until = successor === null ? null : (state.agents[successor.next.agent]?.circuitOpenUntil ?? null);
  if (successor === null || successor.next.agent === run.agent) return null;
  if (until !== null && Date.parse(until) > Date.parse(now)) return null;
  const reason = `another agent while ${run.agent} rests: ${successor.whom}`;
  return { ...retry, notBefore: now, ...successor.next, reason };
};

const retryOrAbandon = (
  state: SessionState,
  run: Run,
  ending: RunEnding,
  plan: Plan,
  now: string,
  circuitOpens = false,
): EventBody => {
  if (run.attempt > maxRetries) {
    return abandon(run, `${ending.outcome} after ${run.attempt} attempts: ${ending.message}`);
  }
  const { waitSeconds, timeoutSeconds, why } = plan;
  const retry = {
    type: "retry.scheduled",
    run: run.id,
    notBefore: later(now, waitSeconds),
    timeoutSeconds,
  } as const;
  const same = { ...retry, agent: run.agent, model: run.model, reason: why };
  // Another run of the same agent may have shown in the meantime that it is of no use.
  const usable = state.agents[run.agent]?.available === true;
  if (!plan.other && usable) {
    const rest = circuitOpens ? circuitSeconds : restLeft(state, run.agent, now);
    if (rest <= waitSeconds) return same;
    return passedOn(state, run, retry, now) ?? { ...same, ...afterRest(run, plan, rest, now) };
  }
  const successor = handOver(state, run, now);
  if (successor === null) return abandon(run, `no other agent can take it over: ${ending.message}`);
  return { ...retry, ...successor.next, reason: `${why}: ${successor.whom}` };
};

/** Retries that wait for an agent which is passed over from now on: another takes them, or nobody. */
const rescueRetries = (
  state: SessionState,
  agent: string,
  except: string,
  now: string,
): readonly EventBody[] =>
  allRuns(state).flatMap((run): readonly EventBody[] => {
    const { retry } = run;
    if (retry?.agent !== agent || run.supersededBy !== null || run.id === except) return [];
    const successor = handOver(state, run, now);
    if (successor === null) return [abandon(run, `no other agent can take it over from ${agent}`)];
    const reason = `another agent, ${agent} is passed over: ${successor.whom}`;
    const { notBefore, timeoutSeconds } = retry;
    return [{ type: "retry.scheduled", run: run.id, notBefore, ...successor.next, timeoutSeconds, reason }];
  });

const withoutAgent = (state: SessionState, name: string): SessionState => {
  const agent = state.agents[name];
  if (agent === undefined) return state;
  return { ...state, agents: { ...state.agents, [name]: { ...agent, available: false } } };
};

const passOver = (state: SessionState, run: Run, ending: RunEnding, now: string): readonly EventBody[] => {
  const said = /[.!?…]$/.test(ending.message) ? ending.message : `${ending.message}.`;
  const reason = ending.advice === null ? ending.message : `${said} ${ending.advice}`;
  return [
    { type: "agent.passed-over", agent: run.agent, reason },
    ...rescueRetries(state, run.agent, run.id, now),
  ];
};

const openCircuit = (
  state: SessionState,
  run: Run,
  outcome: RunOutcome,
  now: string,
): readonly EventBody[] => {
  if (!agentFaults.has(outcome)) return [];
  const failures = (state.agents[run.agent]?.failuresInARow ?? 0) + 1;
  if (failures < failuresToOpen) return [];
  const reason = `${run.agent} failed ${failures} times in a row and rests for ${circuitSeconds} s`;
  return [{ type: "circuit.opened", agent: run.agent, until: later(now, circuitSeconds), reason }];
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
    const withSession = ending.outcome === "stopped" && state.abortRequestedBy !== null;
    return ending.outcome === "succeeded" || withSession ? [] : [abandon(run, ending.message)];
  }
  if (hopeless.has(ending.outcome)) {
    const rest = withoutAgent(state, run.agent);
    return [...passOver(rest, run, ending, now), retryOrAbandon(rest, run, ending, plan, now)];
  }
  const opened = openCircuit(state, run, ending.outcome, now);
  return [...opened, retryOrAbandon(state, run, ending, plan, now, opened.length > 0)];
};
