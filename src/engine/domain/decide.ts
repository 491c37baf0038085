import type { Command } from "./commands.ts";
import type { EventBody } from "./events.ts";
import type { SessionState } from "./state.ts";

const refuse = (command: Command, reason: string): readonly EventBody[] => [
  { type: "command.refused", command: command.id, reason },
];

const decideAnswer = (
  state: SessionState,
  command: Extract<Command, { kind: "answer" }>,
): readonly EventBody[] => {
  const { confirmation: id, answer, channel } = command;
  const confirmation = state.confirmations[id];
  if (confirmation === undefined) {
    const known = state.confirmationOrder.join(", ") || "none yet";
    return refuse(command, `there is no confirmation ${id} in this session (known: ${known})`);
  }
  if (confirmation.answer !== null) {
    return confirmation.answer === answer
      ? []
      : refuse(command, `confirmation ${id} was already ${confirmation.answer}`);
  }
  return [{ type: "confirmation.answered", confirmation: id, answer, by: "person", channel }];
};

/** What a person's command does to a session, as events. Pure. */
export const decide = (state: SessionState, command: Command): readonly EventBody[] => {
  switch (command.kind) {
    case "answer":
      return decideAnswer(state, command);
    case "abort":
      if (state.stop !== null) return refuse(command, "the session has already stopped");
      return state.abortRequestedBy === null
        ? [{ type: "session.abort-requested", channel: command.channel }]
        : [];
    case "pause":
      return state.paused || state.stop !== null
        ? []
        : [{ type: "session.paused", channel: command.channel }];
    case "unpause":
      return state.paused ? [{ type: "session.unpaused", channel: command.channel }] : [];
  }
};
