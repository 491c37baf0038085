import type { EventOf } from "./events.ts";
import { type AgentState, type SessionState, withWarning } from "./state.ts";

const detectAgents = (state: SessionState, event: EventOf<"agents.detected">): SessionState => ({
  ...state,
  agents: Object.fromEntries(
    event.agents.map((agent): [string, AgentState] => [
      agent.name,
      {
        ...agent,
        failuresInARow: state.agents[agent.name]?.failuresInARow ?? 0,
        circuitOpenUntil: state.agents[agent.name]?.circuitOpenUntil ?? null,
      },
    ]),
  ),
});

const openCircuit = (state: SessionState, event: EventOf<"circuit.opened">): SessionState => {
  const agent = state.agents[event.agent];
  if (agent === undefined) return state;
  const opened = { ...agent, circuitOpenUntil: event.until, failuresInARow: 0 };
  return withWarning(
    { ...state, agents: { ...state.agents, [event.agent]: opened } },
    { at: event.at, code: "circuit-open", message: event.reason, run: null },
  );
};

const passOver = (state: SessionState, event: EventOf<"agent.passed-over">): SessionState => {
  const agent = state.agents[event.agent];
  if (agent === undefined) return state;
  const without: AgentState = { ...agent, available: false, problem: event.reason };
  return { ...state, agents: { ...state.agents, [event.agent]: without } };
};

/** Which agents can be used, and which are passed over and why. */
export const evolveAgents = (
  state: SessionState,
  event: EventOf<"agents.detected" | "agent.passed-over" | "circuit.opened">,
): SessionState => {
  switch (event.type) {
    case "agents.detected":
      return detectAgents(state, event);
    case "agent.passed-over":
      return passOver(state, event);
    case "circuit.opened":
      return openCircuit(state, event);
  }
};
