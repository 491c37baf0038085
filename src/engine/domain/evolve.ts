import type { EventOf, SessionEvent } from "./events.ts";
import { evolveAgents } from "./evolve-agents.ts";
import { evolveChange } from "./evolve-change.ts";
import { evolveFindings } from "./evolve-findings.ts";
import { evolveProgress } from "./evolve-progress.ts";
import { evolveRun } from "./evolve-run.ts";
import { type SessionState, withWarning } from "./state.ts";

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
    case "engine.started": {
      const { pid, startTicks = null, at, attended } = event;
      return { ...state, engine: { pid, startTicks, startedAt: at, attended } };
    }
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
    case "agent.passed-over":
    case "circuit.opened":
      return evolveAgents(state, event);
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
      return withWarning(state, { at: event.at, code: event.code, message: event.message, run: event.run });
    case "command.refused":
      return withWarning(state, { at: event.at, code: "command-refused", message: event.reason, run: null });
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
