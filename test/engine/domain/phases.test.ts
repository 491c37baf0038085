import { describe, expect, test } from "vitest";
import { agent, facts, problem } from "../../support/bodies.ts";
import { atAudit, atFixing, auditWith, begin, fail, runs, simulate } from "../../support/scenario.ts";
import { oneFile, passing } from "../../support/simulation.ts";

const grave = problem("Grave hole", { severity: "P0" });
const small = problem("Small blemish", { severity: "P3", file: "src/small.ts" });

describe("the arrows of the loop", () => {
  test("a new session looks for agents, then begins with discovery", () => {
    const session = begin();
    expect(session.settle()).toEqual([{ kind: "detect-agents" }]);
    session.observe({ kind: "agents-detected", agents: [agent("claude")] });
    expect(session.settle()).toEqual([{ kind: "discover" }]);
    expect(session.phases()).toEqual(["1 discovery …"]);
  });

  test("discovery leads to an audit with one run for each dimension", () => {
    const dimensions = ["backend", "tests", "security"].map((name) => ({ name, weight: 1 }));
    const session = begin({ settings: { dimensions } });
    session.observe({ kind: "agents-detected", agents: [agent("claude")] });
    session.settle();
    session.observe({ kind: "discovered", facts });
    expect(session.settle().map((effect) => effect.kind)).toEqual(["launch", "launch", "launch"]);
    expect(runs(session).map((run) => run.task)).toEqual(
      dimensions.map(({ name }) => ({ kind: "audit", dimension: name })),
    );
  });

  test("an audit with a P0 or P1 leads to close-gaps", () => {
    const session = atFixing([small, grave]);
    expect(session.phases().slice(2)).toEqual(["1 close-gaps …"]);
    expect(runs(session).at(-1)?.task).toMatchObject({ kind: "fix", files: ["src/app.ts"] });
  });

  test("an audit without one leads to enhance", () => {
    const session = atFixing([small]);
    expect(session.phases().slice(2)).toEqual(["1 close-gaps skipped", "1 enhance …"]);
    expect(runs(session).at(-1)?.task).toMatchObject({ kind: "fix", files: ["src/small.ts"] });
  });

  test("close-gaps takes P0 before P1, and only those", () => {
    const session = atFixing(
      [
        problem("High", { file: "src/high.ts" }),
        small,
        problem("Gravest", { severity: "P0", file: "src/top.ts" }),
      ],
      { settings: { concurrency: 1 } },
    );
    const [first, ...others] = runs(session).filter((run) => run.task.kind === "fix");
    expect(first?.task).toMatchObject({ files: ["src/top.ts"] });
    expect(others).toEqual([]);
  });

  test("no merge in an iteration: test and re-audit are skipped", () => {
    const simulation = simulate(
      { settings: { maxIterations: 1 } },
      {
        problems: () => [grave],
        score: () => 50,
        measure: () => ({ commit: null, files: [], added: 0, removed: 0 }),
      },
    );
    simulation.run();
    expect(simulation.session.phases().slice(-2)).toEqual(["1 test skipped", "1 re-audit skipped"]);
  });

  test("failing tests lead back to close-gaps with the failing tests as findings, at most once an iteration", () => {
    const simulation = simulate(
      { settings: { maxIterations: 1 } },
      { problems: () => [grave], score: () => 50, tests: () => passing(false) },
    );
    simulation.run();
    const { session } = simulation;
    expect(session.phases().slice(2)).toEqual([
      "1 close-gaps done",
      "1 enhance skipped",
      "1 develop skipped",
      "1 test failed",
      "1 close-gaps done",
      "1 enhance skipped",
      "1 develop skipped",
      "1 test failed",
      "1 re-audit done",
    ]);
    const failing = Object.values(session.state.findings).find((one) => one.dimension === "test-run");
    expect(failing).toMatchObject({
      severity: "P1",
      title: "Failing test: adds up",
      file: "test/app.test.ts",
    });
    const second = runs(session).filter((run) => run.task.kind === "fix" && run.phaseIndex === 6);
    expect(second.map((run) => (run.task.kind === "fix" ? run.task.group : ""))).toContain(
      "test/app.test.ts",
    );
  });

  test("a second close-gaps phase in the same instant knows its own runs", () => {
    const simulation = simulate(
      { settings: { maxIterations: 1 } },
      { problems: () => [grave], score: () => 50, tests: () => passing(false) },
    );
    simulation.run();
    const again = runs(simulation.session).filter(
      (run) => run.task.kind === "fix" && run.task.files[0] === "src/app.ts",
    );
    expect(again).toHaveLength(2);
  });

  test("a clock that is set back does not make a phase forget its runs", () => {
    const dimensions = ["backend", "tests"].map((name) => ({ name, weight: 1 }));
    const session = atAudit({ settings: { dimensions, concurrency: 1 } });
    fail(session, "001", "refused", { outcome: "succeeded" });
    session.pass(-3600);
    session.settle();
    fail(session, "002", "refused", { outcome: "succeeded" });
    expect(session.settle().map((effect) => effect.kind)).toEqual(["read-head", "read-head"]);
    expect(runs(session)).toHaveLength(2);
  });

  test("no commands to test with: the test phase is skipped and says so", () => {
    const commands = { test: null, lint: null, typecheck: null, integration: null };
    const simulation = simulate(
      { settings: { maxIterations: 1, commands } },
      { problems: () => [grave], score: () => 50 },
    );
    simulation.run();
    const phase = simulation.session.state.phases.find((record) => record.phase === "test");
    expect(phase).toMatchObject({ outcome: "skipped", reason: expect.stringContaining("commands.test") });
  });

  test("passing tests are needed for success when something was changed", () => {
    let merged = false;
    const simulation = simulate(
      { settings: { maxIterations: 2 } },
      {
        problems: () => (merged ? [] : [grave]),
        score: () => (merged ? 100 : 50),
        merge: () => {
          merged = true;
          return "merged";
        },
        tests: () => passing(false),
      },
    );
    simulation.run();
    expect(simulation.session.state.scores.at(-1)?.overall).toBe(100);
    expect(simulation.session.state.stop?.reason).not.toBe("target-reached");
  });

  test("a dimension whose audit was not done keeps the session from success", () => {
    const dimensions = ["backend", "tests"].map((name) => ({ name, weight: 1 }));
    const simulation = simulate(
      { settings: { dimensions } },
      {
        score: () => 100,
        end: (run) =>
          run.task.kind === "audit" && run.task.dimension === "tests"
            ? { outcome: "refused", exitCode: 1 }
            : {},
      },
    );
    simulation.run();
    const { state } = simulation.session;
    expect(state.scores.at(-1)?.dimensions[1]).toMatchObject({ used: null, missing: "not-done" });
    expect(state.stop?.reason).toBe("nothing-left");
  });
});

