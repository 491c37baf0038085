import { matchFindings } from "../reports/fingerprint.ts";
import type { RecordedFinding } from "./events-run.ts";
import type { CheckedFinding } from "./observations.ts";
import { allFindings } from "./select.ts";
import type { Finding, SessionState } from "./state.ts";

export type TrackedFindings = {
  readonly findings: readonly RecordedFinding[];
  /** Ids of findings that were open and are no longer reported. */
  readonly closed: readonly string[];
};

/**
 * Says which findings of a new audit are the same as earlier ones of the dimension, which are new, which came
 * back and which are gone. Two agents word the same problem differently, hence the match by likeness.
 */
export const trackFindings = (
  state: SessionState,
  dimension: string,
  current: readonly CheckedFinding[],
): TrackedFindings => {
  const earlier = allFindings(state).filter((finding) => finding.dimension === dimension);
  const open = matchFindings(
    earlier.filter((finding) => finding.status !== "closed"),
    current,
  );
  const closedBefore = matchFindings(
    earlier.filter((finding) => finding.status === "closed"),
    open.added,
  );
  const known = new Map<CheckedFinding, { readonly id: string; readonly status: "open" | "reopened" }>();
  const remember = (
    pairs: readonly { previous: Finding; current: CheckedFinding }[],
    status: "open" | "reopened",
  ) => {
    for (const pair of pairs) known.set(pair.current, { id: pair.previous.id, status });
  };
  remember(open.pairs, "open");
  remember(closedBefore.pairs, "reopened");
  let next = state.findingOrder.length;
  const findings = current.map((finding): RecordedFinding => {
    const same = known.get(finding);
    if (same !== undefined) return { ...finding, dimension, ...same };
    next += 1;
    return { ...finding, dimension, id: `F${next}`, status: "new" };
  });
  return { findings, closed: open.gone.map((finding) => finding.id) };
};
