import type { ReportedUsage } from "../agents/adapter.ts";

const pauseMilliseconds = 2_000;
/** However long the files get, looking at them takes only this part of the time. */
const pauseTimesWork = 20;

type Read = () => Promise<ReportedUsage | null>;

/**
 * What a run has used so far, for agents whose output tells it only at the end: without it such a run would have no
 * cost on its pane, and could spend more than the budget before anybody saw it.
 */
export class LiveUsage {
  readonly #read: Read;
  readonly #note: (usage: ReportedUsage) => void;
  #notBefore = 0;
  #busy = false;
  #ended = false;
  #last = "";

  constructor(read: Read, note: (usage: ReportedUsage) => void) {
    this.#read = read;
    this.#note = note;
  }

  /** Asks, if it is time to; what comes of it is noted later. */
  ask(): void {
    if (this.#busy || this.#ended || performance.now() < this.#notBefore) return;
    this.#busy = true;
    void this.#ask().finally(() => {
      this.#busy = false;
    });
  }

  /** The run has ended: a late answer would say less than its end does. */
  end(): void {
    this.#ended = true;
  }

  async #ask(): Promise<void> {
    const begun = performance.now();
    const usage = await this.#read().catch(() => null);
    const now = performance.now();
    this.#notBefore = now + Math.max(pauseMilliseconds, (now - begun) * pauseTimesWork);
    const text = JSON.stringify(usage);
    if (usage === null || this.#ended || text === this.#last) return;
    this.#last = text;
    this.#note(usage);
  }
}
