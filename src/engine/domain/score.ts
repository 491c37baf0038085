import type { DimensionScore } from "./events-session.ts";
import { selectOpenFindings } from "./select.ts";
import { countSeverities, scoreOfCounts } from "./severity.ts";
import type { Run, SessionState } from "./state.ts";

const computedOf = (state: SessionState, run: Run, dimension: string): number | null => {
  if (!run.findingsRead) return run.report?.computedScore ?? null;
  const open = selectOpenFindings(state).filter((finding) => finding.dimension === dimension);
  return scoreOfCounts(countSeverities(open));
};

/** The score of one dimension from its audit run; `missing` says why there is none. */
export const dimensionScore = (
  state: SessionState,
  dimension: { readonly name: string; readonly weight: number },
  run: Run | null,
): DimensionScore => {
  const { name, weight } = dimension;
  const report = run?.report ?? null;
  if (run === null || report === null || run.abandoned !== null) {
    return { name, weight, reported: null, computed: null, used: null, missing: "not-done" };
  }
  if (report.notJudged)
    return { name, weight, reported: null, computed: null, used: null, missing: "not-judged" };
  const reported = report.reportedScore;
  const computed = computedOf(state, run, name);
  const steers =
    state.facts?.settings.scoring === "computed" ? (computed ?? reported) : (reported ?? computed);
  return { name, weight, reported, computed, used: steers, missing: steers === null ? "not-done" : null };
};

/** Weighted mean of the dimensions that have a score, to one decimal; null when none has. */
export const overallScore = (dimensions: readonly DimensionScore[]): number | null => {
  let sum = 0;
  let weights = 0;
  for (const { used, weight } of dimensions) {
    if (used === null) continue;
    sum += used * weight;
    weights += weight;
  }
  return weights === 0 ? null : Math.round((sum / weights) * 10) / 10;
};
