import type { StopReason } from "../engine/domain/words.ts";
import type { Tone } from "./theme.ts";

export const stopWords: Readonly<Record<StopReason, string>> = {
  "target-reached": "target reached",
  "max-iterations": "iterations used up",
  "budget-exhausted": "budget exhausted",
  aborted: "aborted",
  "confirmation-needed": "a confirmation was needed",
  rejected: "rejected, nothing left to do",
  "nothing-left": "nothing left to do",
  "no-agent": "no agent available",
  stuck: "stuck: no improvement",
  interrupted: "interrupted",
  failed: "failed: a bug in orch",
};

export const stopTone = (reason: StopReason): Tone => {
  if (reason === "target-reached") return "good";
  return reason === "failed" || reason === "no-agent" ? "bad" : "warn";
};
