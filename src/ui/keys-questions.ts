import { type Binding, type KeyFacts, unless } from "./binding.ts";

const needsChanges = (facts: KeyFacts): string | null =>
  unless(facts.changes, "there are no changes to show");

/** Keys of what covers the screen: questions, the diff behind one, the help. */
export const questionsKeys = [
  {
    id: "confirm-yes",
    scope: "answer",
    keys: ["y", "a"],
    label: "y",
    description: "proceed (critical risk: the word has to be typed)",
  },
  {
    id: "confirm-no",
    scope: "answer",
    keys: ["n", "r"],
    label: "n",
    description: "cancel: nothing is merged, the work is kept",
  },
  {
    id: "show-diff",
    scope: "confirmation",
    keys: ["d"],
    label: "d",
    description: "show what would change, line by line",
    disabled: needsChanges,
  },
  { id: "explain", scope: "confirmation", keys: ["e"], label: "e", description: "say why this was asked" },
  {
    id: "later",
    scope: "confirmation",
    keys: ["esc"],
    label: "esc",
    description: "decide later: only what depends on it waits",
  },
  {
    id: "close-document",
    scope: "diff",
    keys: ["esc", "q", "d"],
    label: "esc",
    hint: "back",
    description: "go back to the question",
  },
  {
    id: "abort-yes",
    scope: "abort",
    keys: ["y"],
    label: "y",
    description: "stop the session and its agents",
  },
  { id: "abort-no", scope: "abort", keys: ["n", "esc", "q"], label: "n", description: "go on" },
  {
    id: "close-help",
    scope: "help",
    keys: ["?", "esc", "q", "enter"],
    label: "esc",
    hint: "close",
    description: "close this page",
  },
] as const satisfies readonly Binding[];
