import type { TransportAction, TransportState } from "./contract.ts";
import type { SessionEvent } from "./domain/events.ts";
import { evolve, evolveAll } from "./domain/evolve.ts";
import { emptyState, type SessionState } from "./domain/state.ts";
import type { Clock } from "./ports.ts";
import { createSessionStore } from "./store.ts";

/** States kept along the way, so that a seek folds at most this many events. */
const snapshotEvery = 2000;
const fastest = 64;
const frameMilliseconds = 50;
const recentKept = 500;

type Mark = TransportState["marks"][number];

const markKind = (event: SessionEvent): Mark["kind"] | null => {
  if (event.type === "confirmation.requested") return "confirmation";
  if (event.type === "score.recorded") return "score";
  return event.type === "run.finished" && event.outcome !== "succeeded" ? "failure" : null;
};

/** Plays a list of events into a store of its own: the same fold as a live session, and no effects. */
export class Replay {
  readonly #events: readonly SessionEvent[];
  readonly #times: readonly number[];
  readonly #marks: readonly Mark[];
  readonly #snapshots: SessionState[] = [emptyState];
  readonly #session;
  readonly #clock: Clock;
  #position = 0;
  #playing = false;
  #speed = 1;
  /** Milliseconds of the recording that have been played. */
  #elapsed = 0;
  #cancel: (() => void) | null = null;

  constructor(events: readonly SessionEvent[], clock: Clock) {
    this.#events = events;
    this.#clock = clock;
    const first = Date.parse(events[0]?.at ?? clock.now());
    // A clock that was set back while recording must not make time run backwards here.
    let latest = 0;
    this.#times = events.map((event) => {
      latest = Math.max(latest, Date.parse(event.at) - first);
      return latest;
    });
    this.#marks = events.flatMap((event, index) => {
      const kind = markKind(event);
      return kind === null ? [] : [{ at: (this.#times[index] ?? 0) / Math.max(1, this.#duration()), kind }];
    });
    this.#session = createSessionStore({ kind: "replay", transport: this.#transport(), problem: null });
    this.#show(1);
  }

  get store() {
    return this.#session.store;
  }

  act(action: TransportAction): void {
    switch (action.kind) {
      case "toggle":
        this.#toggle();
        break;
      case "step":
        this.#pause();
        this.#show(this.#position + action.events);
        break;
      case "jump":
        this.#pause();
        this.#jump(action.direction);
        break;
      case "seek":
        this.#show(this.#positionAt(action.share * this.#duration()));
        break;
      case "speed":
        this.#speed = Math.min(fastest, Math.max(1, action.factor));
        this.#tell();
    }
  }

  close(): void {
    this.#pause();
  }

  #duration(): number {
    return this.#times.at(-1) ?? 0;
  }

  #transport(): TransportState {
    return {
      playing: this.#playing,
      speed: this.#speed,
      position: this.#position,
      total: this.#events.length,
      elapsedMilliseconds: this.#elapsed,
      durationMilliseconds: this.#duration(),
      marks: this.#marks,
    };
  }

  #tell(): void {
    this.#session.setLink({ kind: "replay", transport: this.#transport(), problem: null });
  }

  /** How many events have happened by a time, in milliseconds of the recording. */
  #positionAt(milliseconds: number): number {
    let low = 0;
    let high = this.#times.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#times[middle] ?? 0) <= milliseconds) low = middle + 1;
      else high = middle;
    }
    return Math.max(1, low);
  }

  #stateAt(position: number): SessionState {
    const from = Math.min(Math.floor(position / snapshotEvery), this.#snapshots.length - 1);
    let state = this.#snapshots[from] ?? emptyState;
    for (let index = from * snapshotEvery; index < position; index += 1) {
      const event = this.#events[index];
      if (event !== undefined) state = evolve(state, event);
      if ((index + 1) % snapshotEvery === 0) this.#snapshots[(index + 1) / snapshotEvery] = state;
    }
    return state;
  }

  #show(wanted: number): void {
    const position = Math.max(Math.min(wanted, this.#events.length), Math.min(1, this.#events.length));
    const forward = position >= this.#position && position - this.#position < snapshotEvery;
    const before = this.#session.store.getState().session;
    const session = forward
      ? evolveAll(before, this.#events.slice(this.#position, position))
      : this.#stateAt(position);
    this.#position = position;
    this.#elapsed = this.#times[position - 1] ?? 0;
    this.#session.reset({
      session,
      recent: this.#events.slice(Math.max(0, position - recentKept), position),
    });
    this.#tell();
  }

  #jump(direction: "next" | "previous"): void {
    const stops = this.#events.flatMap((event, index) => (markKind(event) === null ? [] : [index + 1]));
    const target =
      direction === "next"
        ? (stops.find((stop) => stop > this.#position) ?? this.#events.length)
        : (stops.findLast((stop) => stop < this.#position) ?? 1);
    this.#show(target);
  }

  #toggle(): void {
    if (this.#playing) {
      this.#pause();
      return;
    }
    if (this.#position >= this.#events.length) this.#show(1);
    this.#playing = true;
    this.#tell();
    this.#schedule();
  }

  #pause(): void {
    this.#cancel?.();
    this.#cancel = null;
    if (!this.#playing) return;
    this.#playing = false;
    this.#tell();
  }

  #schedule(): void {
    const next = new Date(Date.parse(this.#clock.now()) + frameMilliseconds).toISOString();
    this.#cancel = this.#clock.callAt(next, () => this.#advance());
  }

  #advance(): void {
    const elapsed = Math.min(this.#elapsed + frameMilliseconds * this.#speed, this.#duration());
    const position = this.#positionAt(elapsed);
    if (position !== this.#position) this.#show(position);
    this.#elapsed = elapsed;
    this.#tell();
    if (this.#position >= this.#events.length) this.#pause();
    else this.#schedule();
  }
}
