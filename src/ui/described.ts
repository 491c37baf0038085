import type { EventOf, EventType } from "../engine/domain/events.ts";

/** activity: what agents do now. problem: something went wrong. decision: a person or a limit decided. */
export type EventClass = "activity" | "problem" | "decision" | "progress";
export type Described = { readonly class: EventClass; readonly symbol: string; readonly text: string };

/** A type from a newer journal has no words here and is shown by its name. */
export type Describers = { readonly [T in EventType]?: (event: EventOf<T>) => Described };

export const activity = (text: string): Described => ({ class: "activity", symbol: "·", text });
export const progress = (symbol: string, text: string): Described => ({ class: "progress", symbol, text });
export const problem = (text: string): Described => ({ class: "problem", symbol: "✘", text });
export const decision = (text: string): Described => ({ class: "decision", symbol: "◆", text });
