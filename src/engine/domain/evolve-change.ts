import type { EventOf } from "./events.ts";
import { countTry } from "./evolve-tries.ts";
import type { Changes, Confirmation, Run, SessionState } from "./state.ts";

type ChangeEventType =
  | "changes.measured"
  | "changes.merged"
  | "changes.discarded"
  | "confirmation.requested"
  | "confirmation.answered";

const setChanges = (
  state: SessionState,
  id: string,
  change: (changes: Changes | null) => Changes | null,
): SessionState => {
  const run = state.runs[id];
  if (run === undefined) return state;
  const next: Run = { ...run, changes: change(run.changes) };
  return { ...state, runs: { ...state.runs, [id]: next } };
};

const askedConfirmation = (event: EventOf<"confirmation.requested">): Confirmation => ({
  id: event.confirmation,
  requestedAt: event.at,
  operation: event.operation,
  risk: event.risk,
  details: event.details,
  reason: event.reason,
  run: event.run,
  answer: null,
  by: null,
  channel: null,
  answeredAt: null,
});

const ask = (state: SessionState, event: EventOf<"confirmation.requested">): SessionState => {
  const confirmation = askedConfirmation(event);
  const next: SessionState = {
    ...state,
    confirmations: { ...state.confirmations, [confirmation.id]: confirmation },
    confirmationOrder: [...state.confirmationOrder, confirmation.id],
  };
  if (event.run === null) return next;
  return setChanges(next, event.run, (changes) =>
    changes === null ? null : { ...changes, confirmation: confirmation.id },
  );
};

const answer = (state: SessionState, event: EventOf<"confirmation.answered">): SessionState => {
  const asked = state.confirmations[event.confirmation];
  if (asked === undefined) return state;
  const answered: Confirmation = {
    ...asked,
    answer: event.answer,
    by: event.by,
    channel: event.channel,
    answeredAt: event.at,
  };
  return { ...state, confirmations: { ...state.confirmations, [asked.id]: answered } };
};

/** What an editing run changed, what was asked about it, and what became of it. */
export const evolveChange = (state: SessionState, event: EventOf<ChangeEventType>): SessionState => {
  switch (event.type) {
    case "changes.measured": {
      const { commit, files, added, removed, verdict, risk, reasons } = event;
      const measured: Changes = {
        commit,
        files,
        added,
        removed,
        verdict,
        risk,
        reasons,
        confirmation: null,
        mergedAs: null,
        discarded: null,
      };
      return setChanges(state, event.run, () => measured);
    }
    case "changes.merged":
      return countTry(
        setChanges(state, event.run, (changes) =>
          changes === null ? null : { ...changes, mergedAs: event.commit },
        ),
        event.run,
      );
    case "changes.discarded": {
      const discarded = { reason: event.reason, detail: event.detail, keptAt: event.keptAt };
      const next = setChanges(state, event.run, (changes) =>
        changes === null ? null : { ...changes, discarded },
      );
      // A conflict says nothing of the work: the finding may be tried again on the new branch tip.
      return event.reason === "conflict" ? next : countTry(next, event.run);
    }
    case "confirmation.requested":
      return ask(state, event);
    case "confirmation.answered":
      return answer(state, event);
  }
};
