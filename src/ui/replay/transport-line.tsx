import type { ReactNode } from "react";
import type { TransportState } from "../../engine/contract.ts";
import { clockTime, longClockTime } from "../format.ts";
import { activeScopes, keyFacts } from "../key-facts.ts";
import { hintsFor } from "../key-match.ts";
import { fitLine, type Line, lineWidth, type Span, span } from "../line.ts";
import { keyHints } from "../panes/key-line.tsx";
import { Lines } from "../parts/lines.tsx";
import { all, useFrontend, useView } from "../room.ts";

const letters = { confirmation: "c", failure: "f", score: "s" } as const;
const tones = { confirmation: "warn", failure: "bad", score: "accent" } as const;

/** Marks where something happened, and a point where the replay stands: ├──●──c──s──┤ */
const track = (transport: TransportState, width: number): Line => {
  const inner = Math.max(4, width - 2);
  const cellOf = (share: number): number => Math.max(0, Math.min(inner - 1, Math.round(share * (inner - 1))));
  const cells: Span[] = Array.from({ length: inner }, () => span("─", "dim"));
  for (const mark of transport.marks) cells[cellOf(mark.at)] = span(letters[mark.kind], tones[mark.kind]);
  const duration = transport.durationMilliseconds;
  cells[cellOf(duration <= 0 ? 0 : transport.elapsedMilliseconds / duration)] = span("●", "bold");
  return [span("├", "dim"), ...cells, span("┤", "dim")];
};

const smallestTrack = 12;
const largestTrack = 40;

export const TransportLine = ({
  width,
  transport,
}: {
  readonly width: number;
  readonly transport: TransportState;
}): ReactNode => {
  const state = useFrontend(all);
  const view = useView(all);
  const clock = width < 100 && transport.durationMilliseconds < 3_600_000 ? clockTime : longClockTime;
  const times = `${clock(transport.elapsedMilliseconds)} / ${clock(transport.durationMilliseconds)}`;
  const head: Line = [
    span(` ${transport.playing ? "▶" : "‖"} ${transport.speed}×  `, "title"),
    span(`${times}  `, "bold"),
  ];
  const hints = hintsFor(activeScopes(state, view), keyFacts(state, view)).filter(
    (hint) => hint.scope === "replay" || hint.id === "help" || hint.id === "leave" || hint.label === "esc",
  );
  const everyKey = keyHints(hints, Number.POSITIVE_INFINITY, false);
  const room = width - lineWidth(head) - 2;
  const trackWidth = Math.max(smallestTrack, Math.min(largestTrack, room - lineWidth(everyKey)));
  const keys = keyHints(hints, room - trackWidth, false);
  return <Lines lines={[fitLine([...head, ...track(transport, trackWidth), span("  "), ...keys], width)]} />;
};
