import type { Finding, SessionState } from "./state.ts";

/** A fix run that came to its end, well or not, counts as a try of its agent on each of its findings. */
export const countTry = (state: SessionState, id: string): SessionState => {
  const run = state.runs[id];
  if (run?.task.kind !== "fix") return state;
  const findings: Record<string, Finding> = { ...state.findings };
  for (const findingId of run.task.findings) {
    const finding = findings[findingId];
    if (finding === undefined) continue;
    const tries = (finding.attempts[run.agent] ?? 0) + 1;
    findings[findingId] = { ...finding, attempts: { ...finding.attempts, [run.agent]: tries } };
  }
  return { ...state, findings };
};
