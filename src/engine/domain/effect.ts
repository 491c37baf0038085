import type { EventBody } from "./events.ts";

/** What the plan wants done in the world. Each is safe to do again: the world's answer is an observation. */
export type Effect =
  | { readonly kind: "detect-agents" }
  | { readonly kind: "discover" }
  | { readonly kind: "launch"; readonly run: string }
  | {
      readonly kind: "stop-run";
      readonly run: string;
      readonly cause: "stopped" | "timed-out" | "over-budget";
    }
  | { readonly kind: "read-head"; readonly run: string }
  | { readonly kind: "read-report"; readonly run: string }
  | { readonly kind: "measure"; readonly run: string }
  | { readonly kind: "merge"; readonly run: string }
  | {
      readonly kind: "discard";
      readonly run: string;
      readonly reason: "nothing" | "rejected" | "conflict" | "blocked" | "failed";
      readonly detail: string;
    }
  | { readonly kind: "test"; readonly iteration: number; readonly round: number }
  /** Plan again at this time: something is due then. */
  | { readonly kind: "wake"; readonly at: string }
  /** Write the reports and the recording, and let the engine end. */
  | { readonly kind: "finish" };

/** Events to append first; effects to start after that. Both empty: nothing can be done but wait. */
export type Plan = { readonly events: readonly EventBody[]; readonly effects: readonly Effect[] };

export const nothingToDo: Plan = { events: [], effects: [] };

export const joinPlans = (plans: readonly Plan[]): Plan => ({
  events: plans.flatMap((plan) => plan.events),
  effects: plans.flatMap((plan) => plan.effects),
});

/** Names an effect, so that one already under way is not started a second time. */
export const effectKey = (effect: Effect): string => JSON.stringify(effect);
