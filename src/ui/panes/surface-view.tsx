import type { ReactNode } from "react";
import type { FrontendState } from "../../engine/contract.ts";
import { box } from "../box.ts";
import { contentOf, windowOf } from "../contents/content-of.ts";
import { runState } from "../describe-run.ts";
import { type Layout, textSizeOf } from "../layout.ts";
import { type Line, span } from "../line.ts";
import { Lines } from "../parts/lines.tsx";
import { all, useFrontend, useView } from "../room.ts";
import { runNumber } from "../select-runs.ts";
import { useNow } from "../use-now.ts";
import type { Surface, ViewState } from "../view-state.ts";

type Titled = Exclude<Surface, "agents">;

const listWords = (surface: Titled, view: ViewState): string => {
  if (surface === "events") return view.eventFilter;
  if (surface !== "findings") return "";
  const severity = view.severity === "all" ? "" : ` ${view.severity}`;
  return `${view.filter}${severity}, by ${view.sort}`;
};

const titles: Readonly<Record<Titled, string>> = {
  findings: "Findings",
  budget: "Budget",
  timeline: "Timeline",
  events: "Events",
  report: "Report",
  zoom: "Agent",
  document: "File",
  details: "Finding",
  help: "Keys",
};

const titleOf = (surface: Titled, state: FrontendState, view: ViewState): Line => {
  const words = listWords(surface, view);
  const run = view.document?.run ?? view.zoomed ?? "";
  const number = runNumber(state.session, run);
  if (surface === "document") return [span(`${view.document?.what ?? ""} of run ${number}`, "title")];
  if (surface === "zoom") return [span(`Agent ${number}`, "title")];
  return [span(titles[surface], "title"), span(words === "" ? "" : ` · ${words}`, "dim")];
};

/** Where the window stands in its text: 12–40 of 200, and whether it follows the end. */
export const placeWords = (first: number, shown: number, total: number, follows: boolean): Line => {
  if (total <= shown) return follows ? [] : [span(`${total}`, "dim")];
  const range = `${first + 1}–${Math.min(total, first + shown)} of ${total}`;
  return [span(follows ? `${range} · following` : range, "dim")];
};

/** A view, a zoomed agent, a text: one box over the whole main area. */
export const SurfaceView = ({
  surface,
  layout,
}: {
  readonly surface: Titled;
  readonly layout: Layout;
}): ReactNode => {
  const state = useFrontend(all);
  const view = useView(all);
  const { now, spinner } = useNow();
  const size = textSizeOf(surface, layout, false);
  const content = contentOf(surface, { state, view, width: size.columns, height: size.rows, now });
  const position = view.positions[surface];
  const shown = windowOf(content, position, size.rows, view.search);
  const run = surface === "zoom" ? state.session.runs[view.zoomed ?? ""] : undefined;
  const held = content.kind === "log" && !shown.follows ? [span(" · held (f follows)", "warn")] : [];
  const lines = box(shown.lines, {
    width: layout.columns,
    height: layout.mainRows,
    title: titleOf(surface, state, view),
    right: run === undefined ? [] : runState(run, now, spinner),
    bottomRight: [
      ...placeWords(shown.first, size.rows - content.head.length, shown.total, shown.follows),
      ...held,
    ],
  });
  return <Lines lines={lines} />;
};
