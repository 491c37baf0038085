import type { Run, SessionState } from "../engine/domain/state.ts";
import type { RunOutcome } from "../engine/domain/words.ts";
import { clockTime, score, tokens } from "./format.ts";
import { type Line, span } from "./line.ts";

const baseName = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

const fixTarget = (session: SessionState, ids: readonly string[], files: readonly string[]): string => {
  const first = session.findings[ids[0] ?? ""];
  const more = ids.length > 1 ? ` +${ids.length - 1}` : "";
  if (first === undefined) return `close ${files.map(baseName).join(", ")}`;
  const place =
    first.file === null
      ? first.title
      : `${baseName(first.file)}${first.line === null ? "" : `:${first.line}`}`;
  return `close ${first.severity} ${place}${more}`;
};

/** What a run is about, in a few words. */
export const runTarget = (session: SessionState, run: Run): string => {
  switch (run.task.kind) {
    case "audit":
      return `${run.phase === "re-audit" ? "re-audit" : "audit"} ${run.task.dimension}`;
    case "fix":
      return fixTarget(session, run.task.findings, run.task.files);
    case "propose":
      return `propose ${run.task.feature}`;
    case "develop":
      return `build ${run.task.feature}`;
  }
};

export const outcomeWords: Readonly<Record<RunOutcome, string>> = {
  succeeded: "done",
  "not-installed": "not installed",
  "too-old": "too old",
  "not-logged-in": "not logged in",
  "wrong-key": "wrong key",
  "unknown-model": "unknown model",
  "rate-limited": "rate limited",
  "quota-exhausted": "quota exhausted",
  "server-error": "server error",
  refused: "refused",
  "context-too-long": "context too long",
  "turn-limit": "turn limit",
  stopped: "stopped",
  "timed-out": "timed out",
  "no-report": "no report",
  crashed: "crashed",
  "over-budget": "over budget",
  lost: "lost",
};

export const runName = (run: Run): string => (run.model === null ? run.agent : `${run.agent} ${run.model}`);

/** Symbol, word and time of a run: ⠹ 00:42 · ✔ 00:42 · ✘ timed out 03:00. */
export const runState = (run: Run, now: number, spinner: string): Line => {
  if (run.status === "requested") return [span("… starting", "dim")];
  if (run.status === "running") {
    const elapsed = run.launchedAt === null ? 0 : now - Date.parse(run.launchedAt);
    return [span(`${spinner} ${clockTime(elapsed)}`, "accent")];
  }
  const time = run.durationSeconds === null ? "" : ` ${clockTime(run.durationSeconds * 1000)}`;
  if (run.retry !== null && run.supersededBy === null && run.abandoned === null)
    return retryState(run.retry.notBefore, now);
  if (run.outcome === "succeeded") return [span(`✔${time}`, "good")];
  return [span(`✘ ${run.outcome === null ? "ended" : outcomeWords[run.outcome]}${time}`, "bad")];
};

const retryState = (notBefore: string, now: number): Line => {
  const wait = Date.parse(notBefore) - now;
  return [span(wait > 0 ? `↻ again in ${clockTime(wait + 999)}` : "↻ again", "warn")];
};

export const runTokens = (run: Run): string =>
  run.usage === null ? "tokens ?" : `${tokens(run.usage.inputTokens + run.usage.outputTokens)} tokens`;

const changeWords = (run: Run): Line => {
  const { changes } = run;
  if (changes === null) return [];
  if (changes.verdict === "nothing") return [span("changed nothing", "dim")];
  const size = `${changes.files.length} ${changes.files.length === 1 ? "file" : "files"} +${changes.added} −${changes.removed}`;
  if (changes.mergedAs !== null) return [span(`${size} · merged ${changes.mergedAs.slice(0, 7)}`, "good")];
  if (changes.discarded !== null) return [span(`${size} · not merged: ${changes.discarded.reason}`, "warn")];
  if (changes.verdict === "ask") return [span(`${size} · ◆ waits for your answer`, "warn")];
  return [span(size)];
};

const reportWords = (run: Run): Line => {
  const { report } = run;
  if (report === null) return [];
  if (report.notJudged) return [span("not judged", "dim")];
  const value = report.reportedScore ?? report.computedScore;
  const doubts = report.warnings.length === 0 ? "" : ` · ${report.warnings[0]}`;
  return [span(`score ${score(value)}`, "bold"), span(doubts, "warn")];
};

/** What came of a finished run, most important first. */
export const runResult = (run: Run): readonly Line[] => {
  if (run.status !== "finished") return [];
  const failed = run.outcome !== "succeeded";
  const lines: Line[] = [reportWords(run), changeWords(run)];
  if (run.message !== null && run.message !== "") lines.push([span(run.message, failed ? "bad" : "plain")]);
  if (run.advice !== null) lines.push([span(`→ ${run.advice}`, "warn")]);
  if (run.retry !== null && run.supersededBy === null)
    lines.push([span(`again with ${run.retry.agent}: ${run.retry.reason}`, "warn")]);
  if (run.abandoned !== null) lines.push([span(`not done: ${run.abandoned}`, "bad")]);
  return lines.filter((line) => line.length > 0);
};

export const activityLine = (kind: string, text: string): Line => [span(kind.padEnd(6), "dim"), span(text)];
