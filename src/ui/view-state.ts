import type { FindingFilter, FindingSort, SeverityFilter } from "./select-findings.ts";

/* What a person looks at: focus, selection, scroll, filter. Never journalled, never session state. */

export type ViewName = "agents" | "findings" | "budget" | "timeline" | "events" | "report";

/** Everything that scrolls has its own place. */
export type Surface = ViewName | "zoom" | "document" | "details" | "help";

export const eventFilters = ["without activity", "all", "problems", "decisions"] as const;
export type EventFilter = (typeof eventFilters)[number];

/** Text of a run's files, asked for by a key; a bounded piece, read only. */
export type LoadedDocument = {
  readonly run: string;
  readonly what: "output" | "prompt" | "diff";
  readonly status: "loading" | "ready" | "missing" | "failed";
  readonly lines: readonly string[];
  readonly problem: string | null;
};

export type ModalState = {
  /** The confirmation on the screen, and since when: keys typed before it appeared are not answers to it. */
  readonly shown: string | null;
  readonly shownSince: number;
  readonly postponed: readonly string[];
  /** Answers on their way to the engine, by confirmation. */
  readonly sent: Readonly<Record<string, "approved" | "rejected">>;
  readonly explained: boolean;
  readonly typed: string;
  readonly complaint: string | null;
};

export type ViewState = {
  readonly view: ViewName;
  readonly focusedRun: string | null;
  readonly zoomed: string | null;
  readonly document: LoadedDocument | null;
  readonly details: string | null;
  readonly help: boolean;
  readonly abortAsked: boolean;
  readonly modal: ModalState;
  readonly sort: FindingSort;
  readonly filter: FindingFilter;
  readonly severity: SeverityFilter;
  readonly eventFilter: EventFilter;
  /** Selected row or top line of each surface; absent means its beginning, or its newest line where it follows. */
  readonly positions: Readonly<Partial<Record<Surface, number>>>;
  readonly typing: { readonly kind: "search" | "go-to"; readonly text: string } | null;
  readonly search: string;
  readonly match: number | null;
  readonly notice: {
    readonly text: string;
    readonly tone: "good" | "warn" | "bad";
    /** Tells of something that is on its way to the engine: outdated once the session has stopped. */
    readonly sent?: true;
  } | null;
};

const initialModal: ModalState = {
  shown: null,
  shownSince: 0,
  postponed: [],
  sent: {},
  explained: false,
  typed: "",
  complaint: null,
};

export const initialView: ViewState = {
  view: "agents",
  focusedRun: null,
  zoomed: null,
  document: null,
  details: null,
  help: false,
  abortAsked: false,
  modal: initialModal,
  sort: "severity",
  filter: "open",
  severity: "all",
  eventFilter: "without activity",
  positions: {},
  typing: null,
  search: "",
  match: null,
  notice: null,
};

export type ViewAction =
  | { readonly kind: "show-view"; readonly view: ViewName }
  | { readonly kind: "focus"; readonly run: string | null }
  | { readonly kind: "zoom"; readonly run: string | null }
  | { readonly kind: "document"; readonly document: LoadedDocument | null }
  | { readonly kind: "details"; readonly finding: string | null }
  | { readonly kind: "help"; readonly open: boolean }
  | { readonly kind: "ask-abort"; readonly open: boolean }
  | { readonly kind: "modal"; readonly change: Partial<ModalState> }
  | {
      readonly kind: "list";
      readonly change: Partial<Pick<ViewState, "sort" | "filter" | "severity" | "eventFilter">>;
    }
  | { readonly kind: "position"; readonly surface: Surface; readonly at: number | null }
  | { readonly kind: "typing"; readonly typing: ViewState["typing"] }
  | { readonly kind: "search"; readonly query: string }
  | { readonly kind: "match"; readonly line: number | null }
  | { readonly kind: "notice"; readonly notice: ViewState["notice"] };

const withPosition = (state: ViewState, surface: Surface, at: number | null): ViewState => {
  const { [surface]: _before, ...others } = state.positions;
  return { ...state, positions: at === null ? others : { ...others, [surface]: at } };
};

/** A new list starts at its top: a position in the old one means nothing. */
const withoutSearch = { search: "", match: null } as const;

const openOverlay = (state: ViewState, action: ViewAction): ViewState | null => {
  switch (action.kind) {
    case "zoom":
      return withPosition({ ...state, ...withoutSearch, zoomed: action.run, document: null }, "zoom", null);
    case "document":
      return { ...state, document: action.document };
    case "details":
      return withPosition({ ...state, details: action.finding }, "details", null);
    case "help":
      return withPosition({ ...state, help: action.open }, "help", null);
    case "ask-abort":
      return { ...state, abortAsked: action.open };
    case "modal":
      return { ...state, modal: { ...state.modal, ...action.change } };
    default:
      return null;
  }
};

const moveOrType = (state: ViewState, action: ViewAction): ViewState => {
  switch (action.kind) {
    case "show-view":
      return { ...state, ...withoutSearch, view: action.view, zoomed: null, document: null, details: null };
    case "focus":
      return { ...state, focusedRun: action.run };
    case "list":
      return {
        ...withPosition(withPosition(state, "findings", null), "events", null),
        ...action.change,
        match: null,
      };
    case "position":
      return withPosition(state, action.surface, action.at);
    case "typing":
      return { ...state, typing: action.typing };
    case "search":
      return { ...state, search: action.query, match: null };
    case "match":
      return { ...state, match: action.line };
    case "notice":
      return { ...state, notice: action.notice };
    default:
      return state;
  }
};

export const reduceView = (state: ViewState, action: ViewAction): ViewState =>
  openOverlay(state, action) ?? moveOrType(state, action);
