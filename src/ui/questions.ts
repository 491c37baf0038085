import type { Intent } from "../engine/contract.ts";
import { wallClock } from "./clock.ts";
import { change, type Room } from "./room.ts";
import { isYesWord, selectShownQuestion } from "./select-confirmation.ts";
import type { ModalState } from "./view-state.ts";

/** A key that was on its way when a question appeared is not an answer to it. */
const graceMilliseconds = 250;

const sentenceOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Sends what a person asked for; what cannot be delivered is said on the screen. */
export const send = (room: Room, intent: Intent, refused?: () => void): void => {
  room.frontend.dispatch(intent).catch((error: unknown) => {
    refused?.();
    change(room, { kind: "notice", notice: { text: sentenceOf(error), tone: "bad" } });
  });
};

export const shownQuestion = (room: Room) => selectShownQuestion(room.store.getState(), room.view.getState());

/** Notes when another question covers the screen, so that it starts with an empty answer. */
export const syncQuestion = (room: Room, isAsked: "by-event" | "by-key"): void => {
  const shown = shownQuestion(room)?.confirmation.id ?? null;
  const { modal, document, zoomed } = room.view.getState();
  if (modal.shown === shown) return;
  const shownSince = isAsked === "by-event" ? wallClock() : 0;
  change(room, {
    kind: "modal",
    change: { shown, shownSince, typed: "", complaint: null, explained: false },
  });
  // A diff that was open behind the last question does not belong to this one.
  if (document !== null && zoomed === null) change(room, { kind: "document", document: null });
};

const isTooEarly = (room: Room): boolean =>
  wallClock() - room.view.getState().modal.shownSince < graceMilliseconds;

const setModal = (room: Room, part: Partial<ModalState>): void =>
  change(room, { kind: "modal", change: part });

const deliver = (room: Room, confirmation: string, answer: "approved" | "rejected"): void => {
  const { sent } = room.view.getState().modal;
  setModal(room, { sent: { ...sent, [confirmation]: answer } });
  change(room, { kind: "document", document: null });
  const { link } = room.store.getState();
  const isHeard = link.kind === "live" && link.engineAlive;
  const text = isHeard ? `${answer}: sent to the engine` : `${answer}: kept until the engine runs again`;
  change(room, { kind: "notice", notice: { text, tone: isHeard ? "good" : "warn", sent: true } });
  send(room, { kind: "answer", confirmation, answer }, () => {
    const { [confirmation]: _failed, ...others } = room.view.getState().modal.sent;
    setModal(room, { sent: others });
  });
};

export const approve = (room: Room): void => {
  const shown = shownQuestion(room);
  if (shown === null || isTooEarly(room)) return;
  if (shown.confirmation.risk !== "critical") {
    deliver(room, shown.confirmation.id, "approved");
    return;
  }
  change(room, { kind: "document", document: null });
  setModal(room, { complaint: "critical: type the word proceed (or sí, procede, confirmar), then ⏎" });
};

export const reject = (room: Room): void => {
  const shown = shownQuestion(room);
  if (shown !== null && !isTooEarly(room)) deliver(room, shown.confirmation.id, "rejected");
};

export const postpone = (room: Room): void => {
  const shown = shownQuestion(room);
  if (shown === null) return;
  const { postponed } = room.view.getState().modal;
  setModal(room, { postponed: [...postponed, shown.confirmation.id] });
};

export const reopenQuestions = (room: Room): void => setModal(room, { postponed: [] });

const firstLetters = /^[sypc]/i;

const submitWord = (room: Room, typed: string): void => {
  const shown = shownQuestion(room);
  if (shown === null) return;
  if (isYesWord(typed)) deliver(room, shown.confirmation.id, "approved");
  else setModal(room, { typed: "", complaint: `"${typed}" is not the word: type proceed, or n to cancel` });
};

/**
 * Keys of a question of critical risk, which wants a word and not a key. True when the key was taken.
 * No word for yes begins with n, d or e, so those keep working while nothing has been typed.
 */
export const typeWord = (room: Room, name: string, input: string): boolean => {
  const shown = shownQuestion(room);
  const { modal, document } = room.view.getState();
  if (shown?.confirmation.risk !== "critical" || document !== null) return false;
  if (name.startsWith("ctrl+") || (modal.typed === "" && !firstLetters.test(input))) return false;
  if (name === "enter") submitWord(room, modal.typed);
  else if (name === "esc") setModal(room, { typed: "" });
  else if (name === "backspace") setModal(room, { typed: modal.typed.slice(0, -1) });
  else if (input.length === 1)
    setModal(room, { typed: `${modal.typed}${input}`.slice(0, 20), complaint: null });
  return true;
};
