import type { EventBody } from "./events.ts";
import type { SessionState } from "./state.ts";

type Question = Extract<EventBody, { type: "confirmation.requested" }>;

/** A question, and its answer when the person has said beforehand that they say yes to its risk. */
export const withPolicy = (state: SessionState, question: Question): readonly EventBody[] => {
  const yesTo = state.facts?.settings.yesTo ?? [];
  if (!yesTo.includes(question.risk)) return [question];
  const { confirmation } = question;
  const channel = `--yes-to ${yesTo.join(",")}`;
  return [
    question,
    { type: "confirmation.answered", confirmation, answer: "approved", by: "policy", channel },
  ];
};
