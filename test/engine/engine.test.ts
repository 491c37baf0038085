import { describe, expect, test } from "vitest";
import { createFakeEngine, createGate, passGate } from "../support/fake-ports.ts";
import { until } from "../support/until.ts";

const dimensions = ["backend", "tests"].map((name) => ({ name, weight: 1 }));

const types = (events: readonly { readonly type: string }[]) => events.map((event) => event.type);

describe("an engine", () => {
  test("plays a session to its end", async () => {
    const world = createFakeEngine();
    const state = await world.run();
    expect(state.stop?.reason).toBe("max-iterations");
    expect(world.started).toEqual(["001", "002", "003"]);
  });

  test("asks for nothing twice while it is under way", async () => {
    let discoveries = 0;
    const gate = createGate();
    const world = createFakeEngine((base) => ({
      discover: async () => {
        discoveries += 1;
        await passGate(gate);
        return base.discover();
      },
    }));
    const ended = world.run();
    await gate.reached;
    for (let count = 0; count < 5; count += 1)
      world.engine.observe({ kind: "failed", code: `x${count}`, message: "something else", run: null });
    gate.open();
    await ended;
    expect(discoveries).toBe(1);
  });

  test("does not plan for observations that say nothing new: a flood costs next to nothing", async () => {
    const gate = createGate();
    const world = createFakeEngine((base) => ({
      discover: async () => {
        await passGate(gate);
        return base.discover();
      },
    }));
    const ended = world.run();
    await gate.reached;
    const begin = performance.now();
    for (let count = 0; count < 100_000; count += 1)
      world.engine.observe({ kind: "run-activity", run: "777", activity: "say", text: "noise" });
    expect(performance.now() - begin).toBeLessThan(2000);
    gate.open();
    await ended;
  });
});

describe("a session that is aborted", () => {
  test("while a worktree is being made: the agent is never started", async () => {
    const gate = createGate();
    const world = createFakeEngine((base) => ({
      workspace: {
        ...base.workspace,
        open: async (run) => {
          if (run.task.kind === "fix") await passGate(gate);
          return "/";
        },
      },
    }));
    const ended = world.run();
    await gate.reached;
    world.abort();
    gate.open();
    const state = await ended;
    expect(state.stop?.reason).toBe("aborted");
    expect(world.started).toEqual(["001"]);
    expect(state.runs["002"]).toMatchObject({ status: "finished", outcome: "stopped" });
  });

  test("while an agent is being started: it is ended", async () => {
    const gate = createGate();
    const world = createFakeEngine((base) => ({
      processes: {
        ...base.processes,
        start: async (...words) => {
          const identity = await base.processes.start(...words);
          await passGate(gate);
          return identity;
        },
      },
    }));
    world.stay();
    const ended = world.run();
    await gate.reached;
    world.abort();
    gate.open();
    const state = await ended;
    expect(state.stop?.reason).toBe("aborted");
    expect(world.ended).toEqual(["001"]);
    expect(world.alive.size).toBe(0);
  });

  test("with runs that wait for their turn to start: none of them starts afterwards", async () => {
    const gate = createGate();
    const world = createFakeEngine(
      (base) => ({
        renderPrompt: async (request) => {
          await passGate(gate);
          return base.renderPrompt(request);
        },
      }),
      { dimensions },
    );
    const ended = world.run();
    await gate.reached;
    world.abort();
    await until("the waiting run to be stopped", () => world.state().runs["002"]?.outcome === "stopped");
    gate.open();
    await ended;
    expect(world.started).toEqual([]);
  });

  test("while a merge is under way: what became of it is in the journal before the end", async () => {
    const gate = createGate();
    let stateAtFinish: string | null = null;
    const world = createFakeEngine((base) => ({
      workspace: {
        ...base.workspace,
        merge: async (run, state) => {
          await passGate(gate);
          return base.workspace.merge(run, state);
        },
      },
      finish: async (state) => {
        stateAtFinish = state.runs["002"]?.changes?.mergedAs ?? null;
      },
    }));
    const ended = world.run();
    await gate.reached;
    world.abort();
    await until("the stop", () => world.state().stop);
    gate.open();
    await ended;
    expect(types(world.events).slice(-2)).toEqual(["session.stopped", "changes.merged"]);
    expect(stateAtFinish).toBe("m");
  });

  test("nothing is written after the end, whatever still arrives", async () => {
    const world = createFakeEngine();
    await world.run();
    const count = world.events.length;
    world.engine.observe({ kind: "failed", code: "late", message: "too late", run: null });
    world.abort();
    expect(world.events).toHaveLength(count);
  });
});
