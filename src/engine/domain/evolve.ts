import type { EventOf, SessionEvent } from "./events.ts";
import { evolveChange } from "./evolve-change.ts";
import { evolveFindings } from "./evolve-findings.ts";
import { evolveProgress } from "./evolve-progress.ts";
import { evolveRun } from "./evolve-run.ts";
import type { AgentState, SessionState } from "./state.ts";

const withWarning = (
  state: SessionState,
  warning: { at: string; code: string; message: string; run: string | null },
): SessionState => ({ ...state, warnings: [...state.warnings.slice(-99), warning] });

const detectAgents = (state: SessionState, event: EventOf<"agents.detected">): SessionState => ({
  ...state,
  agents: Object.fromEntries(
    event.agents.map((agent): [string, AgentState] => [
      agent.name,
      { ...agent, failuresInARow: 0, circuitOpenUntil: null },
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

type SessionEventType =
  | "session.created"
  | "engine.started"
  | "session.paused"
  | "session.unpaused"
  | "session.abort-requested"
  | "session.stopped"
  | "session.resumed";

/** The life of the session itself: who works on it, whether it is paused, why it ended. */
const evolveSession = (state: SessionState, event: EventOf<SessionEventType>): SessionState => {
  switch (event.type) {
    case "session.created": {
      const { seq: _seq, at, type: _type, ...facts } = event;
      return { ...state, startedAt: at, facts };
    }
    case "engine.started":
      return { ...state, engine: { pid: event.pid, startedAt: event.at, attended: event.attended } };
    case "session.paused":
      return { ...state, paused: true };
    case "session.unpaused":
      return { ...state, paused: false };
    case "session.abort-requested":
      return { ...state, abortRequestedBy: event.channel };
    case "session.stopped":
      return {
        ...state,
        stop: { at: event.at, reason: event.reason, exitCode: event.exitCode, message: event.message },
      };
    case "session.resumed":
      return { ...state, stop: null, abortRequestedBy: null, paused: false };
  }
};

/** Applies an event's own meaning; the envelope is applied by `evolve`. Exhaustive on purpose. */
const apply = (state: SessionState, event: SessionEvent): SessionState => {
  switch (event.type) {
    case "session.created":
    case "engine.started":
    case "session.paused":
    case "session.unpaused":
    case "session.abort-requested":
    case "session.stopped":
    case "session.resumed":
      return evolveSession(state, event);
    case "journal.repaired":
      return withWarning(state, {
        at: event.at,
        code: "journal-repaired",
        message: `The journal's last line was cut off by a crash; ${event.bytesCut} bytes of it were removed.`,
        run: null,
      });
    case "agents.detected":
      return detectAgents(state, event);
    case "iteration.started":
    case "phase.started":
    case "phase.finished":
    case "discovery.completed":
    case "score.recorded":
    case "tests.completed":
    case "strategy.changed":
      return evolveProgress(state, event);
    case "budget.alerted":
      return { ...state, budgetAlerted: true };
    case "warning.raised":
      return withWarning(state, event);
    case "command.refused":
      return withWarning(state, { at: event.at, code: "command-refused", message: event.reason, run: null });
    case "circuit.opened":
      return openCircuit(state, event);
    case "agent.passed-over":
      return passOver(state, event);
    case "run.requested":
    case "run.launched":
    case "run.activity":
    case "run.usage":
    case "run.finished":
    case "retry.scheduled":
    case "task.abandoned":
    case "report.read":
      return evolveRun(state, event);
    case "findings.recorded":
      return evolveFindings(state, event);
    case "changes.measured":
    case "changes.merged":
    case "changes.discarded":
    case "confirmation.requested":
    case "confirmation.answered":
      return evolveChange(state, event);
  }
};

/** The only fold: a session's state is this, over all events of its journal in order. */
export const evolve = (state: SessionState, event: SessionEvent): SessionState => ({
  ...apply(state, event),
  seq: event.seq,
  lastAt: event.at,
});

export const evolveAll = (state: SessionState, events: Iterable<SessionEvent>): SessionState => {
  let next = state;
  for (const event of events) next = evolve(next, event);
  return next;
};
