import type { Command } from "./domain/commands.ts";
import { decide } from "./domain/decide.ts";
import { type Effect, effectKey } from "./domain/effect.ts";
import type { EventBody, SessionEvent } from "./domain/events.ts";
import type { Observation } from "./domain/observations.ts";
import { observe } from "./domain/observe.ts";
import { plan } from "./domain/plan.ts";
import type { PlanContext } from "./domain/plan-context.ts";
import type { SessionState } from "./domain/state.ts";
import { failureMark, stopEvent } from "./domain/stop.ts";
import { runEffect } from "./effects.ts";
import type { Ports } from "./ports.ts";
import { RunKeeper } from "./run-keeper.ts";
import type { SessionStore } from "./store.ts";

/** An input whose events are in the journal once `done` was called. */
type Input =
  | { readonly kind: "observation"; readonly observation: Observation }
  | { readonly kind: "command"; readonly command: Command; readonly done: () => void };

export type EngineOptions = {
  readonly ports: Ports;
  readonly store: SessionStore;
  readonly planContext: Omit<PlanContext, "now">;
  /** Told of each batch after it is in the journal and in the store. */
  readonly onEvents?: (events: readonly SessionEvent[]) => void;
  readonly rescanMilliseconds: number;
};

/** Times that an effect may fail before the session is stopped rather than tried for ever. */
const effectTries = 3;
const quietMilliseconds = 200;

