import { describe, expect, test } from "vitest";
import { selectLedger } from "../../../src/engine/domain/select.ts";
import { agent, ending, problem } from "../../support/bodies.ts";
import type { MemorySession } from "../../support/memory-session.ts";
import { atAudit, launch, runs, simulate } from "../../support/scenario.ts";

const five = ["a", "b", "c", "d", "e"].map((name) => ({ name, weight: 1 }));

const spend = (
  session: MemorySession,
  run: string,
  costUsd: number,
  source: "reported" | "priced" | "estimated" = "reported",
  tokens = Math.round(costUsd * 1000),
) =>
  session.observe({
    kind: "run-usage",
    run,
    model: null,
    inputTokens: tokens,
    cachedInputTokens: 0,
    outputTokens: 0,
    costUsd,
    source,
  });

describe("the budget is a wall", () => {
  test("money is reserved before a run starts; runs side by side share one wall", () => {
    const session = atAudit({
      settings: { dimensions: five, concurrency: 5, maxBudgetUsd: 1 },
      context: { estimateUsd: () => 0.3 },
    });
    expect(runs(session)).toHaveLength(3);
    expect(selectLedger(session.state)).toMatchObject({ spentUsd: 0 });
    expect(selectLedger(session.state).reservedUsd).toBeCloseTo(0.9);
    expect(session.state.stop).toBeNull();
  });

  test("what a run left of its reservation is free for the next", () => {
    const session = atAudit({
      settings: { dimensions: five, concurrency: 5, maxBudgetUsd: 1 },
      context: { estimateUsd: () => 0.3 },
    });
    launch(session, "001");
    spend(session, "001", 0.1);
    session.observe({ kind: "run-ended", ending: ending("001") });
    session.settle();
    expect(runs(session)).toHaveLength(4);
  });

  test("a run over its reservation is stopped once the budget is spent, not before", () => {
    const session = atAudit({ settings: { maxBudgetUsd: 1 }, context: { estimateUsd: () => 0.3 } });
    launch(session, "001");
    spend(session, "001", 0.9);
    expect(session.settle().map((effect) => effect.kind)).not.toContain("stop-run");
    spend(session, "001", 1.01);
    expect(session.settle()).toContainEqual({ kind: "stop-run", run: "001", cause: "over-budget" });
  });

  test("a run inside its reservation is not stopped for what another spent", () => {
    const session = atAudit({
      settings: { dimensions: five.slice(0, 2), maxBudgetUsd: 1 },
      context: { estimateUsd: () => 0.5 },
    });
    for (const run of ["001", "002"]) launch(session, run);
    spend(session, "001", 0.9);
    spend(session, "002", 0.2);
    const stops = session.settle().filter((effect) => effect.kind === "stop-run");
    expect(stops).toEqual([{ kind: "stop-run", run: "001", cause: "over-budget" }]);
  });

  test("the only audit stopped for its cost: the reason is the money, not the agent", () => {
    const session = atAudit({ settings: { maxBudgetUsd: 1 } });
    launch(session, "001");
    spend(session, "001", 2);
    session.observe({ kind: "run-ended", ending: ending("001", { outcome: "over-budget", exitCode: null }) });
    session.settle();
    expect(session.state.stop).toMatchObject({ reason: "budget-exhausted", exitCode: 4 });
  });

  test("also holds for agents whose cost nobody knows beforehand", () => {
    const simulation = simulate(
      { settings: { maxBudgetUsd: 1 } },
      { problems: () => [problem("Stays")], score: () => 50, costUsd: () => 0.7 },
    );
    simulation.run();
    const { session } = simulation;
    expect(session.state.stop).toMatchObject({ reason: "budget-exhausted", exitCode: 4 });
    expect(runs(session)).toHaveLength(2);
  });

  test("what runs and what waits for an answer is finished before the session stops", () => {
    const session = atAudit({
      settings: { dimensions: five, concurrency: 5, maxBudgetUsd: 1 },
      context: { estimateUsd: () => 0.6 },
    });
    expect(runs(session)).toHaveLength(1);
    expect(session.state.stop).toBeNull();
    launch(session, "001");
    spend(session, "001", 0.6);
    session.observe({ kind: "run-ended", ending: ending("001", { outcome: "refused", exitCode: 1 }) });
    session.settle();
    expect(session.state.stop?.reason).toBe("budget-exhausted");
  });

  test("free agents need no money", () => {
    const simulation = simulate(
      { settings: { maxBudgetUsd: 0 } },
      { agents: [agent("local", { deterministic: true })], score: () => 100 },
    );
    simulation.run();
    expect(simulation.session.state.stop?.reason).toBe("target-reached");
  });
});

describe("the ledger", () => {
  test("a cost that nobody told is not zero: it is counted as not known", () => {
    const session = atAudit();
    launch(session, "001");
    session.observe({ kind: "run-ended", ending: ending("001") });
    expect(selectLedger(session.state)).toMatchObject({ spentUsd: 0, unknownRuns: 1, estimated: false });
  });

  test("the same totals twice are said once", () => {
    const session = atAudit();
    launch(session, "001");
    expect(spend(session, "001", 0.5)).toHaveLength(1);
    expect(spend(session, "001", 0.5)).toEqual([]);
  });

  test("output that is read again from its beginning makes no money come back", () => {
    const session = atAudit();
    launch(session, "001");
    for (const cost of [0.1, 0.2, 0.5]) spend(session, "001", cost);
    for (const cost of [0.1, 0.2, 0.5]) expect(spend(session, "001", cost)).toEqual([]);
    expect(selectLedger(session.state).spentUsd).toBe(0.5);
    expect(session.of("run.usage")).toHaveLength(3);
  });

  test("what the agent reports wins over what was estimated, never the other way round", () => {
    const session = atAudit();
    launch(session, "001");
    spend(session, "001", 0.5, "estimated");
    expect(selectLedger(session.state).estimated).toBe(true);
    spend(session, "001", 0.3, "reported");
    expect(spend(session, "001", 0.9, "estimated")).toEqual([]);
    expect(selectLedger(session.state)).toMatchObject({ spentUsd: 0.3, estimated: false });
  });

  test("80 % of the budget raises one alert", () => {
    const session = atAudit({ settings: { maxBudgetUsd: 1 } });
    launch(session, "001");
    for (const cost of [0.79, 0.8, 0.9]) spend(session, "001", cost);
    expect(session.of("budget.alerted")).toMatchObject([{ spentUsd: 0.8, share: 0.8 }]);
  });

  test("no number is taken that is none", () => {
    const session = atAudit();
    launch(session, "001");
    expect(spend(session, "001", Number.NaN, "reported", 1)).toEqual([]);
    expect(spend(session, "001", Number.POSITIVE_INFINITY, "reported", 1)).toEqual([]);
  });
});
