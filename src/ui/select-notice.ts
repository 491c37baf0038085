import type { FrontendState } from "../engine/contract.ts";
import { selectLedger } from "../engine/domain/select.ts";
import { score, spentMoney } from "./format.ts";
import { type Line, span } from "./line.ts";
import { selectScoreSpan } from "./select-scores.ts";
import { selectStatus } from "./select-status.ts";
import { stopTone, stopWords } from "./stop-words.ts";
import type { ViewState } from "./view-state.ts";

const stopLine = (state: FrontendState): Line => {
  const { session } = state;
  if (session.stop === null) return [];
  const known = selectScoreSpan(session);
  const scores = known === null ? "score not known" : `score ${score(known.first)} → ${score(known.last)}`;
  const ledger = selectLedger(session);
  const unknown = ledger.unknownRuns > 0 ? " + ?" : "";
  return [
    span(`■ ${stopWords[session.stop.reason]}`, stopTone(session.stop.reason)),
    span(` · ${scores} · ${spentMoney(ledger)}${unknown}`, "bold"),
    span(" · 6 report · q leave"),
  ];
};

const engineLine = (state: FrontendState): Line => [
  span("▲ engine not running", "bad"),
  span(`, start it: orch tui ${state.session.facts?.sessionId ?? ""}`),
];

const editingLine = (state: FrontendState): Line => {
  const editing = state.session.facts?.editing;
  if (editing === undefined || editing.allowed) return [];
  const advice = editing.advice === null ? "" : ` → ${editing.advice}`;
  return [span("! audit only: ", "warn"), span(`${editing.reason ?? "editing is not allowed"}${advice}`)];
};

const noticeTones = { good: "✔", warn: "!", bad: "✘" } as const;

/** One line that says what a person must know now; the most pressing wins. Empty when there is nothing. */
export const selectNotice = (state: FrontendState, view: ViewState): Line => {
  const outdated = view.notice?.sent === true && state.session.stop !== null;
  if (view.notice !== null && !outdated)
    return [span(`${noticeTones[view.notice.tone]} ${view.notice.text}`, view.notice.tone)];
  if (state.link.problem !== null) return [span(`✘ ${state.link.problem}`, "bad")];
  if (selectStatus(state).kind === "engine-gone") return engineLine(state);
  const stopped = stopLine(state);
  return stopped.length > 0 ? stopped : editingLine(state);
};
