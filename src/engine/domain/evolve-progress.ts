import type { EventOf } from "./events.ts";
import type { PhaseRecord, SessionState } from "./state.ts";

type ProgressEventType =
  | "iteration.started"
  | "phase.started"
  | "phase.finished"
  | "discovery.completed"
  | "score.recorded"
  | "tests.completed"
  | "strategy.changed";

const finishPhase = (state: SessionState, event: EventOf<"phase.finished">): SessionState => ({
  ...state,
  phases: state.phases.map(
    (record): PhaseRecord =>
      record.iteration === event.iteration && record.phase === event.phase && record.finishedAt === null
        ? { ...record, finishedAt: event.at, outcome: event.outcome, reason: event.reason }
        : record,
  ),
});

const startPhase = (state: SessionState, event: EventOf<"phase.started">): SessionState => ({
  ...state,
  phases: [
    ...state.phases,
    {
      iteration: event.iteration,
      phase: event.phase,
      startedAt: event.at,
      finishedAt: null,
      outcome: null,
      reason: null,
    },
  ],
});

/** How far the rounds have come: phases, discovery, scores, tests, strategy. */
export const evolveProgress = (state: SessionState, event: EventOf<ProgressEventType>): SessionState => {
  switch (event.type) {
    case "iteration.started":
      return { ...state, iteration: event.iteration };
    case "phase.started":
      return startPhase(state, event);
    case "phase.finished":
      return finishPhase(state, event);
    case "discovery.completed":
      return { ...state, discovery: event.facts };
    case "score.recorded": {
      const { at, iteration, phase, dimensions, overall } = event;
      return { ...state, scores: [...state.scores, { at, iteration, phase, dimensions, overall }] };
    }
    case "tests.completed": {
      const { iteration, round, passed, commands } = event;
      return { ...state, tests: [...state.tests, { iteration, round, passed, commands }] };
    }
    case "strategy.changed":
      return { ...state, strategy: event.strategy, strategyChangedAt: state.iteration };
  }
};
