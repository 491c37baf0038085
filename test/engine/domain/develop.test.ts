import { describe, expect, test } from "vitest";
import { agent, problem } from "../../support/bodies.ts";
import { runs, simulate } from "../../support/scenario.ts";
import type { World } from "../../support/simulation.ts";

const feature = "export to CSV";

const build = (world: Partial<World> = {}, settings = {}) => {
  const simulation = simulate(
    { settings: { maxIterations: 3, ...settings }, session: { feature } },
    { score: () => 96, answer: () => "approved", ...world },
  );
  simulation.run();
  return simulation.session;
};

const tasks = (session: ReturnType<typeof build>) =>
  runs(session)
    .map((run) => run.task.kind)
    .filter((kind) => kind !== "audit");

describe("a feature that was asked for", () => {
  test("is proposed, confirmed, built, tested and audited, also when the target is reached", () => {
    const session = build();
    expect(tasks(session)).toEqual(["propose", "develop"]);
    const order = session
      .types()
      .filter((type) => type.startsWith("confirmation.") || type.startsWith("changes.m"));
    expect(order).toEqual([
      "confirmation.requested",
      "confirmation.answered",
      "changes.measured",
      "changes.merged",
    ]);
    expect(session.phases().slice(-3)).toEqual(["1 develop done", "1 test done", "1 re-audit done"]);
    expect(session.state.stop?.reason).toBe("target-reached");
  });

  test("is always asked about first, and waits for the answer", () => {
    const session = build({ answer: () => null });
    expect(session.of("confirmation.requested")).toMatchObject([
      { operation: `Develop the new feature: ${feature}`, risk: "medium" },
    ]);
    expect(tasks(session)).toEqual(["propose"]);
  });

  test("is confirmed by --yes-to when that says so", () => {
    const session = build({ answer: () => null }, { yesTo: ["medium"] });
    expect(session.of("confirmation.answered")).toMatchObject([{ by: "policy" }]);
    expect(tasks(session)).toEqual(["propose", "develop"]);
  });

  test("that was refused is not proposed again in later iterations", () => {
    const session = build({
      answer: () => "rejected",
      score: (run) => 50 + run.iteration,
      problems: () => [problem("Stays")],
    });
    expect(session.state.iteration).toBe(3);
    expect(tasks(session).filter((kind) => kind === "propose")).toHaveLength(1);
    expect(session.of("confirmation.requested")).toHaveLength(1);
  });

  test("whose code was refused is not begun again", () => {
    const session = build({
      answer: (confirmation) => (confirmation.operation.startsWith("Develop") ? "approved" : "rejected"),
      measure: () => ({ removed: 500 }),
      score: () => 60,
    });
    expect(tasks(session)).toEqual(["propose", "develop"]);
    expect(session.of("changes.merged")).toEqual([]);
  });

  test("is never given to the agent that only repeats rules, not even as a last resort", () => {
    const agents = [agent("claude"), agent("local", { deterministic: true })];
    const session = build({
      agents,
      end: (run) => (run.task.kind === "audit" ? {} : { outcome: "refused", exitCode: 1 }),
    });
    const builders = runs(session).filter((run) => run.task.kind !== "audit");
    expect(builders.map((run) => run.agent)).toEqual(["claude"]);
  });

  test("that nobody can build is skipped with the reason", () => {
    const session = build({ agents: [agent("local", { deterministic: true })] });
    const phase = session.state.phases.find((record) => record.phase === "develop");
    expect(phase).toMatchObject({
      outcome: "skipped",
      reason: expect.stringContaining("no agent can build"),
    });
  });
});

test("without a feature nothing is developed, and the phase says how to ask for one", () => {
  const simulation = simulate(
    { settings: { maxIterations: 1 } },
    { problems: () => [problem("Stays")], score: () => 50 },
  );
  simulation.run();
  const phase = simulation.session.state.phases.find((record) => record.phase === "develop");
  expect(phase).toMatchObject({ outcome: "skipped", reason: expect.stringContaining("--feature") });
});
