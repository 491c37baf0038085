import type { Content } from "./contents/content.ts";
import { contentOf, firstShown } from "./contents/content-of.ts";
import { surfaceOf } from "./key-facts.ts";
import { layOut, textSizeOf } from "./layout.ts";
import { lineText } from "./line.ts";
import { change, type Room } from "./room.ts";
import { selectShownQuestion } from "./select-confirmation.ts";
import { selectNotice } from "./select-notice.ts";
import { selectNow } from "./select-status.ts";
import type { Surface } from "./view-state.ts";

type Shown = { readonly surface: Surface; readonly content: Content; readonly height: number };

/** The surface that has the reader's attention, as it stands on the screen. */
const shownSurface = (room: Room): Shown | null => {
  const state = room.store.getState();
  const view = room.view.getState();
  const surface = surfaceOf(view);
  if (surface === "agents") return null;
  const layout = layOut(room.size(), selectNotice(state, view).length > 0);
  const inOverlay = surface === "document" && selectShownQuestion(state, view) !== null;
  const size = textSizeOf(surface, layout, inOverlay);
  const now = selectNow(state.session, state.link, room.clock.getState().now);
  const content = contentOf(surface, { state, view, width: size.columns, height: size.rows, now });
  return { surface, content, height: Math.max(1, size.rows - content.head.length) };
};

export type Move = "up" | "down" | "page-up" | "page-down" | "top" | "bottom";

const targetOf = (move: Move, at: number, page: number, last: number): number => {
  switch (move) {
    case "up":
      return at - 1;
    case "down":
      return at + 1;
    case "page-up":
      return at - page;
    case "page-down":
      return at + page;
    case "top":
      return 0;
    case "bottom":
      return last;
  }
};

const lastPosition = ({ content, height }: Shown): number =>
  Math.max(0, content.kind === "rows" ? content.lines.length - 1 : content.lines.length - height);

/** A log that is scrolled to its end follows it again. */
const settle = (room: Room, shown: Shown, wanted: number): void => {
  const last = lastPosition(shown);
  const at = Math.max(0, Math.min(wanted, last));
  change(room, {
    kind: "position",
    surface: shown.surface,
    at: shown.content.kind === "log" && at >= last ? null : at,
  });
};

export const scroll = (room: Room, move: Move): void => {
  const shown = shownSurface(room);
  if (shown === null) return;
  const position = room.view.getState().positions[shown.surface];
  const at =
    shown.content.kind === "rows" ? (position ?? 0) : firstShown(shown.content, position, shown.height);
  settle(room, shown, targetOf(move, at, Math.max(1, shown.height - 1), lastPosition(shown)));
};

/** Holds a log where it stands, or lets it follow its end again. */
export const toggleFollow = (room: Room): void => {
  const shown = shownSurface(room);
  if (shown === null || shown.content.kind !== "log") return;
  const isHeld = room.view.getState().positions[shown.surface] !== undefined;
  const at = isHeld ? null : firstShown(shown.content, undefined, shown.height);
  change(room, { kind: "position", surface: shown.surface, at });
};

/** To the next or previous line that has the searched words, round the end. */
export const goToMatch = (room: Room, direction: 1 | -1): void => {
  const shown = shownSurface(room);
  const { search, match } = room.view.getState();
  if (shown === null || search === "") return;
  const wanted = search.toLowerCase();
  const hits = shown.content.lines.flatMap((line, index) =>
    lineText(line).toLowerCase().includes(wanted) ? [index] : [],
  );
  const notFound = { text: `"${search}" is not here`, tone: "warn" } as const;
  if (hits.length === 0) {
    change(room, { kind: "notice", notice: notFound });
    return;
  }
  const before = match ?? (direction === 1 ? -1 : Number.POSITIVE_INFINITY);
  const next =
    direction === 1 ? hits.find((index) => index > before) : hits.findLast((index) => index < before);
  const line = next ?? hits.at(direction === 1 ? 0 : -1) ?? 0;
  const place = hits.indexOf(line) + 1;
  change(room, { kind: "match", line });
  const wantedTop = shown.content.kind === "rows" ? line : line - Math.floor(shown.height / 2);
  settle(room, shown, wantedTop);
  change(room, {
    kind: "notice",
    notice: { text: `match ${place} of ${hits.length}: ${search}`, tone: "good" },
  });
};
