import type { ReactNode } from "react";
import type { TransportState } from "../../engine/contract.ts";
import { longClockTime } from "../format.ts";
import { activeScopes, keyFacts } from "../key-facts.ts";
import { hintsFor } from "../key-match.ts";
import { fitLine, type Line, lineWidth, type Span, span } from "../line.ts";
import { keyHints } from "../panes/key-line.tsx";
import { Lines } from "../parts/lines.tsx";
import { all, useFrontend, useView } from "../room.ts";

const letters = { confirmation: "c", failure: "f", score: "s" } as const;
const tones = { confirmation: "warn", failure: "bad", score: "accent" } as const;

/** Marks where something happened, and a point where the replay stands: ├──●──c──s──┤ */
export const track = (transport: TransportState, width: number): Line => {
  const inner = Math.max(4, width - 2);
  const cellOf = (share: number): number => Math.max(0, Math.min(inner - 1, Math.round(share * (inner - 1))));
  const cells: Span[] = Array.from({ length: inner }, () => span("─", "dim"));
  for (const mark of transport.marks) cells[cellOf(mark.at)] = span(letters[mark.kind], tones[mark.kind]);
  const duration = transport.durationMilliseconds;
  cells[cellOf(duration <= 0 ? 0 : transport.elapsedMilliseconds / duration)] = span("●", "bold");
  return [span("├", "dim"), ...cells, span("┤", "dim")];
};

export const TransportLine = ({
  width,
  transport,
}: {
  readonly width: number;
  readonly transport: TransportState;
}): ReactNode => {
  const state = useFrontend(all);
  const view = useView(all);
  const elapsed = longClockTime(transport.elapsedMilliseconds);
  const total = longClockTime(transport.durationMilliseconds);
  const head: Line = [
    span(` ${transport.playing ? "▶" : "‖"} ${transport.speed}×  `, "title"),
    span(`${elapsed} / ${total}  `, "bold"),
  ];
  const hints = hintsFor(activeScopes(state, view), keyFacts(state, view)).filter(
    (hint) => hint.scope !== "views" || hint.id === "help",
  );
  const trackWidth = Math.max(10, Math.min(40, width - 84));
  const keys = keyHints(hints, width - lineWidth(head) - trackWidth - 2, false);
  return <Lines lines={[fitLine([...head, ...track(transport, trackWidth), span("  "), ...keys], width)]} />;
};
