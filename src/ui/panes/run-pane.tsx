import { memo, type ReactNode } from "react";
import type { Run } from "../../engine/domain/state.ts";
import { box } from "../box.ts";
import { activityLine, runName, runResult, runState, runTokens } from "../describe-run.ts";
import { runCost } from "../format.ts";
import { fitHeight, fitLine, joinLines, type Line, span, spread } from "../line.ts";
import { Lines } from "../parts/lines.tsx";
import { useRunClock } from "../use-now.ts";

/** What a run does now, newest at the bottom; how it ended, once it has. */
const bodyOf = (run: Run, rows: number): readonly Line[] => {
  if (run.status === "finished") return runResult(run).slice(0, rows);
  if (run.activity.length === 0) {
    return [[span(run.status === "requested" ? "waiting for its process" : "no activity yet", "dim")]];
  }
  return run.activity.slice(-rows).map((entry) => activityLine(entry.kind, entry.text));
};

const titleOf = (run: Run, number: number, target: string): Line => [
  span(`${number} ${runName(run)}`, run.status === "finished" ? "plain" : "bold"),
  span(` · ${target}`, "plain"),
  span(run.attempt > 1 ? ` · attempt ${run.attempt}` : "", "warn"),
];

export type RunPaneProps = {
  readonly run: Run;
  readonly number: number;
  readonly target: string;
  readonly width: number;
  readonly height: number;
  readonly focused: boolean;
};

/** Drawn again only when its own run, its place or its clock changes. */
export const RunPane = memo(function RunPane({
  run,
  number,
  target,
  width,
  height,
  focused,
}: RunPaneProps): ReactNode {
  const { now, spinner } = useRunClock(run);
  const lines = box(bodyOf(run, height - 2), {
    width,
    height,
    title: titleOf(run, number, target),
    right: runState(run, now, spinner),
    bottom: [span(`${runCost(run.usage)} · ${runTokens(run)}`, "dim")],
    style: focused ? "heavy" : "round",
    tone: focused ? "focus" : "border",
  });
  return <Lines lines={lines} />;
});

/** The same as an entry of a list: one line, and what it does now when there is room. */
export const RunEntry = memo(function RunEntry({
  run,
  number,
  target,
  width,
  height,
  focused,
}: RunPaneProps): ReactNode {
  const { now, spinner } = useRunClock(run);
  const left: Line = [span(focused ? "▸ " : "  ", "focus"), ...titleOf(run, number, target)];
  const cost = span(runCost(run.usage), "dim");
  const right: Line = [...joinLines([runState(run, now, spinner), [cost]], "  "), span(" ")];
  const body = bodyOf(run, height - 1).map((content) => fitLine([span("    "), ...content], width));
  return <Lines lines={fitHeight([spread(left, right, width), ...body], height)} />;
});
