import type { ReactNode } from "react";
import type { FrontendState } from "../../engine/contract.ts";
import { selectCurrentPhase } from "../../engine/domain/select.ts";
import { clockTime, plural } from "../format.ts";
import { joinLines, type Line, lineWidth, span, spread } from "../line.ts";
import { Lines } from "../parts/lines.tsx";
import { all, useFrontend } from "../room.ts";
import { type Status, selectElapsed, selectStatus } from "../select-status.ts";
import { useNow } from "../use-now.ts";

const agents = (status: Status): Line =>
  status.busyAgents > 0 ? [span(`● ${plural(status.busyAgents, "agent")} busy`, "good")] : [];

const questions = (status: Status): Line =>
  status.waitingForYou > 0 ? [span(`◆ ${status.waitingForYou} waiting for you`, "warn")] : [];

/** Working, waiting for you, idle, paused and stopped: each has its own shape and its own word. */
const statusLine = (status: Status, phase: string | null): Line => {
  switch (status.kind) {
    case "starting":
      return [span("○ starting", "dim")];
    case "working":
    case "waiting": {
      const own: Line =
        status.busyAgents + status.waitingForYou === 0 ? [span(`● ${phase ?? "working"}`, "good")] : [];
      return joinLines([own, agents(status), questions(status)], "  ");
    }
    case "idle":
      return [span("○ idle", "dim")];
    case "paused":
      return joinLines([[span("‖ paused", "warn")], agents(status), questions(status)], "  ");
    case "stopping":
      return joinLines([[span("■ stopping", "warn")], agents(status)], "  ");
    case "stopped":
      return [span("■ stopped", "bold")];
    case "engine-gone":
      return [span("▲ engine not running", "bad")];
  }
};

const place = (state: FrontendState): Line => {
  const { facts, iteration } = state.session;
  if (facts === null) return [span(" orch", "title")];
  const phase = selectCurrentPhase(state.session)?.phase ?? null;
  const parts: Line[] = [
    [span(" orch", "title")],
    [span(facts.module.name, "bold")],
    iteration === 0 ? [] : [span(`iteration ${iteration}/${facts.settings.maxIterations}`)],
    phase === null ? [] : [span(phase, "accent")],
  ];
  return joinLines(parts, " › ");
};

export const Header = ({ width }: { readonly width: number }): ReactNode => {
  const state = useFrontend(all);
  const { now } = useNow();
  const phase = selectCurrentPhase(state.session)?.phase ?? null;
  const status = statusLine(selectStatus(state), phase);
  const elapsed = span(clockTime(selectElapsed(state.session, now)), "bold");
  const right: Line = [elapsed, span("  "), ...status, span(" ")];
  const mode: Line = state.link.kind === "replay" ? [span("replay ", "info")] : [];
  const left = place(state);
  const fits = lineWidth(left) + lineWidth(mode) + lineWidth(right) < width;
  return (
    <Lines
      lines={[fits ? spread(left, [...mode, ...right], width) : spread(left.slice(0, -2), right, width)]}
    />
  );
};
