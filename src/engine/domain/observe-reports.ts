import type { EventBody } from "./events.ts";
import type { CheckedFinding, Observation } from "./observations.ts";
import { recover } from "./recovery.ts";
import { allFindings } from "./select.ts";
import { countSeverities, scoreOfCounts } from "./severity.ts";
import type { Run, SessionState } from "./state.ts";
import { trackFindings } from "./track-findings.ts";

/** The dimension of findings that come from the project's own tests; it has no score. */
export const testRunDimension = "test-run";

/** A reported and a computed score further apart than this is worth a warning. */
const scoreGap = 15;

type HeadRead = Extract<Observation, { kind: "report-head-read" }>;
type ReportRead = Extract<Observation, { kind: "report-read" }>;

const dimensionOf = (run: Run): string => (run.task.kind === "audit" ? run.task.dimension : run.task.kind);

/** A file that says nothing of use is treated as a missing one: asked for once more, then of another agent. */
const askAgain = (state: SessionState, run: Run, message: string, now: string): readonly EventBody[] =>
  recover(
    state,
    run,
    {
      run: run.id,
      outcome: "no-report",
      exitCode: run.exitCode,
      message,
      advice: null,
      retryAfterSeconds: null,
      durationSeconds: run.durationSeconds ?? 0,
      outputBytes: run.outputBytes,
    },
    now,
  );

const retryUseless = (state: SessionState, run: Run, head: HeadRead, now: string): readonly EventBody[] => {
  const { kind, score, findings } = head.summary;
  if (kind !== "not-a-report" || score !== null || findings.length > 0) return [];
  return askAgain(state, run, `what ${run.agent} wrote is not a report`, now);
};

/** Takes over what the head of a report says; the rest of the file has not been read. */
export const observeHead = (state: SessionState, head: HeadRead, now: string): readonly EventBody[] => {
  const run = state.runs[head.run];
  if (run === undefined || run.report !== null) return [];
  const { summary, bytesRead, bytesTotal } = head;
  const whole = bytesRead >= bytesTotal;
  const found = summary.findings.length > 0;
  const judged = summary.score !== null || found;
  const read: EventBody = {
    type: "report.read",
    run: run.id,
    dimension: dimensionOf(run),
    kind: summary.kind,
    reportedScore: summary.score,
    computedScore: whole && judged ? scoreOfCounts(countSeverities(summary.findings)) : null,
    notJudged: whole && summary.confidence === 1 && summary.score === null && !found,
    bytesRead,
    bytesTotal,
    confidence: summary.confidence,
    warnings: [...summary.warnings],
  };
  return [read, ...retryUseless(state, run, head, now)];
};

const gapWarning = (run: Run, findings: readonly CheckedFinding[]): readonly EventBody[] => {
  const reported = run.report?.reportedScore ?? null;
  const computed = scoreOfCounts(countSeverities(findings));
  if (reported === null || Math.abs(reported - computed) <= scoreGap) return [];
  const message = `${run.agent} reports ${reported} for ${dimensionOf(run)}, its findings add up to ${computed}`;
  return [{ type: "warning.raised", code: "score-gap", message, run: run.id }];
};

/**
 * Only our own block says for sure that there is nothing to find. Any other text without a score and a finding must
 * not pass for a clean audit: it would close every open finding.
 */
const saysNothing = (run: Run, { report, findings }: ReportRead): boolean =>
  findings.length === 0 &&
  report.score === null &&
  report.confidence < 1 &&
  (run.report?.reportedScore ?? null) === null;

/** Takes over all findings of a report, told apart from those of earlier audits. */
export const observeReport = (
  state: SessionState,
  observation: ReportRead,
  now: string,
): readonly EventBody[] => {
  const run = state.runs[observation.run];
  if (run === undefined || run.findingsRead || run.abandoned !== null || run.retry !== null) return [];
  if (saysNothing(run, observation)) {
    return askAgain(state, run, `the report of ${run.agent} gives neither a score nor a finding`, now);
  }
  const dimension = dimensionOf(run);
  const tracked = trackFindings(state, dimension, observation.findings);
  const recorded: EventBody = {
    type: "findings.recorded",
    run: run.id,
    dimension,
    findings: [...tracked.findings],
    closed: [...tracked.closed],
  };
  return [recorded, ...gapWarning(run, observation.findings)];
};

/** As the audits write places: relative to the module. Null for a place outside of it. */
const placeInModule = (state: SessionState, file: string | null): string | null => {
  const root = state.facts?.module.path ?? "";
  const inside = file?.startsWith(`${root}/`) ? file.slice(root.length + 1) : file;
  const plain = inside?.replace(/^(?:\.\/+)+/, "") ?? null;
  return plain === null || plain === "" || /^(?:\/|\.\.(?:\/|$)|[A-Za-z]:\\|[a-z]+:)/.test(plain)
    ? null
    : plain;
};

/** A shell's word for a command that is not there or may not be run: it says nothing of the code. */
const couldNotRun = (exitCode: number | null): boolean => exitCode === 127 || exitCode === 126;

/** The project's failing tests become findings, so that close-gaps can take them. */
export const observeTests = (
  state: SessionState,
  { commands }: Extract<Observation, { kind: "tests-completed" }>,
): readonly EventBody[] => {
  const round = state.phases.filter(
    (record) => record.phase === "test" && record.iteration === state.iteration,
  ).length;
  const known = state.tests.some((test) => test.iteration === state.iteration && test.round === round);
  if (known || round === 0) return [];
  const ran = commands.filter((command) => !couldNotRun(command.exitCode));
  const failed = ran.filter((command) => command.exitCode !== 0);
  const passed = failed.length > 0 ? false : ran.length < commands.length ? null : true;
  const failing = failed.flatMap((command): readonly CheckedFinding[] => {
    const general = { name: `"${command.command}" fails`, file: null, line: null, message: null };
    return (command.failures.length > 0 ? command.failures : [general]).map((failure) => {
      const file = placeInModule(state, failure.file);
      return {
        severity: "P1",
        title: `Failing ${command.name}: ${failure.name}`,
        description: failure.message,
        file: file ?? failure.file,
        line: failure.line,
        endLine: null,
        recommendation: null,
        evidence: file === null ? "unlocated" : "verified",
        evidenceReason: `reported by ${command.command}`,
      };
    });
  });
  const tracked = trackFindings(state, testRunDimension, failing);
  const changed = tracked.findings.length > 0 || tracked.closed.length > 0;
  const completed: EventBody = {
    type: "tests.completed",
    iteration: state.iteration,
    round,
    passed,
    commands: [...commands],
  };
  if (!changed || (failing.length === 0 && allFindings(state).length === 0)) return [completed];
  const { findings, closed } = tracked;
  return [
    completed,
    {
      type: "findings.recorded",
      run: "tests",
      dimension: testRunDimension,
      findings: [...findings],
      closed: [...closed],
    },
  ];
};
