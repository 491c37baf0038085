import type { FrontendState } from "../engine/contract.ts";
import type { KeyFacts, Scope } from "./binding.ts";
import { selectOpenQuestions, selectShownQuestion } from "./select-confirmation.ts";
import { selectFindingRows } from "./select-findings.ts";
import type { Surface, ViewState } from "./view-state.ts";

export const keyFacts = (state: FrontendState, view: ViewState): KeyFacts => {
  const { session } = state;
  const run = selectShownQuestion(state, view)?.confirmation.run ?? view.zoomed;
  const changes = run === null ? null : session.runs[run]?.changes;
  return {
    replay: state.link.kind === "replay",
    playing: state.link.kind === "replay" && state.link.transport.playing,
    started: session.facts !== null,
    stopped: session.stop !== null,
    paused: session.paused,
    questions: selectOpenQuestions(state, view.modal).length,
    runs: session.runOrder.length,
    findings: view.view === "findings" ? selectFindingRows(session, view).length : 0,
    changes: (changes?.files.length ?? 0) > 0,
    searching: view.search !== "",
  };
};

const searchable: ReadonlySet<Surface> = new Set(["findings", "events", "zoom", "document"]);

/** What has the reader's attention, and so the arrow keys. */
export const surfaceOf = (view: ViewState): Surface => {
  if (view.help) return "help";
  if (view.document !== null) return "document";
  if (view.zoomed !== null) return "zoom";
  if (view.view === "findings" && view.details !== null) return "details";
  return view.view;
};

const viewScopes = (view: ViewState): readonly Scope[] => {
  const surface = surfaceOf(view);
  const own: readonly Scope[] =
    view.document !== null && view.zoomed !== null ? ["document", "zoom"] : scopeOf(surface);
  const search: readonly Scope[] = searchable.has(surface) ? ["search"] : [];
  return surface === "agents" ? own : [...own, "list", ...search];
};

const scopeOf = (surface: Surface): readonly Scope[] => {
  switch (surface) {
    case "agents":
    case "findings":
    case "events":
    case "zoom":
    case "details":
    case "help":
      return [surface];
    default:
      return [];
  }
};

/** The scopes that listen now, the nearest first; the first binding that has the key wins. */
export const activeScopes = (state: FrontendState, view: ViewState): readonly Scope[] => {
  if (view.abortAsked) return ["abort", "anywhere"];
  if (view.help) return ["help", "list", "anywhere"];
  if (selectShownQuestion(state, view) !== null) {
    return view.document === null
      ? ["confirmation", "answer", "leave", "anywhere"]
      : ["diff", "answer", "list", "anywhere"];
  }
  const mode: Scope = state.link.kind === "replay" ? "replay" : "live";
  return [mode, ...viewScopes(view), "views", "leave", "anywhere"];
};
