import { createReportReader, type ReportReader } from "./audit/report-reader.ts";
import type { AuditReport, ReportSummary } from "./report.ts";

/** Lines end with LF, CRLF or CR alone; one pass, without a copy of the text. */
const pushLines = (text: string, reader: ReportReader): void => {
  let start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const onlyReturns = !text.includes("\n") && text.includes("\r");
  const ending = onlyReturns ? "\r" : "\n";
  while (start <= text.length) {
    const found = text.indexOf(ending, start);
    const end = found < 0 ? text.length : found;
    const stop = end > start && text.charCodeAt(end - 1) === 13 ? end - 1 : end;
    reader.push(text.slice(start, stop));
    if (found < 0) return;
    start = found + 1;
  }
};

/** Reads a whole report: our own block if it starts with one, else what the prose asserts. Never throws. */
export const parseReport = (text: string): AuditReport => {
  const reader = createReportReader();
  pushLines(text, reader);
  return reader.finish();
};

/** Reads the beginning of a report, which may end anywhere, also within our own block. Never throws. */
export const parseReportHead = (head: string): ReportSummary => {
  const reader = createReportReader();
  pushLines(head, reader);
  return reader.finishHead();
};
