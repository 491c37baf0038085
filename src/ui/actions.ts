import type { TransportAction } from "../engine/contract.ts";
import { openDocument } from "./documents.ts";
import type { ActionId } from "./keymap.ts";
import { approve, postpone, reject, reopenQuestions, send, shownQuestion } from "./questions.ts";
import { change, type Room } from "./room.ts";
import { goToMatch, scroll, toggleFollow } from "./scroll.ts";
import { findingFilters, findingSorts, selectFindingRows, severityFilters } from "./select-findings.ts";
import { selectPanes } from "./select-runs.ts";
import { eventFilters, type LoadedDocument, type ViewName } from "./view-state.ts";

const next = <T>(items: readonly T[], current: T): T =>
  items[(items.indexOf(current) + 1) % items.length] ?? current;

/** The focused run, or the first pane while nobody has chosen one. */
const focusedRun = (room: Room): string | null => {
  const panes = selectPanes(room.store.getState().session);
  const { focusedRun: wanted } = room.view.getState();
  return panes.some((run) => run.id === wanted) ? wanted : (panes[0]?.id ?? null);
};

const moveFocus = (room: Room, by: 1 | -1): void => {
  const ids = selectPanes(room.store.getState().session).map((run) => run.id);
  const { zoomed } = room.view.getState();
  const at = ids.indexOf(zoomed ?? focusedRun(room) ?? "");
  const run = ids.at((at + by + ids.length) % Math.max(1, ids.length)) ?? null;
  change(room, { kind: "focus", run });
  if (zoomed !== null && run !== null) change(room, { kind: "zoom", run });
};

const showView =
  (view: ViewName) =>
  (room: Room): void =>
    change(room, { kind: "show-view", view });

const showZoomed =
  (what: LoadedDocument["what"]) =>
  (room: Room): void => {
    const { zoomed } = room.view.getState();
    if (zoomed !== null) openDocument(room, zoomed, what);
  };

const showAskedDiff = (room: Room): void => {
  const run = shownQuestion(room)?.confirmation.run ?? null;
  if (run !== null) openDocument(room, run, "diff");
};

const openDetails = (room: Room): void => {
  const view = room.view.getState();
  const rows = selectFindingRows(room.store.getState().session, view);
  const finding = rows[Math.min(view.positions.findings ?? 0, rows.length - 1)];
  if (finding !== undefined) change(room, { kind: "details", finding: finding.id });
};

const transport =
  (action: TransportAction) =>
  (room: Room): void =>
    send(room, { kind: "transport", action });

const changeSpeed =
  (by: number) =>
  (room: Room): void => {
    const { link } = room.store.getState();
    if (link.kind !== "replay") return;
    const factor = Math.max(1, Math.min(64, link.transport.speed * by));
    send(room, { kind: "transport", action: { kind: "speed", factor } });
  };

const abort = (room: Room): void => {
  change(room, { kind: "ask-abort", open: false });
  change(room, { kind: "notice", notice: { text: "abort: sent to the engine", tone: "warn", sent: true } });
  send(room, { kind: "abort" });
};

const leave = (room: Room): void => room.leave();

type Handlers = Readonly<Record<ActionId, (room: Room) => void>>;

const sessionHandlers = {
  approve: reopenQuestions,
  reject: reopenQuestions,
  "confirm-yes": approve,
  "confirm-no": reject,
  "show-diff": showAskedDiff,
  explain: (room: Room) =>
    change(room, { kind: "modal", change: { explained: !room.view.getState().modal.explained } }),
  later: postpone,
  pause: (room: Room) => send(room, { kind: "pause" }),
  unpause: (room: Room) => send(room, { kind: "unpause" }),
  abort: (room: Room) => change(room, { kind: "ask-abort", open: true }),
  "abort-yes": abort,
  "abort-no": (room: Room) => change(room, { kind: "ask-abort", open: false }),
  leave,
  "leave-now": leave,
};

const replayHandlers = {
  toggle: transport({ kind: "toggle" }),
  step: transport({ kind: "step", events: 1 }),
  "step-back": transport({ kind: "step", events: -1 }),
  jump: transport({ kind: "jump", direction: "next" }),
  "jump-back": transport({ kind: "jump", direction: "previous" }),
  slower: changeSpeed(0.5),
  faster: changeSpeed(2),
  "go-to": (room: Room) => change(room, { kind: "typing", typing: { kind: "go-to", text: "" } }),
};

const viewHandlers = {
  "show-agents": showView("agents"),
  "show-findings": showView("findings"),
  "show-budget": showView("budget"),
  "show-timeline": showView("timeline"),
  "show-events": showView("events"),
  "show-report": showView("report"),
  help: (room: Room) => change(room, { kind: "help", open: true }),
  "close-help": (room: Room) => change(room, { kind: "help", open: false }),
  zoom: (room: Room) => change(room, { kind: "zoom", run: focusedRun(room) }),
  "close-zoom": (room: Room) => change(room, { kind: "zoom", run: null }),
  "focus-next": (room: Room) => moveFocus(room, 1),
  "focus-previous": (room: Room) => moveFocus(room, -1),
  details: openDetails,
  "close-details": (room: Room) => change(room, { kind: "details", finding: null }),
  "show-prompt": showZoomed("prompt"),
  "show-output": showZoomed("output"),
  "show-changes": showZoomed("diff"),
  "close-document": (room: Room) => change(room, { kind: "document", document: null }),
  follow: toggleFollow,
};

const listHandlers = {
  up: (room: Room) => scroll(room, "up"),
  down: (room: Room) => scroll(room, "down"),
  "page-up": (room: Room) => scroll(room, "page-up"),
  "page-down": (room: Room) => scroll(room, "page-down"),
  top: (room: Room) => scroll(room, "top"),
  bottom: (room: Room) => scroll(room, "bottom"),
  search: (room: Room) => change(room, { kind: "typing", typing: { kind: "search", text: "" } }),
  "match-next": (room: Room) => goToMatch(room, 1),
  "match-previous": (room: Room) => goToMatch(room, -1),
  sort: (room: Room) =>
    change(room, { kind: "list", change: { sort: next(findingSorts, room.view.getState().sort) } }),
  filter: (room: Room) =>
    change(room, { kind: "list", change: { filter: next(findingFilters, room.view.getState().filter) } }),
  severity: (room: Room) =>
    change(room, {
      kind: "list",
      change: { severity: next(severityFilters, room.view.getState().severity) },
    }),
  "event-filter": (room: Room) =>
    change(room, {
      kind: "list",
      change: { eventFilter: next(eventFilters, room.view.getState().eventFilter) },
    }),
};

const handlers: Handlers = { ...sessionHandlers, ...replayHandlers, ...viewHandlers, ...listHandlers };

export const perform = (room: Room, id: ActionId): void => handlers[id](room);
