import { describe, expect, test } from "vitest";
import { createFakeEngine } from "../support/fake-ports.ts";

const dimensions = ["backend", "tests"].map((name) => ({ name, weight: 1 }));

describe("an effect that fails", () => {
  test("is tried three times with a pause, then the session stops as failed with what went wrong", async () => {
    const times: number[] = [];
    const world = createFakeEngine(() => ({
      discover: async () => {
        times.push(performance.now());
        throw new Error("the disk is gone");
      },
    }));
    const state = await world.run();
    expect(times).toHaveLength(3);
    expect(times[1]! - times[0]!).toBeGreaterThan(150);
    expect(state.stop).toMatchObject({
      reason: "failed",
      exitCode: 1,
      message: "discover failed: the disk is gone",
    });
  });

  test("ends the agents that are under way before the session stops", async () => {
    const world = createFakeEngine(
      (base) => ({
        processes: {
          ...base.processes,
          find: (run) => {
            if (run === "002") throw new Error("no process table");
            return null;
          },
        },
      }),
      { dimensions },
    );
    world.stay();
    const state = await world.run();
    expect(state.stop).toMatchObject({
      reason: "failed",
      message: expect.stringContaining("no process table"),
    });
    expect(world.ended).toEqual(["001"]);
    expect(state.runs["001"]?.outcome).toBe("stopped");
  });

  test("once is forgotten when it works the second time", async () => {
    let failures = 0;
    const world = createFakeEngine((base) => ({
      discover: async () => {
        failures += 1;
        if (failures < 3) throw new Error("not yet");
        return base.discover();
      },
    }));
    expect((await world.run()).stop?.reason).toBe("max-iterations");
  });
});

describe("what the world cannot do", () => {
  test("a report that cannot be read is the agent's failure: it is asked for again", async () => {
    const world = createFakeEngine((base) => ({
      reports: {
        ...base.reports,
        readHead: async () => {
          throw new Error("EACCES");
        },
      },
    }));
    const state = await world.run();
    expect(state.stop?.reason).toBe("no-agent");
    expect(state.runs["002"]?.choice).toContain("asked once more");
    expect(state.warnings[0]).toMatchObject({ code: "report", message: expect.stringContaining("EACCES") });
  });

  test("changes that cannot be measured are kept, not thrown away", async () => {
    const kept: boolean[] = [];
    const world = createFakeEngine((base) => ({
      workspace: {
        ...base.workspace,
        measure: async () => {
          throw new Error("index.lock exists");
        },
        discard: async (_run, _state, keep) => {
          kept.push(keep);
          return keep ? "/kept" : null;
        },
      },
    }));
    const state = await world.run();
    expect(kept).toEqual([true]);
    expect(state.runs["002"]?.changes?.discarded).toMatchObject({ reason: "failed", keptAt: "/kept" });
  });

  test("an agent that is not configured any more is ended and its run said to be lost", async () => {
    const world = createFakeEngine((base) => ({ agents: { ...base.agents, get: () => null } }));
    const state = await world.run();
    expect(state.stop?.reason).toBe("no-agent");
    expect(state.runs["001"]?.outcome).toBe("not-installed");
  });

  test("a journal that cannot be written ends the engine at once, with its reason", async () => {
    let count = 0;
    const world = createFakeEngine((base) => ({
      journal: {
        ...base.journal,
        append: (bodies) => {
          count += 1;
          if (count > 6) throw new Error("ENOSPC");
          return base.journal.append(bodies);
        },
      },
    }));
    await expect(world.run()).rejects.toThrow("ENOSPC");
    const after = world.started.length;
    world.engine.observe({ kind: "failed", code: "late", message: "x", run: null });
    expect(world.started).toHaveLength(after);
  });
});
