import type { ReactNode } from "react";
import { selectCurrentPhase } from "../../engine/domain/select.ts";
import type { PhaseRecord, SessionState } from "../../engine/domain/state.ts";
import { type Phase, phases } from "../../engine/domain/words.ts";
import { fitLine, joinLines, type Line, lineWidth, type Span, span } from "../line.ts";
import { Lines } from "../parts/lines.tsx";
import { all, useFrontend } from "../room.ts";
import { useNow } from "../use-now.ts";

const symbolOf = (record: PhaseRecord, spinner: string): Span => {
  switch (record.outcome) {
    case null:
      return span(spinner, "accent");
    case "done":
      return span("✔", "good");
    case "reused":
      return span("↺", "good");
    case "skipped":
      return span("–", "dim");
    case "failed":
      return span("✘", "bad");
  }
};

/** The newest record of a phase: of this iteration, or of an earlier one for what is done only once. */
const recordOf = (session: SessionState, phase: Phase): PhaseRecord | undefined => {
  const isOnce = phase === "discovery" || phase === "audit";
  return session.phases.findLast(
    (record) => record.phase === phase && (isOnce || record.iteration === session.iteration),
  );
};

const phaseLine = (session: SessionState, phase: Phase, spinner: string): Line => {
  const record = recordOf(session, phase);
  if (record === undefined) return [span(`${phase} `, "dim"), span("·", "dim")];
  const isNow = record.finishedAt === null;
  return [span(`${phase} `, isNow ? "bold" : "plain"), symbolOf(record, spinner)];
};

const tighten = (line: Line): Line => line.map((part) => ({ ...part, text: part.text.trim() }));

/** Only the phase at work keeps its name when there is no room for all of them. */
const abbreviate = (line: Line, isNow: boolean): Line =>
  isNow ? [span(" "), ...line, span(" ")] : line.slice(1);

export const Phases = ({ width }: { readonly width: number }): ReactNode => {
  const { session } = useFrontend(all);
  const { spinner } = useNow();
  const current = selectCurrentPhase(session)?.phase;
  const each = phases.map((phase) => phaseLine(session, phase, spinner));
  const short = each.flatMap((line, index) => abbreviate(line, phases[index] === current));
  const shapes: readonly Line[] = [
    joinLines(each, "  "),
    joinLines(each.map(tighten), " "),
    [span("phases "), ...short],
  ];
  const fitting = shapes.find((line) => lineWidth(line) < width) ?? short;
  return <Lines lines={[fitLine([span(" "), ...fitting], width)]} />;
};
