import type { EventBody } from "./events.ts";
import type { DetectedAgent, Observation } from "./observations.ts";
import { observeMeasured } from "./observe-changes.ts";
import { observeHead, observeReport, observeTests } from "./observe-reports.ts";
import { observeActivity, observeEnding, observeUsage } from "./observe-runs.ts";
import type { SessionState } from "./state.ts";

const observeEngine = (
  state: SessionState,
  observation: Extract<Observation, { kind: "engine-started" }>,
): readonly EventBody[] => {
  const { pid, startTicks, attended, bytesCut } = observation;
  const events: EventBody[] = [];
  if (bytesCut > 0) events.push({ type: "journal.repaired", bytesCut });
  const same = state.engine?.pid === pid && state.engine.startTicks === startTicks;
  if (!same) events.push({ type: "engine.started", pid, startTicks, attended });
  if (state.stop !== null) {
    events.push({ type: "session.resumed", reason: `it had stopped: ${state.stop.message}` });
  }
  return events;
};

const observeAgents = (state: SessionState, agents: readonly DetectedAgent[]): readonly EventBody[] => {
  const known = agents.every((agent) => {
    const before = state.agents[agent.name];
    return before?.available === agent.available && before.version === agent.version;
  });
  return known ? [] : [{ type: "agents.detected", agents: [...agents] }];
};

const observeMerge = (
  state: SessionState,
  observation: Extract<Observation, { kind: "merged" | "discarded" }>,
): readonly EventBody[] => {
  const changes = state.runs[observation.run]?.changes;
  if (changes === undefined || changes === null) return [];
  if (changes.mergedAs !== null || changes.discarded !== null) return [];
  if (observation.kind === "merged") {
    const { kind: _kind, ...merged } = observation;
    return [{ type: "changes.merged", ...merged }];
  }
  const { kind: _kind, ...discarded } = observation;
  return [{ type: "changes.discarded", ...discarded }];
};

const observeFailure = (
  state: SessionState,
  { code, message, run }: Extract<Observation, { kind: "failed" }>,
): readonly EventBody[] => {
  const said = state.warnings.some((w) => w.code === code && w.message === message && w.run === run);
  return said ? [] : [{ type: "warning.raised", code, message, run }];
};

const observeLaunch = (
  state: SessionState,
  { run, pid, startTicks }: Extract<Observation, { kind: "run-launched" }>,
): readonly EventBody[] =>
  state.runs[run]?.status === "requested" ? [{ type: "run.launched", run, pid, startTicks }] : [];

/** What an observation means for a session, as events. Seen twice, it means nothing the second time. Pure. */
export const observe = (state: SessionState, observation: Observation, now: string): readonly EventBody[] => {
  switch (observation.kind) {
    case "engine-started":
      return observeEngine(state, observation);
    case "agents-detected":
      return observeAgents(state, observation.agents);
    case "discovered":
      return state.discovery === null ? [{ type: "discovery.completed", facts: observation.facts }] : [];
    case "run-launched":
      return observeLaunch(state, observation);
    case "run-activity":
      return observeActivity(state, observation, now);
    case "run-usage":
      return observeUsage(state, observation);
    case "run-ended":
      return observeEnding(state, observation.ending, now);
    case "report-head-read":
      return observeHead(state, observation, now);
    case "report-read":
      return observeReport(state, observation, now);
    case "changes-measured":
      return observeMeasured(state, observation);
    case "merged":
    case "discarded":
      return observeMerge(state, observation);
    case "tests-completed":
      return observeTests(state, observation);
    case "interrupted":
      return state.abortRequestedBy === null && state.stop === null
        ? [{ type: "session.abort-requested", channel: `signal ${observation.signal}` }]
        : [];
    case "failed":
      return observeFailure(state, observation);
  }
};
