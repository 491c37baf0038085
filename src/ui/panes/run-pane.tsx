import { memo, type ReactNode } from "react";
import type { Run, SessionState } from "../../engine/domain/state.ts";
import { box } from "../box.ts";
import { activityLine, runName, runResult, runState, runTarget, runTokens } from "../describe-run.ts";
import { runCost } from "../format.ts";
import { fitHeight, joinLines, type Line, span, spread } from "../line.ts";
import { Lines } from "../parts/lines.tsx";
import { all, useFrontend } from "../room.ts";
import { runNumber } from "../select-runs.ts";
import { useNow } from "../use-now.ts";

/** What a run does now, newest at the bottom; how it ended, once it has. */
const bodyOf = (run: Run, rows: number): readonly Line[] => {
  if (run.status === "finished") return runResult(run).slice(0, rows);
  if (run.activity.length === 0) {
    return [[span(run.status === "requested" ? "waiting for its process" : "no activity yet", "dim")]];
  }
  return run.activity.slice(-rows).map((entry) => activityLine(entry.kind, entry.text));
};

const titleOf = (session: SessionState, run: Run): Line => [
  span(`${runNumber(session, run.id)} ${runName(run)}`, run.status === "finished" ? "plain" : "bold"),
  span(` · ${runTarget(session, run)}`, "plain"),
  span(run.attempt > 1 ? ` · attempt ${run.attempt}` : "", "warn"),
];

export type RunPaneProps = {
  readonly id: string;
  readonly width: number;
  readonly height: number;
  readonly focused: boolean;
};

export const RunPane = memo(function RunPane({ id, width, height, focused }: RunPaneProps): ReactNode {
  const { session } = useFrontend(all);
  const { now, spinner } = useNow();
  const run = session.runs[id];
  if (run === undefined) return null;
  const lines = box(bodyOf(run, height - 2), {
    width,
    height,
    title: titleOf(session, run),
    right: runState(run, now, spinner),
    bottom: [span(`${runCost(run.usage)} · ${runTokens(run)}`, "dim")],
    style: focused ? "heavy" : "round",
    tone: focused ? "focus" : "border",
  });
  return <Lines lines={lines} />;
});

/** The same as an entry of a list: one line, and what it does now when there is room. */
export const RunEntry = memo(function RunEntry({ id, width, height, focused }: RunPaneProps): ReactNode {
  const { session } = useFrontend(all);
  const { now, spinner } = useNow();
  const run = session.runs[id];
  if (run === undefined) return null;
  const left: Line = [span(focused ? "▸ " : "  ", "focus"), ...titleOf(session, run)];
  const cost = span(runCost(run.usage), "dim");
  const right: Line = [...joinLines([runState(run, now, spinner), [cost]], "  "), span(" ")];
  const body = bodyOf(run, height - 1).map((content): Line => [span("    "), ...content]);
  return <Lines lines={fitHeight([spread(left, right, width), ...body], height)} />;
});
