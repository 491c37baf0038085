import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type EventBody, sessionEventSchema } from "../../../src/engine/domain/events.ts";
import { evolve, evolveAll } from "../../../src/engine/domain/evolve.ts";
import type { Observation } from "../../../src/engine/domain/observations.ts";
import { observe } from "../../../src/engine/domain/observe.ts";
import { plan } from "../../../src/engine/domain/plan.ts";
import { emptyState } from "../../../src/engine/domain/state.ts";
import { violationsOf } from "../../support/invariants.ts";
import { MemorySession } from "../../support/memory-session.ts";
import { randomFrom, randomStart, randomWorld } from "../../support/random-world.ts";
import { begin } from "../../support/scenario.ts";
import { Simulation } from "../../support/simulation.ts";

/** Plays a random session; fails when an observation given a second time says anything. */
const play = (seed: number): { simulation: Simulation; end: "finished" | "waiting" } => {
  const random = randomFrom(seed);
  const start = randomStart(random);
  const session = begin(start);
  session.observe = function observeTwice(this: MemorySession, observation: Observation) {
    const bodies = MemorySession.prototype.observe.call(this, observation) as readonly EventBody[];
    const again = observe(this.state, observation, this.now);
    if (again.length > 0) throw new Error(`${observation.kind} twice gives ${JSON.stringify(again)}`);
    return bodies;
  };
  const simulation = new Simulation(session, randomWorld(random));
  const end = simulation.run();
  if (end === "waiting" || random.chance(0.5)) return { simulation, end };
  // A stopped session may always be gone on with.
  session.observe({ kind: "engine-started", pid: 1, startTicks: `${seed}`, attended: true, bytesCut: 0 });
  return { simulation, end: simulation.run() };
};

const seeds = fc.integer({ min: 0, max: 2 ** 31 });
const settings = { numRuns: 250, seed: 20_260_301, endOnFailure: true } as const;

describe("any session in any world", () => {
  test("comes to its end and does nothing that it must not", () => {
    const reasons = new Map<string, number>();
    fc.assert(
      fc.property(seeds, (seed) => {
        const { simulation, end } = play(seed);
        expect(end).toBe("finished");
        expect(violationsOf(simulation.session.events)).toEqual([]);
        const reason = simulation.session.state.stop?.reason ?? "none";
        reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      }),
      settings,
    );
    // A simulator that always ends the same way would prove little.
    expect([...reasons.keys()].sort()).toEqual(
      expect.arrayContaining([
        "aborted",
        "budget-exhausted",
        "max-iterations",
        "no-agent",
        "nothing-left",
        "target-reached",
      ]),
    );
  });

  test("folds the same whether at once, in two parts, or read back from text", () => {
    fc.assert(
      fc.property(seeds, fc.double({ min: 0, max: 1, noNaN: true }), (seed, share) => {
        const { session } = play(seed).simulation;
        const cut = Math.floor(share * session.events.length);
        const half = evolveAll(emptyState, session.events.slice(0, cut));
        expect(evolveAll(half, session.events.slice(cut))).toEqual(session.state);
        const read = session.events.map((event) =>
          sessionEventSchema.parse(JSON.parse(JSON.stringify(event))),
        );
        expect(read.reduce(evolve, emptyState)).toEqual(session.state);
      }),
      { ...settings, numRuns: 60 },
    );
  });

  test("is planned the same each time, from the state alone", () => {
    fc.assert(
      fc.property(seeds, fc.double({ min: 0, max: 1, noNaN: true }), (seed, share) => {
        const { session } = play(seed).simulation;
        const prefix = session.events.slice(0, Math.floor(share * session.events.length));
        const context = { ...session.context, now: prefix.at(-1)?.at ?? session.now };
        const first = plan(evolveAll(emptyState, prefix), context);
        const copied = JSON.parse(JSON.stringify(evolveAll(emptyState, prefix)));
        expect(plan(copied, context)).toEqual(first);
      }),
      { ...settings, numRuns: 60 },
    );
  });
});

test("the invariants see what is wrong: each planted fault is found", () => {
  const { session } = play(7).simulation;
  const plant = (body: object) => {
    const seq = session.events.length + 1;
    return violationsOf([...session.events, { seq, at: session.now, ...body } as never]);
  };
  const fix = { kind: "fix", group: "x", findings: [], files: ["src/a.ts"] };
  const request = {
    type: "run.requested",
    run: "900",
    agent: "claude",
    attempt: 5,
    reservedUsd: 999,
    task: fix,
  };
  const said = plant(request).join("\n");
  expect(said).toContain("are spent or reserved");
  expect(said).toContain("after the stop");
  expect(said).toContain("attempt 5");
  expect(plant({ type: "changes.merged", run: "001", commit: "x" }).join()).toContain("merged unasked");
});
