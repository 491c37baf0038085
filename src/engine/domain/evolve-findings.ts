import type { EventOf } from "./events.ts";
import type { Finding, SessionState } from "./state.ts";

/** Takes over what an audit found; `observe` has already said which findings are the same as before. */
export const evolveFindings = (state: SessionState, event: EventOf<"findings.recorded">): SessionState => {
  const findings: Record<string, Finding> = { ...state.findings };
  const order = [...state.findingOrder];
  for (const recorded of event.findings) {
    const earlier = findings[recorded.id];
    if (earlier === undefined) order.push(recorded.id);
    findings[recorded.id] = {
      ...recorded,
      firstIteration: earlier?.firstIteration ?? state.iteration,
      closedIteration: null,
      attempts: earlier?.attempts ?? {},
    };
  }
  for (const id of event.closed) {
    const finding = findings[id];
    if (finding !== undefined)
      findings[id] = { ...finding, status: "closed", closedIteration: state.iteration };
  }
  const run = state.runs[event.run];
  const runs = run === undefined ? state.runs : { ...state.runs, [run.id]: { ...run, findingsRead: true } };
  return { ...state, runs, findings, findingOrder: order };
};
