import {
  countSeverities,
  type Severity,
  type SeverityCounts,
  scoreOfCounts,
  severities,
  severityNames,
  severityWeights,
} from "../../engine/domain/severity.ts";
import { type ReportBlock, reportBlockFence, reportBlockSchema } from "../../engine/reports/report-block.ts";
import { oneLine, tableCell } from "./text.ts";

export type ReportEntry = {
  readonly severity: Severity;
  readonly title: string;
  readonly file: string | null;
  readonly line: number | null;
  readonly recommendation: string | null;
};

export type LocalReport = {
  readonly heading: string;
  readonly dimension: string | null;
  /** False: the score is null, because silence of tools that saw nothing is no praise. */
  readonly scored: boolean;
  readonly entries: readonly ReportEntry[];
  readonly notJudged: readonly string[];
  readonly date: string;
  readonly auditor: string;
  /** Sections of prose: a heading and its list. */
  readonly sections: readonly { readonly title: string; readonly items: readonly string[] }[];
};

/** `100 − (20·1 + 10·2) = 60`, so that everybody can check it. */
export const spellScore = (counts: SeverityCounts): string => {
  const terms = severities
    .filter((severity) => counts[severity] > 0)
    .map((severity) => `${severityWeights[severity]}·${counts[severity]}`);
  const sum = severities.reduce((total, severity) => total + severityWeights[severity] * counts[severity], 0);
  const floor = sum > 100 ? ", not below 0" : "";
  return `100 − (${terms.join(" + ") || "0"}) = ${scoreOfCounts(counts)}${floor}`;
};

/** One finding per line and the score before them, so that the head of the file is enough for a summary. */
const renderBlock = (report: LocalReport, score: number | null): string => {
  const { findings, ...head } = reportBlockSchema.parse({
    version: 1,
    dimension: report.dimension,
    score,
    date: report.date,
    auditor: report.auditor,
    notJudged: [...report.notJudged],
    findings: report.entries.map((entry) => ({ ...entry })),
  } satisfies ReportBlock);
  const lines = findings.map((finding) => ` ${JSON.stringify(finding)}`).join(",\n");
  const start = JSON.stringify(head).slice(0, -1);
  return `\`\`\`${reportBlockFence}\n${start},\n"findings":[${lines ? `\n${lines}\n` : ""}]}\n\`\`\`\n`;
};

const place = (entry: ReportEntry): string => {
  if (entry.file === null) return "the project";
  return tableCell(entry.line === null ? entry.file : `${entry.file}:${entry.line}`);
};

const renderTable = (severity: Severity, entries: readonly ReportEntry[]): string => {
  const rows = entries.map(
    (entry) =>
      `| ${place(entry)} | ${tableCell(entry.title)} | ${tableCell(entry.recommendation ?? "", 160)} |`,
  );
  return [
    `### ${severity} ${severityNames[severity]} (${entries.length})`,
    "",
    "| Where | What | What to do |",
    "| --- | --- | --- |",
    ...rows,
    "",
  ].join("\n");
};

const renderList = (title: string, items: readonly string[]): string =>
  items.length > 0 ? `## ${title}\n\n${items.map((item) => `- ${oneLine(item, 300)}`).join("\n")}\n` : "";

const scoreLine = (score: number | null, counts: SeverityCounts, scored: boolean): string =>
  score === null || !scored
    ? "**Score:** none, see what was not judged"
    : `**Score:** ${score}/100\n\n**Sum:** ${spellScore(counts)}`;

export const renderReport = (report: LocalReport): string => {
  const counts = countSeverities(report.entries);
  const score = report.scored ? scoreOfCounts(counts) : null;
  const tables = severities
    .map((severity) => ({ severity, entries: report.entries.filter((entry) => entry.severity === severity) }))
    .filter(({ entries }) => entries.length > 0)
    .map(({ severity, entries }) => renderTable(severity, entries));
  return [
    renderBlock(report, score),
    `# ${report.heading}\n`,
    `${scoreLine(score, counts, report.scored)}\n`,
    `**Date:** ${report.date}\n`,
    `**Auditor:** ${report.auditor}\n`,
    `## Findings\n`,
    tables.length > 0 ? tables.join("\n") : "None.\n",
    ...report.sections.map(({ title, items }) => renderList(title, items)),
    renderList("What was not judged", report.notJudged),
  ]
    .filter((part) => part !== "")
    .join("\n");
};
