import { type Severity, severities } from "../../src/engine/domain/severity.ts";
import { readReport, readReportHead } from "../../src/engine/io/report-file.ts";
import type { AuditReport, ReportFinding, ReportSummary } from "../../src/engine/reports/report.ts";

type Output = { write(text: string): unknown };

export type ParseOptions = { readonly json: boolean; readonly head: boolean };

type Parsed = ReportSummary & { readonly counts?: AuditReport["counts"] };

const parseFile = async (file: string, head: boolean): Promise<Parsed> =>
  head ? (await readReportHead(file)).summary : await readReport(file);

/** The published shape, in its published order. */
const toJson = (report: Parsed, file: string | null): string => {
  const {
    score,
    scoreLine,
    statedCounts,
    counts,
    findings,
    date,
    auditor,
    language,
    confidence,
    warnings,
    kind,
  } = report;
  const named = file === null ? {} : { file };
  return JSON.stringify({
    ...named,
    score,
    scoreLine,
    statedCounts,
    ...(counts === undefined ? {} : { counts }),
    findings,
    date,
    auditor,
    language,
    confidence,
    warnings,
    kind,
  });
};

/** What a report says must not move the cursor or change the terminal. */
const safe = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ").trim();

const place = (finding: ReportFinding): string => {
  if (finding.file === null) return "";
  const end = finding.endLine === null ? "" : `-${finding.endLine}`;
  return finding.line === null ? finding.file : `${finding.file}:${finding.line}${end}`;
};

const countsLine = (counts: Readonly<Record<Severity, number | null>>): string =>
  severities.map((severity) => `${severity} ${counts[severity] ?? "-"}`).join("  ");

const kindNames = { report: "report", transcript: "transcript of a session", "not-a-report": "not a report" };

const toTable = (report: Parsed, file: string): string => {
  const score = report.score === null ? "no score" : `${report.score}/100 (line ${report.scoreLine ?? "?"})`;
  const lines = [`${safe(file)}: ${kindNames[report.kind]}, ${score}`];
  const about = [report.date, report.auditor, report.language].filter((part) => part !== null);
  if (about.length > 0) lines.push(`  ${safe(about.join(", "))}`);
  if (report.counts !== undefined) lines.push(`  listed  ${countsLine(report.counts)}`);
  if (report.statedCounts !== null) lines.push(`  stated  ${countsLine(report.statedCounts)}`);
  for (const finding of report.findings) {
    const where = place(finding);
    lines.push(`  ${finding.severity}  ${safe(finding.title)}${where === "" ? "" : `  [${safe(where)}]`}`);
  }
  for (const warning of report.warnings) lines.push(`  ! ${safe(warning)}`);
  return `${lines.join("\n")}\n`;
};

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EISDIR: "it is a folder",
  EACCES: "reading it is not permitted",
};

const reasonOf = (error: unknown): string => {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return reasons[code] ?? (error instanceof Error ? error.message : String(error));
};

/** `orch parse FILE…`: 0 when every file was read, 2 when one was not. */
export const runParse = async (
  files: string[],
  options: ParseOptions,
  out: Output,
  err: Output,
): Promise<number> => {
  if (files.length === 0) {
    err.write("orch parse: no file given. Name one or more reports, for example: orch parse report.md\n");
    return 2;
  }
  let status = 0;
  for (const file of files) {
    try {
      const report = await parseFile(file, options.head);
      if (options.json) out.write(`${toJson(report, files.length > 1 ? file : null)}\n`);
      else out.write(toTable(report, file));
    } catch (error) {
      status = 2;
      err.write(`orch parse: cannot read ${safe(file)}: ${safe(reasonOf(error))}\n`);
    }
  }
  return status;
};
