/** The closed vocabularies of a session. Each value is what stands in a journal. */
export const phases = ["discovery", "audit", "close-gaps", "enhance", "develop", "test", "re-audit"] as const;
export type Phase = (typeof phases)[number];

export const risks = ["low", "medium", "high", "critical"] as const;
export type Risk = (typeof risks)[number];

/** How a run ended, told apart so that each gets its own message and its own recovery. */
export const runOutcomes = [
  "succeeded",
  "not-installed",
  "too-old",
  "not-logged-in",
  "wrong-key",
  "unknown-model",
  "rate-limited",
  "quota-exhausted",
  "server-error",
  "refused",
  "context-too-long",
  "turn-limit",
  "stopped",
  "timed-out",
  "no-report",
  "crashed",
  "over-budget",
  "lost",
] as const;
export type RunOutcome = (typeof runOutcomes)[number];

/** Failures that speak of the agent, not of the work: they count toward its circuit. */
export const agentFaults: ReadonlySet<RunOutcome> = new Set<RunOutcome>([
  "rate-limited",
  "quota-exhausted",
  "server-error",
  "crashed",
  "timed-out",
  "no-report",
  "lost",
]);

export const stopReasons = [
  "target-reached",
  "max-iterations",
  "budget-exhausted",
  "aborted",
  "confirmation-needed",
  "rejected",
  "nothing-left",
  "no-agent",
  "stuck",
  "interrupted",
  "failed",
] as const;
export type StopReason = (typeof stopReasons)[number];

export const activityKinds = ["read", "edit", "run", "think", "say", "note"] as const;
export type ActivityKind = (typeof activityKinds)[number];

/** Where a cost comes from: the agent itself, a price list and real tokens, or a guess. */
export const costSources = ["reported", "priced", "estimated"] as const;
export type CostSource = (typeof costSources)[number];

export const exitCodes: Readonly<Record<StopReason, number>> = {
  "target-reached": 0,
  failed: 1,
  "max-iterations": 3,
  stuck: 3,
  "nothing-left": 3,
  "budget-exhausted": 4,
  "confirmation-needed": 5,
  rejected: 5,
  "no-agent": 6,
  aborted: 130,
  interrupted: 130,
};
