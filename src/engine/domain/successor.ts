import { allRuns } from "./select.ts";
import type { AgentState, Run, SessionState } from "./state.ts";

/** An agent, and its model when it is not the configured one. */
export type Successor = { readonly agent: string; readonly model: string | null };

/** The run and the earlier attempts at the same task, newest first. */
const attemptsOf = (state: SessionState, run: Run): readonly Run[] => {
  const attempts = [run];
  const runs = allRuns(state);
  for (;;) {
    const before = runs.find((other) => other.supersededBy === attempts.at(-1)?.id);
    if (before === undefined) return attempts;
    attempts.push(before);
  }
};

const canTake = (agent: AgentState, run: Run): boolean => {
  const { kind } = run.task;
  const edits = kind === "fix" || kind === "develop";
  // What always gives the same answer cannot invent.
  const invents = kind === "propose" || kind === "develop";
  return agent.available && (agent.canEdit || !edits) && !(agent.deterministic && invents);
};

/** `fallback` names an agent or, when no agent has that name, a model of the same agent. */
const fallbackOf = (state: SessionState, run: Run, attempts: readonly Run[]): Successor | null => {
  const fallback = state.facts?.settings.agents.find((agent) => agent.name === run.agent)?.fallback ?? null;
  if (fallback === null) return null;
  const agent = state.agents[fallback];
  if (agent !== undefined) {
    const fresh = canTake(agent, run) && !attempts.some((attempt) => attempt.agent === fallback);
    return fresh ? { agent: fallback, model: null } : null;
  }
  const usable = state.agents[run.agent]?.available === true;
  const tried = attempts.some((attempt) => attempt.agent === run.agent && attempt.model === fallback);
  return usable && !tried ? { agent: run.agent, model: fallback } : null;
};

const rests = (agent: AgentState, now: string): boolean =>
  agent.circuitOpenUntil !== null && Date.parse(agent.circuitOpenUntil) > Date.parse(now);

/** Who takes a task over from an agent that cannot do it: one that has not tried it, best one that does not rest. */
export const successorOf = (state: SessionState, run: Run, now: string): Successor | null => {
  const attempts = attemptsOf(state, run);
  const configured = fallbackOf(state, run, attempts);
  if (configured !== null) return configured;
  if (state.facts?.settings.onlyAgent != null) return null;
  const tried = new Set(attempts.map((attempt) => attempt.agent));
  const fresh = Object.values(state.agents).filter((agent) => canTake(agent, run) && !tried.has(agent.name));
  const other = fresh.find((agent) => !rests(agent, now)) ?? fresh[0];
  return other === undefined ? null : { agent: other.name, model: null };
};
