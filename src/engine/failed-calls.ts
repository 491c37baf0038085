import type { Trouble } from "../agents/adapter.ts";
import type { RunOutcome } from "./domain/words.ts";

/** Nothing changes these while the program goes on trying. */
const lasting: ReadonlySet<RunOutcome> = new Set([
  "not-logged-in",
  "wrong-key",
  "quota-exhausted",
  "unknown-model",
  "too-old",
]);

/** Programs try such a call twice or three times themselves, and end with better words then. */
const lastingMilliseconds = 10_000;
/** So many failed calls in a row, for so long: the session's own retries are better, as everybody sees them. */
const callsInVain = 3;
const inVainMilliseconds = 30_000;
/** A program that is silent for so long was told to wait for longer than another agent would take. */
const silentMilliseconds = 120_000;

/** Calls of the model that failed one after the other while the program tries again by itself. */
export class FailedCalls {
  last: Trouble | null = null;
  #count = 0;
  #since = 0;
  #lastAt = 0;

  add({ outcome, message, retryAfterSeconds }: Trouble, now: number): void {
    if (this.last === null) this.#since = now;
    this.last = { outcome, message, retryAfterSeconds };
    this.#lastAt = now;
    this.#count += 1;
  }

  clear(): void {
    this.last = null;
    this.#count = 0;
  }

  areHopeless(now: number): boolean {
    if (this.last === null) return false;
    const duration = now - this.#since;
    const asked = (this.last.retryAfterSeconds ?? 0) * 1000;
    if (lasting.has(this.last.outcome)) return duration >= lastingMilliseconds;
    if (now - this.#lastAt >= silentMilliseconds) return true;
    return this.#count >= callsInVain && duration >= inVainMilliseconds + asked;
  }
}
