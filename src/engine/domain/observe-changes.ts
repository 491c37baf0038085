import type { EventBody } from "./events.ts";
import { judgeChanges } from "./gate.ts";
import type { Observation } from "./observations.ts";
import { withPolicy } from "./policy.ts";
import type { Run, SessionState } from "./state.ts";

const purposeOf = (state: SessionState, run: Run): string => {
  if (run.task.kind === "develop") return `builds the feature "${run.task.feature}"`;
  if (run.task.kind !== "fix") return run.task.kind;
  const titles = run.task.findings.flatMap((id) => {
    const finding = state.findings[id];
    return finding === undefined ? [] : [`closes ${finding.severity} "${finding.title}"`];
  });
  const more = titles.length > 3 ? [`and ${titles.length - 3} more`] : [];
  return [...titles.slice(0, 3), ...more].join("; ");
};

const costOf = (run: Run): string => {
  if (run.usage === null) return "cost not known";
  const mark = run.usage.source === "estimated" ? "~" : "";
  return `${mark}$${run.usage.costUsd.toFixed(2)}`;
};

const operationOf = (run: Run, removed: number, threshold: number): string =>
  removed > threshold ? "Merge changes that delete many lines" : `Merge the changes of run ${run.id}`;

const askAbout = (
  state: SessionState,
  run: Run,
  changes: Extract<Observation, { kind: "changes-measured" }>,
  gate: ReturnType<typeof judgeChanges>,
): readonly EventBody[] => {
  const settings = state.facts?.settings;
  const risk = gate.risk ?? "high";
  const confirmation = `C${state.confirmationOrder.length + 1}`;
  const files = changes.files.map((file) => `${file.path}  +${file.added} −${file.removed}`);
  const shown = files.length > 20 ? [...files.slice(0, 20), `… and ${files.length - 20} more files`] : files;
  return withPolicy(state, {
    type: "confirmation.requested",
    confirmation,
    operation: operationOf(run, changes.removed, settings?.confirmationThresholdLines ?? 0),
    risk,
    details: [...gate.reasons, ...shown, `by: ${run.agent}, run ${run.id}, ${costOf(run)}`],
    reason: purposeOf(state, run),
    run: run.id,
  });
};

/** A crash may have come between the measurement and its question: then both are made again. */
const isMeasured = ({ changes }: Run): boolean =>
  changes !== null && (changes.verdict !== "ask" || changes.confirmation !== null);

/** The gate's judgement of what an editing run changed, and the question to a person when it asks one. */
export const observeMeasured = (
  state: SessionState,
  changes: Extract<Observation, { kind: "changes-measured" }>,
): readonly EventBody[] => {
  const run = state.runs[changes.run];
  if (run === undefined || state.facts === null || isMeasured(run)) return [];
  const gate = judgeChanges(changes, state.facts.settings);
  const { commit, files, added, removed } = changes;
  const measured: EventBody = {
    type: "changes.measured",
    run: run.id,
    commit,
    files: [...files],
    added,
    removed,
    verdict: gate.verdict,
    risk: gate.risk,
    reasons: [...gate.reasons],
  };
  return gate.verdict === "ask" ? [measured, ...askAbout(state, run, changes, gate)] : [measured];
};