/** The loop: inputs become events, events are appended and folded, and the plan says what to do next. */
export class Engine {
  readonly #options: EngineOptions;
  readonly #keeper: RunKeeper;
  readonly #inputs: Input[] = [];
  readonly #underWay = new Map<string, () => void>();
  readonly #failures = new Map<string, number>();
  /** The seq at which an effect last ended: wanted again with nothing new, it is waited with. */
  readonly #settledAt = new Map<string, number>();
  /** Merges change the branch that others are measured against: one after the other. */
  #gitQueue: Promise<unknown> = Promise.resolve();
  #pumping = false;
  /** Whether the plan may be another one than when it was last asked for. */
  #replan = false;
  /** Set when the session's last event is in the journal: nothing more is taken. */
  #over = false;
  #end: ((state: SessionState) => void) | null = null;
  #crash: ((error: unknown) => void) | null = null;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#keeper = new RunKeeper(options.ports, this.#state, (observation) => this.observe(observation));
  }

  readonly #state = (): SessionState => this.#options.store.store.getState().session;

  /** Runs until the session has stopped and its reports are written. Rejects only for a bug or a full disk. */
  async run(first: readonly Observation[]): Promise<SessionState> {
    const { ports, rescanMilliseconds } = this.#options;
    const watch = ports.watchRuns((path) => this.#keeper.look(path));
    const rescan = setInterval(() => this.#keeper.look(), rescanMilliseconds);
    try {
      return await new Promise<SessionState>((resolve, reject) => {
        this.#crash = reject;
        this.#inputs.unshift(...first.map((observation) => ({ kind: "observation" as const, observation })));
        // Before anything is planned: a run that has ended in the meantime must not be stopped for its time.
        this.#takeBackRuns();
        this.#end = resolve;
        this.#planAgain();
      });
    } finally {
      this.#over = true;
      clearInterval(rescan);
      for (const cancel of this.#underWay.values()) cancel();
      await watch.close();
    }
  }

  observe(observation: Observation): void {
    this.#inputs.push({ kind: "observation", observation });
    this.#pump();
  }

  command(command: Command, done: () => void): void {
    this.#inputs.push({ kind: "command", command, done });
    this.#pump();
  }

  #takeBackRuns(): void {
    const state = this.#state();
    for (const run of Object.values(state.runs)) {
      if (run.status !== "running" || run.pid === null) continue;
      const { pid, startTicks } = run;
      this.#keeper.adopt(run, { pid, startTicks }).catch((error: unknown) => this.#crash?.(error));
    }
  }

  #append(bodies: readonly EventBody[]): void {
    if (bodies.length === 0) return;
    const events = this.#options.ports.journal.append(bodies);
    this.#options.store.apply(events);
    this.#replan = true;
    this.#options.onEvents?.(events);
  }

  #planAgain(): void {
    this.#replan = true;
    this.#pump();
  }

  #pump(): void {
    // An observation may arrive while another is folded: the outer call takes it.
    if (this.#pumping || this.#end === null || this.#over) return;
    this.#pumping = true;
    try {
      while (this.#inputs.length > 0 || this.#replan) {
        for (let input = this.#inputs.shift(); input !== undefined; input = this.#inputs.shift())
          this.#take(input);
        if (this.#replan) this.#follow();
      }
    } catch (error) {
      this.#over = true;
      this.#crash?.(error);
    } finally {
      this.#pumping = false;
    }
  }

  #take(input: Input): void {
    const state = this.#state();
    if (input.kind === "command") {
      this.#append(decide(state, input.command));
      input.done();
      return;
    }
    this.#append(observe(state, input.observation, this.#options.ports.clock.now()));
  }

  /** Follows the plan: its events first, and once it gives none, its effects. */
  #follow(): void {
    this.#replan = false;
    const now = this.#options.ports.clock.now();
    const { events, effects } = plan(this.#state(), { ...this.#options.planContext, now });
    this.#append(events);
    if (events.length > 0) return;
    for (const effect of effects) this.#start(effect);
  }

  #start(effect: Effect): void {
    const key = effectKey(effect);
    if (this.#underWay.has(key)) return;
    if (effect.kind === "wake") {
      this.#wakeAt(effect.at, key);
      return;
    }
    if (this.#settledAt.get(key) === this.#state().seq) {
      this.#wakeIn(quietMilliseconds, key);
      return;
    }
    this.#underWay.set(key, () => undefined);
    this.#do(effect)
      .then((observations) => this.#finished(effect, key, observations))
      .catch((error: unknown) => this.#failed(effect, key, error));
  }

  #wakeAt(at: string, key: string): void {
    const cancel = this.#options.ports.clock.callAt(at, () => {
      this.#underWay.delete(key);
      this.#settledAt.delete(key);
      this.#planAgain();
    });
    this.#underWay.set(key, cancel);
  }

  #wakeIn(milliseconds: number, key: string): void {
    const at = Date.parse(this.#options.ports.clock.now()) + milliseconds;
    this.#wakeAt(new Date(at).toISOString(), key);
  }

  #do(effect: Exclude<Effect, { kind: "wake" }>): Promise<readonly Observation[]> {
    const go = () => {
      if (effect.kind === "finish") this.#over = true;
      return runEffect(effect, this.#options.ports, this.#keeper, this.#state());
    };
    // The end waits for merges that have begun: what became of them belongs into the journal.
    const inTurn = ["launch", "measure", "merge", "discard", "finish"].includes(effect.kind);
    if (!inTurn) return go();
    const result = this.#gitQueue.then(go);
    this.#gitQueue = result.catch(() => undefined);
    return result;
  }

  #finished(effect: Effect, key: string, observations: readonly Observation[]): void {
    if (effect.kind === "finish") {
      this.#end?.(this.#state());
      return;
    }
    this.#underWay.delete(key);
    this.#failures.delete(key);
    this.#settledAt.set(key, this.#state().seq);
    for (const observation of observations) this.#inputs.push({ kind: "observation", observation });
    this.#planAgain();
  }

  #failed(effect: Effect, key: string, error: unknown): void {
    if (effect.kind === "finish") {
      this.#crash?.(error);
      return;
    }
    const failures = (this.#failures.get(key) ?? 0) + 1;
    this.#failures.set(key, failures);
    const message = `${effect.kind} failed: ${error instanceof Error ? error.message : String(error)}`;
    const run = "run" in effect ? effect.run : null;
    this.#inputs.push({
      kind: "observation",
      observation: { kind: "failed", code: `effect-${effect.kind}`, message, run },
    });
    if (failures >= effectTries) this.#giveUp(effect, message);
    this.#wakeIn(quietMilliseconds * 2 ** Math.min(failures, 5), key);
    this.#pump();
  }

  /** Runs under way are ended before the session stops, unless just that is what fails. */
  #giveUp(effect: Effect, message: string): void {
    const { stop, abortRequestedBy } = this.#state();
    if (stop !== null) return;
    if (effect.kind === "stop-run") this.#append([stopEvent("failed", message)]);
    else if (abortRequestedBy === null)
      this.#append([{ type: "session.abort-requested", channel: `${failureMark}${message}` }]);
  }
}
