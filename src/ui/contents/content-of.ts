import { type Line, markMatches, retone } from "../line.ts";
import type { Surface } from "../view-state.ts";
import { budgetContent } from "./budget.ts";
import type { Content, ContentInput } from "./content.ts";
import { eventsContent } from "./events.ts";
import { detailsContent, findingsContent } from "./findings.ts";
import { helpContent } from "./help.ts";
import { reportContent } from "./report.ts";
import { timelineContent } from "./timeline.ts";
import { documentContent, zoomContent } from "./zoom.ts";

const makers: Readonly<Record<Exclude<Surface, "agents">, (input: ContentInput) => Content>> = {
  findings: findingsContent,
  budget: budgetContent,
  timeline: timelineContent,
  events: eventsContent,
  report: reportContent,
  zoom: zoomContent,
  document: documentContent,
  details: detailsContent,
  help: helpContent,
};

export const contentOf = (surface: Exclude<Surface, "agents">, input: ContentInput): Content =>
  makers[surface](input);

export type Window = {
  readonly lines: readonly Line[];
  readonly first: number;
  readonly total: number;
  readonly follows: boolean;
};

/** First line on the screen for a position: rows keep the selected one in the middle, logs follow their end. */
export const firstShown = (content: Content, position: number | undefined, height: number): number => {
  const last = Math.max(0, content.lines.length - height);
  if (content.kind === "rows") return Math.max(0, Math.min((position ?? 0) - Math.floor(height / 2), last));
  return Math.min(position ?? (content.kind === "log" ? last : 0), last);
};

/** The part of a content that is on the screen, with selection and search matches marked. */
export const windowOf = (
  content: Content,
  position: number | undefined,
  height: number,
  search: string,
): Window => {
  const room = Math.max(1, height - content.head.length);
  const first = firstShown(content, position, room);
  const selected = content.kind === "rows" ? Math.min(position ?? 0, content.lines.length - 1) : -1;
  const shown = content.lines.slice(first, first + room).map((line, index): Line => {
    if (first + index === selected) return [{ text: "▸ ", tone: "focus" }, ...retone(line, "selected")];
    const marked = markMatches(line, search);
    return content.kind === "rows" ? [{ text: "  ", tone: "plain" }, ...marked] : marked;
  });
  const head =
    content.kind === "rows"
      ? content.head.map((line): Line => [{ text: "  ", tone: "plain" }, ...line])
      : content.head;
  const follows = content.kind === "log" && position === undefined;
  return { lines: [...head, ...shown], first, total: content.lines.length, follows };
};
