import type { EventOf } from "./events.ts";
import { countTry } from "./evolve-tries.ts";
import type { AgentState, Run, SessionState } from "./state.ts";
import { agentFaults, type RunOutcome } from "./words.ts";

type RunEventType =
  | "run.requested"
  | "run.launched"
  | "run.activity"
  | "run.usage"
  | "run.finished"
  | "retry.scheduled"
  | "task.abandoned"
  | "report.read";

const activityKept = 40;

const setRun = (state: SessionState, id: string, change: Partial<Run>): SessionState => {
  const run = state.runs[id];
  return run === undefined ? state : { ...state, runs: { ...state.runs, [id]: { ...run, ...change } } };
};

const sameTask = (run: Run, event: EventOf<"run.requested">, phaseIndex: number): boolean =>
  run.phaseIndex === phaseIndex &&
  run.retry !== null &&
  JSON.stringify(run.task) === JSON.stringify(event.task);

const requestRun = (state: SessionState, event: EventOf<"run.requested">): SessionState => {
  const { run: id, seq: _seq, type: _type, at, ...rest } = event;
  const phaseIndex = state.phases.length - 1;
  const retried = state.runOrder.find((other) => {
    const run = state.runs[other];
    return run !== undefined && run.supersededBy === null && sameTask(run, event, phaseIndex);
  });
  const base = retried === undefined ? state : setRun(state, retried, { supersededBy: id });
  const run: Run = {
    ...rest,
    id,
    phaseIndex,
    status: "requested",
    requestedAt: at,
    launchedAt: null,
    finishedAt: null,
    pid: null,
    startTicks: null,
    usage: null,
    activity: [],
    outcome: null,
    exitCode: null,
    message: null,
    advice: null,
    durationSeconds: null,
    outputBytes: 0,
    report: null,
    findingsRead: false,
    changes: null,
    retry: null,
    supersededBy: null,
    abandoned: null,
  };
  return { ...base, runs: { ...base.runs, [id]: run }, runOrder: [...base.runOrder, id] };
};

const countFailure = (agent: AgentState, outcome: RunOutcome): AgentState => {
  if (outcome === "succeeded") return { ...agent, failuresInARow: 0, circuitOpenUntil: null };
  if (agentFaults.has(outcome)) return { ...agent, failuresInARow: agent.failuresInARow + 1 };
  return agent;
};

const finishRun = (state: SessionState, event: EventOf<"run.finished">): SessionState => {
  const { outcome, exitCode, message, advice, durationSeconds, outputBytes } = event;
  const next = setRun(state, event.run, {
    status: "finished",
    finishedAt: event.at,
    outcome,
    exitCode,
    message,
    advice,
    durationSeconds,
    outputBytes,
  });
  const run = next.runs[event.run];
  const agent = run === undefined ? undefined : next.agents[run.agent];
  if (agent === undefined) return next;
  return { ...next, agents: { ...next.agents, [agent.name]: countFailure(agent, outcome) } };
};

const addActivity = (state: SessionState, event: EventOf<"run.activity">): SessionState => {
  const run = state.runs[event.run];
  if (run === undefined) return state;
  const kept = run.activity.length < activityKept ? run.activity : run.activity.slice(1 - activityKept);
  return setRun(state, event.run, {
    activity: [...kept, { at: event.at, kind: event.kind, text: event.text }],
  });
};

/** The life of one run, from request to what its report said. */
export const evolveRun = (state: SessionState, event: EventOf<RunEventType>): SessionState => {
  switch (event.type) {
    case "run.requested":
      return requestRun(state, event);
    case "run.launched":
      return setRun(state, event.run, {
        status: "running",
        launchedAt: event.at,
        pid: event.pid,
        startTicks: event.startTicks,
      });
    case "run.activity":
      return addActivity(state, event);
    case "run.usage": {
      const { inputTokens, cachedInputTokens, outputTokens, costUsd, source } = event;
      const model = event.model ?? state.runs[event.run]?.model ?? null;
      return setRun(state, event.run, {
        model,
        usage: { inputTokens, cachedInputTokens, outputTokens, costUsd, source },
      });
    }
    case "run.finished":
      return finishRun(state, event);
    case "retry.scheduled": {
      const { notBefore, agent, model, timeoutSeconds, reason } = event;
      return setRun(state, event.run, { retry: { notBefore, agent, model, timeoutSeconds, reason } });
    }
    case "task.abandoned":
      return countTry(setRun(state, event.run, { abandoned: event.reason, retry: null }), event.run);
    case "report.read": {
      const { reportedScore, computedScore, notJudged, bytesRead, bytesTotal, confidence, warnings } = event;
      return setRun(state, event.run, {
        report: { reportedScore, computedScore, notJudged, bytesRead, bytesTotal, confidence, warnings },
      });
    }
  }
};
