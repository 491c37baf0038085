import { testFacts } from "./final-report-parts.ts";
import { allRuns } from "./select.ts";
import type { Changes, Finding, Run, SessionState } from "./state.ts";

/** Something that was done to the project, for a list that a person reads. */
export type KeyAction = {
  readonly text: string;
  readonly run: string | null;
  /** The commit on the branch that holds it. */
  readonly commit: string | null;
  readonly lines_added: number;
  readonly lines_removed: number;
};

const placeOf = ({ file, line }: Finding): string => {
  if (file === null) return "";
  return ` in ${file}${line === null ? "" : `:${line}`}`;
};

/** Only an audit that no longer finds it makes a finding fixed; until then it was worked on. */
const describeFix = (finding: Finding): string =>
  finding.status === "closed"
    ? `Fixed ${finding.severity}: ${finding.title}${placeOf(finding)}`
    : `Worked on ${finding.severity}: ${finding.title}${placeOf(finding)} (still open)`;

const describeRun = (state: SessionState, { task }: Run): string[] => {
  if (task.kind === "develop") return [`Developed ${task.feature}`];
  if (task.kind !== "fix") return [];
  return task.findings.flatMap((id) => {
    const finding = state.findings[id];
    return finding === undefined ? [] : [describeFix(finding)];
  });
};

const actionsOf = (state: SessionState, run: Run, changes: Changes): KeyAction[] =>
  // The lines of a commit are counted once, also when it closed several findings.
  describeRun(state, run).map((text, index) => ({
    text,
    run: run.id,
    commit: changes.mergedAs,
    lines_added: index === 0 ? changes.added : 0,
    lines_removed: index === 0 ? changes.removed : 0,
  }));

const coverageAction = (state: SessionState): KeyAction[] => {
  const tests = testFacts(state);
  const before = tests?.coverage_before ?? null;
  const after = tests?.coverage ?? null;
  if (before === null || after === null || after <= before) return [];
  const text = `Increased test coverage ${before}% → ${after}%`;
  return [{ text, run: null, commit: null, lines_added: 0, lines_removed: 0 }];
};

/** What reached the branch, in the order in which it was asked for. */
export const buildActions = (state: SessionState): KeyAction[] => [
  ...allRuns(state).flatMap((run) =>
    run.changes === null || run.changes.mergedAs === null ? [] : actionsOf(state, run, run.changes),
  ),
  ...coverageAction(state),
];
