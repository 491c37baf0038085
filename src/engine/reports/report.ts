import type { Severity, SeverityCounts } from "../domain/severity.ts";

/** One open problem as a report asserts it. `file` is as written there; lines are 1-based. */
export type ReportFinding = {
  readonly severity: Severity;
  readonly title: string;
  readonly description: string | null;
  readonly file: string | null;
  readonly line: number | null;
  readonly endLine: number | null;
  readonly recommendation: string | null;
  /** The line of the report that asserts it, 1-based. */
  readonly reportLine: number;
};

/** What a text that should be a report turned out to be. */
export type ReportKind = "report" | "transcript" | "not-a-report";

/** What a report says in its head: read without reading the rest of the file. */
export type ReportSummary = {
  readonly kind: ReportKind;
  /** The overall score, 0 to 100; null when the report states none. */
  readonly score: number | null;
  readonly scoreLine: number | null;
  /** What the report's own summary claims per severity; null where it claims nothing. */
  readonly statedCounts: Readonly<Record<Severity, number | null>> | null;
  readonly findings: readonly ReportFinding[];
  readonly date: string | null;
  readonly auditor: string | null;
  readonly language: string | null;
  /** 1 for our own machine-readable block, less for prose. */
  readonly confidence: number;
  readonly warnings: readonly string[];
};

/** A whole report. `counts` is the tally of `findings`. */
export type AuditReport = ReportSummary & { readonly counts: SeverityCounts };
