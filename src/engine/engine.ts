import type { Command } from "./domain/commands.ts";
import { decide } from "./domain/decide.ts";
import { type Effect, effectKey } from "./domain/effect.ts";
import type { EventBody, SessionEvent } from "./domain/events.ts";
import type { Observation } from "./domain/observations.ts";
import { observe } from "./domain/observe.ts";
import { plan } from "./domain/plan.ts";
import type { PlanContext } from "./domain/plan-context.ts";
import type { SessionState } from "./domain/state.ts";
import { stopEvent } from "./domain/stop.ts";
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
        this.#end = resolve;
        this.#crash = reject;
        this.#inputs.unshift(...first.map((observation) => ({ kind: "observation" as const, observation })));
        this.#takeBackRuns();
        this.#pump();
      });
    } finally {
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
      this.#keeper.adopt(run, { pid: run.pid, startTicks: run.startTicks });
    }
  }

  #append(bodies: readonly EventBody[]): void {
    if (bodies.length === 0) return;
    const events = this.#options.ports.journal.append(bodies);
    this.#options.store.apply(events);
    this.#options.onEvents?.(events);
  }

  #pump(): void {
    // An observation may arrive while another is folded: the outer call takes it.
    if (this.#pumping || this.#end === null) return;
    this.#pumping = true;
    try {
      do {
        for (let input = this.#inputs.shift(); input !== undefined; input = this.#inputs.shift())
          this.#take(input);
      } while (this.#follow());
    } catch (error) {
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

  /** Follows the plan; true when it gave events, so that inputs and plan must be looked at again. */
  #follow(): boolean {
    const now = this.#options.ports.clock.now();
    const { events, effects } = plan(this.#state(), { ...this.#options.planContext, now });
    this.#append(events);
    if (events.length > 0) return true;
    for (const effect of effects) this.#start(effect);
    return this.#inputs.length > 0;
  }

  #start(effect: Effect): void {
    const key = effectKey(effect);
    if (this.#underWay.has(key)) return;
    if (effect.kind === "wake") {
      this.#wakeAt(effect.at, key);
      return;
    }
    if (this.#settledAt.get(key) === this.#state().seq) {
      const soon = Date.parse(this.#options.ports.clock.now()) + quietMilliseconds;
      this.#wakeAt(new Date(soon).toISOString(), key);
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
      this.#pump();
    });
    this.#underWay.set(key, cancel);
  }

  #do(effect: Exclude<Effect, { kind: "wake" }>): Promise<readonly Observation[]> {
    const go = () => runEffect(effect, this.#options.ports, this.#keeper, this.#state());
    const touchesBranch = ["launch", "measure", "merge", "discard"].includes(effect.kind);
    if (!touchesBranch) return go();
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
    this.#pump();
  }

  #failed(effect: Effect, key: string, error: unknown): void {
    const failures = (this.#failures.get(key) ?? 0) + 1;
    this.#failures.set(key, failures);
    const message = `${effect.kind} failed: ${error instanceof Error ? error.message : String(error)}`;
    if (effect.kind === "finish") {
      this.#crash?.(error);
      return;
    }
    if (failures >= effectTries && this.#state().stop === null) this.#append([stopEvent("failed", message)]);
    this.#underWay.delete(key);
    this.observe({
      kind: "failed",
      code: `effect-${effect.kind}`,
      message,
      run: "run" in effect ? effect.run : null,
    });
  }
}