describe("the audit", () => {
  test("reads no findings when the heads already reach the target", () => {
    const session = atAudit();
    auditWith(session, 96, [small]);
    expect(session.of("findings.recorded")).toEqual([]);
    expect(session.state.stop?.reason).toBe("target-reached");
  });

  test("counts findings itself when it is told to", () => {
    const session = atAudit({ settings: { scoring: "computed" } });
    auditWith(session, 100, [grave, small]);
    expect(session.state.scores[0]).toMatchObject({ overall: 78 });
  });

  test("weighs the dimensions", () => {
    const dimensions = [
      { name: "backend", weight: 3 },
      { name: "tests", weight: 1 },
    ];
    const simulation = simulate(
      { settings: { dimensions, maxIterations: 1 } },
      { score: (run) => (run.task.kind === "audit" && run.task.dimension === "tests" ? 40 : 80) },
    );
    simulation.run();
    expect(simulation.session.state.scores[0]?.overall).toBe(70);
  });

  test("a report with neither score nor finding is not taken for a clean one", () => {
    const useless = { score: null, findings: [], confidence: 0.4 };
    const first = simulate({}, { head: () => useless });
    first.run();
    expect(first.session.state.scores[0]).toMatchObject({ overall: null });
    expect(first.session.state.stop?.reason).toBe("no-agent");
  });

  test("a report with neither score nor finding is asked for once more, then another agent is asked", () => {
    const simulation = simulate(
      {},
      { head: (run) => (run.agent === "claude" ? { score: null, confidence: 0.4 } : {}) },
    );
    simulation.run();
    const { session } = simulation;
    expect(runs(session).map((run) => run.agent)).toEqual(["claude", "claude", "codex"]);
    expect(session.state.stop?.reason).toBe("target-reached");
  });

  test("a re-audit with neither score nor finding closes nothing", () => {
    const simulation = simulate(
      { settings: { maxIterations: 1 } },
      {
        problems: (run) => (run.phase === "audit" ? [grave] : []),
        score: (run) => (run.phase === "audit" ? 60 : null),
        head: (run) => (run.phase === "audit" ? {} : { confidence: 0.4 }),
      },
    );
    simulation.run();
    const { state } = simulation.session;
    expect(Object.values(state.findings).map((finding) => finding.status)).toEqual(["new"]);
    expect(state.stop?.reason).not.toBe("target-reached");
  });

  test("a report whose numbers do not fit its findings is warned of", () => {
    const session = atFixing([grave, problem("A", { file: "a.ts" }), problem("B", { file: "b.ts" })], {
      settings: { targetScore: 99 },
    });
    expect(session.of("warning.raised").map((event) => event.code)).toEqual([]);
    const wrong = atAudit({ settings: { targetScore: 99 } });
    auditWith(wrong, 95, [grave, problem("A", { file: "a.ts" })]);
    expect(wrong.of("warning.raised")).toMatchObject([{ code: "score-gap" }]);
  });
});

describe("who re-audits", () => {
  test("is another agent than the one that made the changes, when there is one", () => {
    const simulation = simulate(
      { settings: { maxIterations: 1 } },
      { agents: [agent("claude"), agent("codex")], problems: () => [grave], score: () => 50 },
    );
    simulation.run();
    const requested = simulation.session.of("run.requested");
    expect(requested.filter((event) => event.phase === "close-gaps").map((event) => event.agent)).toEqual([
      "claude",
    ]);
    expect(requested.filter((event) => event.phase === "re-audit").map((event) => event.agent)).toEqual([
      "codex",
    ]);
  });

  test("is the same agent when it is the only one", () => {
    const simulation = simulate(
      { settings: { maxIterations: 1 } },
      { agents: [agent("claude")], problems: () => [grave], score: () => 50, measure: () => oneFile() },
    );
    simulation.run();
    const requested = simulation.session.of("run.requested").filter((event) => event.phase === "re-audit");
    expect(requested.map((event) => event.agent)).toEqual(["claude"]);
  });
});
