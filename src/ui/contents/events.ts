import type { SessionEvent } from "../../engine/domain/events.ts";
import { describeEvent, toneOfClass } from "../describe-event.ts";
import { timeOfDay } from "../format.ts";
import { type Line, span } from "../line.ts";
import type { EventFilter } from "../view-state.ts";
import type { Content, ContentInput } from "./content.ts";

const passes = (kind: string, filter: EventFilter): boolean => {
  switch (filter) {
    case "all":
      return true;
    case "without activity":
      return kind !== "activity";
    case "problems":
      return kind === "problem";
    case "decisions":
      return kind === "decision";
  }
};

const eventLine = (event: SessionEvent, filter: EventFilter): readonly Line[] => {
  const described = describeEvent(event);
  if (!passes(described.class, filter)) return [];
  const tone = toneOfClass[described.class];
  return [
    [
      span(`${String(event.seq).padStart(6)} ${timeOfDay(event.at)} `, "dim"),
      span(`${described.symbol} ${described.text}`, tone),
    ],
  ];
};

/** The newest part of the journal, newest at the bottom. */
export const eventsContent = ({ state, view }: ContentInput): Content => {
  const lines = state.recent.flatMap((event) => eventLine(event, view.eventFilter));
  const nothing: Line = [
    span(state.recent.length === 0 ? "No event yet." : "No event passes this filter.", "dim"),
  ];
  return { head: [], lines: lines.length === 0 ? [nothing] : lines, kind: "log" };
};
