import type { FrontendState } from "../engine/contract.ts";
import { selectPendingConfirmations } from "../engine/domain/select.ts";
import type { Confirmation } from "../engine/domain/state.ts";
import type { ModalState, ViewState } from "./view-state.ts";

/** Waiting for this person's answer: asked, not answered, no answer on its way. */
export const selectOpenQuestions = (state: FrontendState, modal: ModalState): readonly Confirmation[] =>
  state.session.stop !== null
    ? []
    : selectPendingConfirmations(state.session).filter((question) => modal.sent[question.id] === undefined);

export type ShownQuestion = {
  readonly confirmation: Confirmation;
  readonly place: number;
  readonly of: number;
};

/**
 * The question that covers the screen: the oldest one that was not put off.
 * None in a replay, which is read-only, and none over a line that is being typed.
 */
export const selectShownQuestion = (state: FrontendState, view: ViewState): ShownQuestion | null => {
  if (state.link.kind === "replay" || view.typing !== null || view.abortAsked) return null;
  const questions = selectOpenQuestions(state, view.modal);
  const index = questions.findIndex((question) => !view.modal.postponed.includes(question.id));
  const confirmation = questions[index];
  return confirmation === undefined ? null : { confirmation, place: index + 1, of: questions.length };
};

/** The words of the contract document, in Spanish and English. */
const yesWords: ReadonlySet<string> = new Set(["sí", "si", "yes", "procede", "proceed", "confirmar"]);

export const isYesWord = (typed: string): boolean =>
  yesWords.has(typed.trim().normalize("NFC").toLowerCase());
