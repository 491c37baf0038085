import type { FinalReport } from "./final-report.ts";
import { bytes, count, duration, money, percent, score, signed } from "./final-report-words.ts";
import { severities, severityNames } from "./severity.ts";

export type Mark = "good" | "bad" | "open";

/** One row of a report: what it is about, and what there is to say. Texts are raw: a renderer cleans them. */
export type Row = { readonly mark: Mark | null; readonly label: string | null; readonly text: string };
export type Section = { readonly title: string; readonly symbol: string; readonly rows: readonly Row[] };

const row = (label: string | null, text: string, mark: Mark | null = null): Row => ({ label, text, mark });
const mostFindings = 20;
const mostActions = 30;

/** The report as a list of sections, the same for every way to show it; an empty one is left out. */
export const reportSections = (report: FinalReport): readonly Section[] =>
  [
    { title: "Scores", symbol: "📈", rows: scoreRows(report) },
    { title: "Limits", symbol: "🔄", rows: limitRows(report) },
    { title: "Findings: found → still open", symbol: "🐛", rows: findingRows(report) },
    { title: "Changes", symbol: "📝", rows: changeRows(report) },
    { title: "Key actions", symbol: "🎯", rows: actionRows(report) },
    { title: "Not merged", symbol: "🌿", rows: notMergedRows(report) },
    {
      title: "Not done",
      symbol: "🚧",
      rows: report.not_done.map(({ task, reason }) => row(task, reason, "bad")),
    },
    { title: "Tests", symbol: "🧪", rows: testRows(report) },
    { title: "Confirmations", symbol: "🚨", rows: confirmationRows(report) },
    { title: "Phase timings", symbol: "⏱️", rows: timingRows(report) },
    { title: "Tokens and reading", symbol: "🔢", rows: tokenRows(report) },
    { title: "Open findings", symbol: "🔎", rows: openRows(report) },
    {
      title: "Warnings",
      symbol: "⚠️",
      rows: report.warnings.map(({ message }) => row(null, message, "open")),
    },
  ].filter((section) => section.rows.length > 0);

const statusWords: Readonly<Record<FinalReport["status"], string>> = {
  success: "SUCCESS",
  partial: "STOPPED BELOW THE TARGET",
  failed: "FAILED",
  aborted: "ABORTED",
  running: "STILL RUNNING",
};

const statusMarks: Readonly<Record<FinalReport["status"], Mark>> = {
  success: "good",
  partial: "open",
  failed: "bad",
  aborted: "bad",
  running: "open",
};

/** The first line of a report, below its title. */
export const statusRow = (report: FinalReport): Row => {
  const reason = report.stop_reason === null ? "" : ` (${report.stop_reason.replaceAll("-", " ")})`;
  return row("Status", `${statusWords[report.status]}${reason}`, statusMarks[report.status]);
};

const scoreRows = (report: FinalReport): Row[] => [
  row("Initial", score(report.initial_score)),
  row("Final", score(report.final_score)),
  row(
    "Improvement",
    report.score_improvement === null ? "not known" : `${signed(report.score_improvement)} points`,
  ),
  ...(report.target_score === null ? [] : [row("Target", score(report.target_score))]),
  ...dimensionRows(report),
];

const dimensionRows = (report: FinalReport): Row[] =>
  (report.scores.at(-1)?.dimensions ?? []).map(({ name, score: now, missing }) => {
    const all = report.scores.flatMap((record) =>
      record.dimensions.filter((dimension) => dimension.name === name).map((dimension) => dimension.score),
    );
    const before = all.find((value) => value !== null) ?? null;
    const text = now === null ? (missing ?? "not known").replace("-", " ") : score(now);
    return row(name, before === null || all.length < 2 ? text : `${before} → ${text}`);
  });

const limitRows = (report: FinalReport): Row[] => {
  const { iterations, max_iterations: most } = report;
  const unknown = report.cost_unknown_runs;
  const share =
    report.budget_used_percent === null ? "" : ` (${percent(report.budget_used_percent)} of the budget)`;
  const budget = report.budget_usd === null ? "" : `/${money(report.budget_usd)}`;
  const guess = report.cost_estimated ? ", partly estimated" : "";
  const rest = unknown === 0 ? "" : `, plus ${count(unknown, "run")} of unknown cost`;
  const used = most === null ? "" : `/${most} (${percent((iterations / most) * 100)} used)`;
  return [
    row("Iterations", `${iterations}${used}`),
    row("Cost", `${money(report.total_cost_usd)}${budget}${share}${guess}${rest}`),
    ...report.costs.map((cost) =>
      row(`  ${cost.agent}${cost.model === null ? "" : ` ${cost.model}`}`, costText(cost)),
    ),
    row("Duration", duration(report.total_duration_seconds)),
  ];
};

