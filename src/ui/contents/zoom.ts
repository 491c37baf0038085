import type { Run, SessionState } from "../../engine/domain/state.ts";
import { activityLine, runName, runResult, runTarget, runTokens } from "../describe-run.ts";
import { bytes, duration, runCost, timeOfDay } from "../format.ts";
import { blank, type Line, line, span } from "../line.ts";
import type { LoadedDocument } from "../view-state.ts";
import type { Content, ContentInput } from "./content.ts";

const timing = (run: Run): string => {
  const limit = `limit ${duration(run.timeoutSeconds)}`;
  if (run.launchedAt === null) return `asked for ${timeOfDay(run.requestedAt)} · ${limit}`;
  return `launched ${timeOfDay(run.launchedAt)} · ${limit}`;
};

const worktree = (run: Run): string => {
  const edits = run.task.kind === "fix" || run.task.kind === "develop";
  return edits ? ` · works in worktrees/${run.id}` : "";
};

const head = (session: SessionState, run: Run): readonly Line[] => [
  [span(runName(run), "title"), span(` · ${runTarget(session, run)}`, "bold")],
  [
    span(
      `${runCost(run.usage)} · ${runTokens(run)} · attempt ${run.attempt} · pid ${run.pid ?? "none"} · ${timing(run)}`,
    ),
  ],
  [span(`prompt runs/${run.id}/prompt.md · output ${bytes(run.outputBytes)}${worktree(run)}`, "dim")],
  [span(`chosen: ${run.choice}`, "dim"), ...kept(run)],
];

const kept = (run: Run): Line => {
  const where = run.changes?.discarded?.keptAt ?? null;
  return where === null ? [] : [span(` · work kept at ${where}`, "warn")];
};

/** The activity of one run; its last 40 entries are in the session's state, all of its output in its file. */
export const zoomContent = ({ state, view }: ContentInput): Content => {
  const run = state.session.runs[view.zoomed ?? ""];
  if (run === undefined)
    return { head: [], lines: [line("This run is not in the session.", "dim")], kind: "text" };
  const activity = run.activity.map(
    (entry): Line => [span(`${timeOfDay(entry.at)} `, "dim"), ...activityLine(entry.kind, entry.text)],
  );
  const waiting: readonly Line[] =
    activity.length === 0 && run.status !== "finished" ? [line("no activity yet", "dim")] : [];
  const result = runResult(run);
  const gap = activity.length > 0 && result.length > 0 ? [blank] : [];
  return {
    head: [...head(state.session, run), blank],
    lines: [...activity, ...waiting, ...gap, ...result],
    kind: "log",
  };
};

const diffTone = (text: string): Line => {
  if (text.startsWith("+++") || text.startsWith("---") || text.startsWith("diff "))
    return [span(text, "bold")];
  if (text.startsWith("@@")) return [span(text, "accent")];
  if (text.startsWith("+")) return [span(text, "good")];
  return text.startsWith("-") ? [span(text, "bad")] : [span(text)];
};

const absence: Readonly<Record<LoadedDocument["what"], string>> = {
  prompt: "There is no prompt file for this run.",
  output: "This run has written no output yet.",
  diff: "There is no diff for this run.",
};

const documentLines = (document: LoadedDocument): readonly Line[] => {
  switch (document.status) {
    case "loading":
      return [line("reading…", "dim")];
    case "missing":
      return [line(absence[document.what], "dim")];
    case "failed":
      return [line(`Could not read it: ${document.problem ?? "no reason given"}`, "bad")];
    case "ready":
      return document.lines.map((each) => (document.what === "diff" ? diffTone(each) : line(each)));
  }
};

export const documentContent = ({ view }: ContentInput): Content => {
  const { document } = view;
  if (document === null) return { head: [], lines: [], kind: "text" };
  return { head: [], lines: documentLines(document), kind: document.what === "output" ? "log" : "text" };
};
