import { type Command, commandSchema } from "../../src/engine/domain/commands.ts";
import { decide } from "../../src/engine/domain/decide.ts";
import type { Effect } from "../../src/engine/domain/effect.ts";
import type { EventBody, EventType, SessionEvent } from "../../src/engine/domain/events.ts";
import { evolve } from "../../src/engine/domain/evolve.ts";
import type { Observation } from "../../src/engine/domain/observations.ts";
import { observe } from "../../src/engine/domain/observe.ts";
import { plan } from "../../src/engine/domain/plan.ts";
import type { PlanContext } from "../../src/engine/domain/plan-context.ts";
import { emptyState, type SessionState } from "../../src/engine/domain/state.ts";

export type BodyOf<T extends EventType> = Extract<EventBody, { type: T }>;

/** More rounds of planning than any session needs between two observations. */
const planLimit = 200;

/** A session without files and processes: events in a list, a clock that moves when it is told to. */
export class MemorySession {
  readonly events: SessionEvent[] = [];
  readonly context: Omit<PlanContext, "now">;
  state: SessionState = emptyState;
  milliseconds = Date.parse("2026-03-01T10:00:00.000Z");

  constructor(context: Partial<Omit<PlanContext, "now">> = {}) {
    this.context = {
      estimateUsd: () => 0,
      choiceTable: {},
      ...context,
    };
  }

  get now(): string {
    return new Date(this.milliseconds).toISOString();
  }

  given(...bodies: readonly EventBody[]): this {
    for (const body of bodies) {
      const event = { seq: this.state.seq + 1, at: this.now, ...body } as SessionEvent;
      this.events.push(event);
      this.state = evolve(this.state, event);
    }
    return this;
  }

  observe(observation: Observation): readonly EventBody[] {
    const bodies = observe(this.state, observation, this.now);
    this.given(...bodies);
    return bodies;
  }

  command(command: unknown): readonly EventBody[] {
    const parsed: Command = commandSchema.parse(command);
    const bodies = decide(this.state, parsed);
    this.given(...bodies);
    return bodies;
  }

  /** What the plan wants, with its events in the session; planned again until it only wants effects. */
  settle(): readonly Effect[] {
    for (let round = 0; round < planLimit; round += 1) {
      const { events, effects } = plan(this.state, { ...this.context, now: this.now });
      if (events.length === 0) return effects;
      this.given(...events);
    }
    throw new Error(`the plan gives events for ever: ${this.types().slice(-6).join(", ")}`);
  }

  pass(seconds: number): this {
    this.milliseconds += seconds * 1000;
    return this;
  }

  types(): readonly EventType[] {
    return this.events.map((event) => event.type);
  }

  of<T extends EventType>(type: T): readonly (BodyOf<T> & { seq: number; at: string })[] {
    return this.events.filter(
      (event): event is BodyOf<T> & { seq: number; at: string } => event.type === type,
    );
  }

  /** Phases by name and outcome, in order: the shape of a session in a line each. */
  phases(): readonly string[] {
    return this.state.phases.map(
      ({ iteration, phase, outcome }) => `${iteration} ${phase} ${outcome ?? "…"}`,
    );
  }
}