const costText = (cost: FinalReport["costs"][number]): string => {
  const unknown = cost.unknown_runs === cost.runs;
  return `${count(cost.runs, "run")}, ${unknown ? "cost not known" : money(cost.cost_usd)}`;
};

const findingRows = (report: FinalReport): Row[] =>
  severities.flatMap((severity) => {
    const before = report.findings_before[severity];
    const after = report.findings_after[severity];
    if (before === 0) return [];
    return [
      row(`${severity} (${severityNames[severity]})`, `${before} → ${after}`, after === 0 ? "good" : "open"),
    ];
  });

const changeRows = (report: FinalReport): Row[] => [
  row("Files modified", String(report.files_modified)),
  row("Lines added", `+${report.lines_added}`),
  row("Lines removed", `-${report.lines_removed}`),
  row("Net change", `${signed(report.lines_added - report.lines_removed)} lines`),
];

const actionRows = ({ key_actions: actions }: FinalReport): Row[] => {
  const rows = actions.slice(0, mostActions).map((action) => row(null, action.text));
  return actions.length > mostActions
    ? [...rows, row(null, `and ${actions.length - mostActions} more`)]
    : rows;
};

const notMergedRows = (report: FinalReport): Row[] =>
  report.not_merged.map(({ reason, detail, kept_at: place }) =>
    row(reason, place === null ? detail : `${detail} (kept in ${place})`, "open"),
  );

const testRows = (report: FinalReport): Row[] => {
  const { tests } = report;
  if (tests === null) return [];
  const coverage =
    tests.coverage_before === null || tests.coverage_before === tests.coverage
      ? `${tests.coverage}%`
      : `${tests.coverage_before}% → ${tests.coverage}%`;
  return [
    ...tests.commands.map((command) =>
      row(command.name, commandText(command), command.exit_code === 0 ? "good" : "bad"),
    ),
    ...(tests.coverage === null ? [] : [row("Coverage", coverage)]),
  ];
};

const commandText = (command: NonNullable<FinalReport["tests"]>["commands"][number]): string => {
  const { passed, failed, skipped, exit_code: code } = command;
  const verdict = code === 0 ? "passing" : `failing (${code === null ? "did not end" : `exit code ${code}`})`;
  if (passed === null) return verdict;
  const all = passed + (failed ?? 0);
  return `${verdict}: ${passed}/${all} tests${skipped === null || skipped === 0 ? "" : `, ${skipped} skipped`}`;
};

const confirmationRows = (report: FinalReport): Row[] =>
  report.confirmations.map(({ operation, risk, answer, by, channel }) => {
    if (answer === null) return row(operation, `${risk} risk: not answered`, "open");
    const who = by === "policy" ? "by policy" : `by a person${channel === null ? "" : ` (${channel})`}`;
    return row(operation, `${risk} risk: ${answer} ${who}`, answer === "approved" ? "good" : "bad");
  });

const timingRows = (report: FinalReport): Row[] =>
  Object.entries(report.phase_durations).map(([phase, seconds]) => row(phase, duration(seconds)));

const tokenRows = (report: FinalReport): Row[] => {
  const { read } = report;
  const tokens = (value: number): string => value.toLocaleString("en-US");
  return [
    row(
      "Input",
      `${tokens(report.tokens_input_total)} tokens, ${tokens(report.tokens_cached_total)} of them cached`,
    ),
    row("Output", `${tokens(report.tokens_output_total)} tokens`),
    row("Reports", `${bytes(read.report_bytes_read)} read of ${bytes(read.report_bytes_total)}`),
    row("Agents' output", `${bytes(read.output_bytes)} followed, left in files`),
  ];
};

const openRows = (report: FinalReport): Row[] => {
  const open = report.findings.filter((finding) => finding.status !== "closed");
  const rows = open.slice(0, mostFindings).map(({ severity, file, line, title, evidence }) => {
    const place = file === null ? "" : ` in ${file}${line === null ? "" : `:${line}`}`;
    return row(severity, `${title}${place}${evidence === "unverified" ? " (unverified)" : ""}`);
  });
  return open.length > mostFindings ? [...rows, row(null, `and ${open.length - mostFindings} more`)] : rows;
};
