import { allRuns, selectLedger } from "../../engine/domain/select.ts";
import { severities } from "../../engine/domain/severity.ts";
import type { SessionState } from "../../engine/domain/state.ts";
import { duration, money, percent, plural, score, spentMoney, tokens } from "../format.ts";
import { spentShare } from "../gauge.ts";
import { blank, type Line, line, span } from "../line.ts";
import { selectFindingRows, selectFindingsSummary } from "../select-findings.ts";
import { selectDimensionsText, selectScoreSpan } from "../select-scores.ts";
import { selectElapsed } from "../select-status.ts";
import { stopTone, stopWords } from "../stop-words.ts";
import { table } from "../table.ts";
import { unknownWords } from "./budget.ts";
import { type Content, type ContentInput, text } from "./content.ts";
import { placeOf, severityTones } from "./findings.ts";

const row = (name: string, ...rest: Line): Line => [span(name.padEnd(15), "dim"), ...rest];

const statusRow = (session: SessionState): Line => {
  const { stop } = session;
  if (stop === null) return row("status", span("not finished: this is the result so far", "warn"));
  return row(
    "status",
    span(`■ ${stopWords[stop.reason]}`, stopTone(stop.reason)),
    span(` · ${stop.message}`),
  );
};

const scoreRow = (session: SessionState): Line => {
  const known = selectScoreSpan(session);
  const target = session.facts?.settings.targetScore ?? null;
  if (known === null) return row("score", span("not known: no audit has ended", "dim"));
  return row(
    "score",
    span(`${score(known.first)} → ${score(known.last)}`, "bold"),
    span(` of ${score(target)} wanted`, "dim"),
  );
};

const costRow = (session: SessionState): Line => {
  const ledger = selectLedger(session);
  const share = percent(spentShare(ledger));
  return row(
    "cost",
    span(`${spentMoney(ledger)} of ${money(ledger.budgetUsd)} (${share})`),
    ...unknownWords(ledger),
  );
};

const tokensRow = (session: SessionState): Line => {
  const ledger = selectLedger(session);
  if (ledger.inputTokens + ledger.outputTokens === 0) return row("tokens", span("none reported", "dim"));
  const cached =
    ledger.inputTokens === 0 ? "" : ` (${percent(ledger.cachedInputTokens / ledger.inputTokens)} cached)`;
  return row(
    "tokens",
    span(`${tokens(ledger.inputTokens)} in${cached} · ${tokens(ledger.outputTokens)} out`),
  );
};

const findingsRow = (session: SessionState): Line => {
  const summary = selectFindingsSummary(session);
  const counts = severities.map(
    (severity) => `${severity} ${summary.before[severity]} → ${summary.now[severity]}`,
  );
  return row("findings", span(counts.join("   ")), span(` · ${summary.closed} closed`, "good"));
};

const changesRow = (session: SessionState): Line => {
  const merged = allRuns(session).flatMap((run) => (run.changes?.mergedAs == null ? [] : [run.changes]));
  const files = new Set(merged.flatMap((changes) => changes.files.map((file) => file.path)));
  const added = merged.reduce((sum, changes) => sum + changes.added, 0);
  const removed = merged.reduce((sum, changes) => sum + changes.removed, 0);
  if (merged.length === 0) return row("changes", span("none merged", "dim"));
  return row(
    "changes",
    span(`${plural(merged.length, "merge")}, ${plural(files.size, "file")}, +${added} −${removed} lines`),
  );
};

const testsRow = (session: SessionState): Line => {
  const newest = session.tests.at(-1);
  if (newest === undefined) return row("tests", span("not run", "dim"));
  const words = newest.commands.map(
    (command) => `${command.name} ${command.passed ?? "?"} passed ${command.failed ?? "?"} failed`,
  );
  return row(
    "tests",
    newest.passed === null
      ? span("could not be run", "warn")
      : span(newest.passed ? "✔ pass" : "✘ fail", newest.passed ? "good" : "bad"),
    span(` · ${words.join(" · ")}`),
  );
};

const questionsRow = (session: SessionState): Line => {
  const asked = Object.values(session.confirmations);
  const count = (answer: string | null): number =>
    asked.filter((question) => question.answer === answer).length;
  if (asked.length === 0) return row("confirmations", span("none was needed", "dim"));
  const words = `${asked.length} asked · ${count("approved")} approved · ${count("rejected")} rejected · ${count(null)} open`;
  return row("confirmations", span(words));
};

const phaseSeconds = (from: string, to: string | null): number | null =>
  to === null ? null : (Date.parse(to) - Date.parse(from)) / 1000;

const phasesTable = (session: SessionState, width: number): readonly Line[] => {
  const underWay = session.stop === null ? "runs" : "cut off";
  const rows = session.phases.map((record) => [
    span(String(record.iteration)),
    span(record.phase),
    span(record.outcome ?? underWay, record.outcome === "failed" ? "bad" : "plain"),
    span(duration(phaseSeconds(record.startedAt, record.finishedAt ?? session.stop?.at ?? null))),
    span(record.reason ?? "", "dim"),
  ]);
  const columns = [
    { title: "iteration", align: "right" },
    { title: "phase" },
    { title: "outcome" },
    { title: "time", align: "right" },
    { title: "", grows: true },
  ] as const;
  if (rows.length === 0) return [];
  const laidOut = table(columns, rows, width);
  return [blank, laidOut.head, ...laidOut.lines];
};

const openFindings = (session: SessionState): readonly Line[] => {
  const open = selectFindingRows(session, { sort: "severity", filter: "open", severity: "all" });
  if (open.length === 0) return [];
  const lines = open
    .slice(0, 20)
    .map(
      (finding): Line => [
        span(`  ${finding.severity} `, severityTones[finding.severity]),
        span(`${placeOf(finding)}  `, "accent"),
        span(finding.title),
      ],
    );
  const more: readonly Line[] =
    open.length > 20 ? [line(`  … and ${open.length - 20} more (key 2)`, "dim")] : [];
  return [blank, line("Still open", "bold"), ...lines, ...more];
};

const warnings = (session: SessionState): readonly Line[] =>
  session.warnings.length === 0
    ? []
    : [
        blank,
        line("Warnings", "bold"),
        ...session.warnings.slice(-20).map((warning): Line => [span(`  ! ${warning.message}`, "warn")]),
      ];

export const reportContent = ({ state, width, now }: ContentInput): Content => {
  const { session } = state;
  const limits = session.facts?.settings.maxIterations ?? null;
  return text([
    statusRow(session),
    scoreRow(session),
    row("dimensions", span(selectDimensionsText(session))),
    row("iterations", span(`${session.iteration} of at most ${limits ?? "?"}`)),
    costRow(session),
    tokensRow(session),
    row("duration", span(duration(Math.floor(selectElapsed(session, now) / 1000)))),
    findingsRow(session),
    changesRow(session),
    testsRow(session),
    questionsRow(session),
    ...openFindings(session),
    ...phasesTable(session, width),
    ...warnings(session),
  ]);
};
