import type { Run } from "./domain/state.ts";
import type { RunOutcome } from "./domain/words.ts";
import type { RunFiles } from "./ports.ts";
import { isWholeReport, reportFromAnswer } from "./reports/answer-report.ts";
import type { OutputSummary } from "./run-output.ts";

const answerTailBytes = 64 * 1024;
const wholeReportBytes = 1024 * 1024;

/** Bytes come as latin1: what is to be read as text is UTF-8. */
const textFrom = (files: RunFiles, path: string, offset: number, bytes: number): string =>
  Buffer.from(files.readFrom(path, offset, bytes).text, "latin1").toString("utf8");

export const sizeOf = (files: RunFiles, path: string): number => files.readFrom(path, 0, 0).size;

export const tailOf = (files: RunFiles, path: string, bytes: number): string =>
  textFrom(files, path, Math.max(0, sizeOf(files, path) - bytes), bytes);

/**
 * An auditor that gave its report as its answer, or printed it, and wrote no file: the work is done and paid for,
 * so it is written down instead of asked for once more. True when it was.
 */
export const takeAnswer = (
  files: RunFiles,
  run: Run,
  { completed, failures, finalMessage }: OutputSummary,
): boolean => {
  const missing = run.task.kind === "audit" && !files.reportExists(run.id);
  if (!missing || failures.length > 0 || files.stopCause(run.id) !== null) return false;
  const printed = (): string => tailOf(files, files.paths(run.id).stdout, answerTailBytes);
  const answered = completed || files.exit(run.id)?.exitCode === 0;
  const report = answered ? reportFromAnswer(finalMessage ?? printed()) : null;
  if (report !== null) files.writeReport(run.id, report);
  return report !== null;
};

/** What may still befall a run whose work is done: the model's last words are missing, and nothing else. */
const afterTheWork: ReadonlySet<RunOutcome> = new Set([
  "rate-limited",
  "quota-exhausted",
  "server-error",
  "context-too-long",
  "turn-limit",
  "timed-out",
  "crashed",
  "lost",
]);

/** An audit whose report is whole needs no second run, however its agent ended. */
export const outlastsFailure = (files: RunFiles, run: Run, outcome: RunOutcome): boolean =>
  run.task.kind === "audit" &&
  afterTheWork.has(outcome) &&
  isWholeReport(textFrom(files, files.paths(run.id).report, 0, wholeReportBytes));
