import { allRuns, ledgerOf } from "./select.ts";
import { countSeverities, type Severity, type SeverityCounts, severities } from "./severity.ts";
import type { Finding, PhaseRecord, Run, SessionState } from "./state.ts";
import type { Phase, Risk } from "./words.ts";

export type ReportScore = {
  readonly iteration: number;
  readonly phase: Phase;
  readonly overall: number | null;
  readonly dimensions: readonly {
    readonly name: string;
    readonly weight: number;
    /** The one that steers; null when the dimension was not judged. */
    readonly score: number | null;
    readonly missing: "not-judged" | "not-done" | null;
  }[];
};

export type ReportFinding = {
  readonly id: string;
  readonly severity: Severity;
  readonly file: string | null;
  readonly line: number | null;
  readonly title: string;
  readonly status: Finding["status"];
  readonly dimension: string;
  readonly evidence: Finding["evidence"];
};

export type ReportConfirmation = {
  readonly id: string;
  readonly operation: string;
  readonly risk: Risk;
  readonly reason: string;
  readonly details: readonly string[];
  readonly run: string | null;
  readonly requested_at: string;
  readonly answer: "approved" | "rejected" | null;
  readonly by: "person" | "policy" | null;
  readonly channel: string | null;
  readonly answered_at: string | null;
};

export type CostRow = {
  readonly agent: string;
  readonly model: string | null;
  readonly runs: number;
  readonly cost_usd: number;
  readonly estimated: boolean;
  readonly unknown_runs: number;
  readonly tokens_input: number;
  readonly tokens_cached: number;
  readonly tokens_output: number;
};

export type ReportTests = {
  readonly iteration: number;
  /** Null: none could be run. */
  readonly all_passed: boolean | null;
  /** Sums over the commands that said a number; null when none did. */
  readonly passed: number | null;
  readonly failed: number | null;
  readonly skipped: number | null;
  readonly coverage: number | null;
  /** Coverage of the first test run; null when it said none. */
  readonly coverage_before: number | null;
  readonly commands: readonly {
    readonly name: string;
    readonly command: string;
    readonly exit_code: number | null;
    readonly passed: number | null;
    readonly failed: number | null;
    readonly skipped: number | null;
    readonly errors: number | null;
    readonly coverage: number | null;
    readonly duration_seconds: number;
  }[];
};

export const roundTo = (value: number, digits: number): number => Number(value.toFixed(digits));

export const secondsBetween = (start: string | null, end: string | null): number | null =>
  start === null || end === null ? null : roundTo(Math.max(0, Date.parse(end) - Date.parse(start)) / 1000, 3);

/** Keys as the contract writes them: discovery, audit_1, close_gaps_1, … */
const phaseKey = ({ phase, iteration }: PhaseRecord): string => {
  const name = phase.replaceAll("-", "_");
  return phase === "discovery" && iteration === 1 ? name : `${name}_${iteration}`;
};

export const phaseDurations = (
  records: readonly PhaseRecord[],
  end: string | null,
): Record<string, number> => {
  const durations: Record<string, number> = {};
  for (const record of records) {
    if (record.outcome === "skipped") continue;
    const seconds = secondsBetween(record.startedAt, record.finishedAt ?? end) ?? 0;
    durations[phaseKey(record)] = roundTo((durations[phaseKey(record)] ?? 0) + seconds, 3);
  }
  return durations;
};

export const scoreRows = (state: SessionState): ReportScore[] =>
  state.scores.map(({ iteration, phase, overall, dimensions }) => ({
    iteration,
    phase,
    overall,
    dimensions: dimensions.map(({ name, weight, used, missing }) => ({ name, weight, score: used, missing })),
  }));

export const closedCounts = (findings: readonly Finding[]): SeverityCounts =>
  countSeverities(findings.filter((finding) => finding.status === "closed"));

/** The gravest first, in the order in which they were found. */
export const listFindings = (findings: readonly Finding[]): ReportFinding[] =>
  severities.flatMap((wanted) =>
    findings
      .filter((finding) => finding.severity === wanted)
      .map(({ id, severity, file, line, title, status, dimension, evidence }) => ({
        id,
        severity,
        file,
        line,
        title,
        status,
        dimension,
        evidence,
      })),
  );

export const listConfirmations = (state: SessionState): ReportConfirmation[] =>
  state.confirmationOrder.flatMap((id) => {
    const asked = state.confirmations[id];
    if (asked === undefined) return [];
    const { operation, risk, reason, details, run, answer, by, channel } = asked;
    return [
      {
        id,
        operation,
        risk,
        reason,
        details,
        run,
        requested_at: asked.requestedAt,
        answer,
        by,
        channel,
        answered_at: asked.answeredAt,
      },
    ];
  });

/** One row for each agent and model, the dearest first. */
export const costRows = (state: SessionState): CostRow[] => {
  const groups = new Map<string, Run[]>();
  for (const run of allRuns(state)) {
    const key = JSON.stringify([run.agent, run.model]);
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  const rows = [...groups.values()].flatMap((runs) => {
    const [first] = runs;
    if (first === undefined) return [];
    const ledger = ledgerOf(runs, 0);
    return [
      {
        agent: first.agent,
        model: first.model,
        runs: runs.length,
        cost_usd: roundTo(ledger.spentUsd, 6),
        estimated: ledger.estimated,
        unknown_runs: ledger.unknownRuns,
        tokens_input: ledger.inputTokens,
        tokens_cached: ledger.cachedInputTokens,
        tokens_output: ledger.outputTokens,
      },
    ];
  });
  return rows.sort((one, two) => two.cost_usd - one.cost_usd);
};

const sumOf = (values: readonly (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
};

const coverageOf = (commands: readonly { readonly coverage: number | null }[]): number | null =>
  commands.find((command) => command.coverage !== null)?.coverage ?? null;

/** What the newest run of the project's own commands said; null when there was none. */
export const testFacts = (state: SessionState): ReportTests | null => {
  const last = state.tests.at(-1);
  if (last === undefined) return null;
  const commands = last.commands.map((command) => ({
    name: command.name,
    command: command.command,
    exit_code: command.exitCode,
    passed: command.passed,
    failed: command.failed,
    skipped: command.skipped,
    errors: command.errors,
    coverage: command.coverage,
    duration_seconds: command.durationSeconds,
  }));
  return {
    iteration: last.iteration,
    all_passed: last.passed,
    passed: sumOf(commands.map((command) => command.passed)),
    failed: sumOf(commands.map((command) => command.failed)),
    skipped: sumOf(commands.map((command) => command.skipped)),
    coverage: coverageOf(commands),
    coverage_before: coverageOf(state.tests[0]?.commands ?? []),
    commands,
  };
};
