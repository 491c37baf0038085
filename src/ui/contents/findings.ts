import { severityNames } from "../../engine/domain/severity.ts";
import type { Finding } from "../../engine/domain/state.ts";
import { wrapWords } from "../cells.ts";
import { blank, type Line, type Span, span } from "../line.ts";
import { clean } from "../sanitize.ts";
import { isUnverified, selectFindingRows } from "../select-findings.ts";
import { table } from "../table.ts";
import type { Tone } from "../theme.ts";
import { type Content, type ContentInput, text } from "./content.ts";

export const severityTones: Readonly<Record<Finding["severity"], Tone>> = {
  P0: "bad",
  P1: "warn",
  P2: "plain",
  P3: "plain",
  P4: "dim",
};

const statusSymbols = { new: "+ new", open: "· open", reopened: "↻ reopened", closed: "✔ closed" } as const;

export const placeOf = (finding: Finding): string => {
  if (finding.file === null) return "no place given";
  return finding.line === null ? finding.file : `${finding.file}:${finding.line}`;
};

const rowOf = (finding: Finding): readonly Span[] => [
  span(finding.severity, severityTones[finding.severity]),
  span(statusSymbols[finding.status], finding.status === "closed" ? "good" : "plain"),
  span(isUnverified(finding) ? "? unverified" : finding.evidence, isUnverified(finding) ? "warn" : "dim"),
  span(finding.dimension),
  span(placeOf(finding), "accent"),
  span(finding.title),
];

export const findingsContent = ({ state, view, width }: ContentInput): Content => {
  const rows = selectFindingRows(state.session, view);
  const columns = [
    { title: "sev" },
    { title: "status" },
    { title: "evidence" },
    { title: "dimension", most: 12 },
    { title: "place", most: Math.max(16, Math.floor(width / 4)) },
    { title: "finding", grows: true },
  ];
  const narrow = width < 96;
  const kept = narrow ? [0, 1, 4, 5] : [0, 1, 2, 3, 4, 5];
  const pick = <T>(items: readonly T[]): T[] => kept.flatMap((index) => items[index] ?? []);
  const laidOut = table(
    pick(columns),
    rows.map((finding) => pick(rowOf(finding))),
    // Two cells are left for the mark of the selected row.
    width - 2,
  );
  const nothing =
    state.session.findingOrder.length === 0 ? "No audit has reported yet." : "No finding passes this filter.";
  return {
    head: [laidOut.head],
    lines: rows.length === 0 ? [[span(nothing, "dim")]] : laidOut.lines,
    kind: rows.length === 0 ? "text" : "rows",
  };
};

const paragraph = (title: string, words: string | null, width: number): readonly Line[] => {
  if (words === null || words === "") return [];
  const lines = wrapWords(clean(words).replaceAll("⏎", " "), width - 2);
  return [blank, [span(title, "bold")], ...lines.map((line): Line => [span(`  ${line}`)])];
};

const attemptsLine = (finding: Finding): Line => {
  const tries = Object.entries(finding.attempts).map(([agent, count]) => `${agent} ${count}×`);
  return tries.length === 0 ? [] : [span(`  tried and left open by ${tries.join(", ")}`, "warn")];
};

const historyOf = (finding: Finding): readonly Line[] => {
  const closed = finding.closedIteration;
  const lines: Line[] = [
    blank,
    [span("History", "bold")],
    [span(`  iteration ${finding.firstIteration}: found`)],
    attemptsLine(finding),
    closed === null ? [span(`  now: ${finding.status}`)] : [span(`  iteration ${closed}: closed ✔`, "good")],
  ];
  return lines.filter((line, index) => index === 0 || line.length > 0);
};

/** One finding with all that is known of it. */
export const detailsContent = ({ state, view, width }: ContentInput): Content => {
  const finding = state.session.findings[view.details ?? ""];
  if (finding === undefined) return text([[span("This finding is not in the session.", "dim")]]);
  const evidence =
    finding.evidenceReason === null ? finding.evidence : `${finding.evidence}: ${finding.evidenceReason}`;
  return text([
    [
      span(`${finding.severity} ${severityNames[finding.severity]}`, severityTones[finding.severity]),
      span(`  ${finding.id} · ${finding.dimension} · ${finding.status}`, "dim"),
    ],
    ...wrapWords(clean(finding.title), width).map((line): Line => [span(line, "bold")]),
    [span(placeOf(finding), "accent")],
    ...paragraph("What", finding.description, width),
    ...paragraph("Recommendation", finding.recommendation, width),
    ...paragraph("Evidence", evidence, width),
    ...historyOf(finding),
  ]);
};
