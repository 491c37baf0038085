import { UserFault } from "../../src/engine/domain/errors.ts";
import { buildFinalReport } from "../../src/engine/domain/final-report.ts";
import { renderMarkdown } from "../../src/engine/domain/final-report-text.ts";
import {
  selectLedger,
  selectOverallScore,
  selectPendingConfirmations,
} from "../../src/engine/domain/select.ts";
import type { SessionState } from "../../src/engine/domain/state.ts";
import { JournalFault } from "../../src/engine/io/journal-fault.ts";
import { lockHolder } from "../../src/engine/io/lock.ts";
import { listSessions, type SessionPaths, sessionPaths } from "../../src/engine/io/session-folder.ts";
import { clean } from "../../src/ui/sanitize.ts";
import { readSession } from "../read-session.ts";
import { findState, sessionsFolderOf } from "../sessions-folder.ts";
import { printReport, writeReport } from "./print-report.ts";

export type ReportOptions = {
  readonly format?: string;
  readonly output?: string;
  readonly sessionsDir?: string;
};

/** `orch report [session]`: the final report, or the partial one of a session that still runs. */
export const runReport = async (session: string | undefined, options: ReportOptions): Promise<number> => {
  const { format } = options;
  if (format !== undefined && format !== "json" && format !== "md") {
    throw new UserFault(`--format ${JSON.stringify(format)}: there is no such format.`, "Allowed: json, md.");
  }
  const state = await findState(session, options.sessionsDir);
  const report = buildFinalReport(state);
  if (options.output !== undefined) await writeReport(report, options.output, format);
  else if (format === "json") process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else if (format === "md") process.stdout.write(renderMarkdown(report));
  else printReport(state);
  return 0;
};

const statusOf = (state: SessionState, alive: boolean): string => {
  if (state.stop !== null) return state.stop.reason;
  const waiting = selectPendingConfirmations(state).map(({ id }) => id);
  if (waiting.length > 0) return `waiting for you: ${waiting.join(", ")}`;
  return alive ? "running" : "no engine";
};

const row = (cells: readonly string[]): string => {
  const widths = [36, 20, 7, 9];
  return `${cells
    .map((cell, index) => clean(cell, 80).padEnd(widths[index] ?? 0))
    .join("  ")
    .trimEnd()}\n`;
};

type SessionLine = {
  readonly session: string;
  readonly module: string | null;
  readonly score: number | null;
  readonly cost_usd: number | null;
  readonly cost_estimated: boolean;
  readonly status: string;
  readonly started_at: string | null;
  readonly folder: string;
};

const lineOf = (session: string, paths: SessionPaths): SessionLine => {
  const common = { session, folder: paths.folder };
  try {
    const state = readSession(paths);
    const { spentUsd, estimated } = selectLedger(state);
    return {
      ...common,
      module: state.facts?.module.name ?? null,
      score: selectOverallScore(state),
      cost_usd: spentUsd,
      cost_estimated: estimated,
      status: statusOf(state, lockHolder(paths.lock) !== null),
      started_at: state.startedAt,
    };
  } catch (error) {
    if (!(error instanceof JournalFault)) throw error;
    const status = `unreadable: ${error.message}`;
    return {
      ...common,
      module: null,
      score: null,
      cost_usd: null,
      cost_estimated: false,
      status,
      started_at: null,
    };
  }
};

const sessionRow = ({ session, module, score, cost_usd, cost_estimated, status }: SessionLine): string => {
  const cost = cost_usd === null ? "?" : `${cost_estimated ? "~" : ""}$${cost_usd.toFixed(2)}`;
  return row([session, module ?? "?", score === null ? "?" : String(score), cost, status]);
};

/** `orch sessions`: a line for each session of this project, newest first. */
export const runSessions = async (options: {
  readonly sessionsDir?: string;
  readonly json?: boolean;
}): Promise<number> => {
  const folder = await sessionsFolderOf(options.sessionsDir);
  const lines = listSessions(folder).map((id) => lineOf(id, sessionPaths(folder, id)));
  if (options.json === true) {
    for (const line of lines) process.stdout.write(`${JSON.stringify(line)}\n`);
    return 0;
  }
  const none = `No sessions in ${folder}. Start one: orch run\n`;
  process.stdout.write(lines.length === 0 ? none : row(["SESSION", "MODULE", "SCORE", "COST", "STATUS"]));
  for (const line of lines) process.stdout.write(sessionRow(line));
  return 0;
};

/** `orch show SESSION --json`: the folded state of a session, for scripts; without --json a summary. */
export const runShow = async (
  session: string | undefined,
  options: { readonly json?: boolean; readonly sessionsDir?: string },
): Promise<number> => {
  const state = await findState(session, options.sessionsDir);
  if (options.json === true) process.stdout.write(`${JSON.stringify(state, null, 2)}\n`);
  else printReport(state);
  return 0;
};
