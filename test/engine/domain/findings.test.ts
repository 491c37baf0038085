import { describe, expect, test } from "vitest";
import { groupsFor } from "../../../src/engine/domain/work.ts";
import { agent, problem } from "../../support/bodies.ts";
import { atFixing, fixRuns, runs, simulate } from "../../support/scenario.ts";
import { passing } from "../../support/simulation.ts";

describe("findings from audit to audit", () => {
  const leak = problem("Connection leak in the pool", { file: "src/pool.ts", line: 30 });
  const injection = problem("SQL injection through the search field", { file: "src/query.ts", line: 12 });
  const timeout = problem("No timeout on outgoing requests", { file: "src/http.ts", line: 5 });

  const audits = (...rounds: readonly (readonly ReturnType<typeof problem>[])[]) => {
    const simulation = simulate(
      { settings: { maxIterations: rounds.length - 1 } },
      {
        problems: (run) => rounds[run.phase === "audit" ? 0 : run.iteration] ?? [],
        score: (run) => 40 + run.iteration,
      },
    );
    simulation.run();
    return simulation.session;
  };

  test("one that is reported again stays the same finding, and is open", () => {
    const session = audits([leak, injection], [{ ...leak, line: 33 }, injection]);
    expect(session.state.findingOrder).toEqual(["F1", "F2"]);
    expect(session.state.findings.F1).toMatchObject({ status: "open", line: 33, firstIteration: 1 });
  });

  test("one that is gone is closed, one that appears is new", () => {
    const session = audits([leak, injection], [injection, timeout]);
    expect(session.state.findings.F1).toMatchObject({ status: "closed", closedIteration: 1 });
    expect(session.state.findings.F3).toMatchObject({ status: "new", title: timeout.title });
  });

  test("one that comes back is the same finding again, reopened", () => {
    const session = audits([leak, injection], [injection], [injection, leak]);
    expect(session.state.findings.F1).toMatchObject({ status: "reopened", closedIteration: null });
    expect(session.state.findingOrder).toEqual(["F1", "F2"]);
  });

  test("an audit of one dimension closes nothing of another", () => {
    const dimensions = ["backend", "tests"].map((name) => ({ name, weight: 1 }));
    const simulation = simulate(
      { settings: { dimensions, maxIterations: 1 } },
      {
        problems: (run) =>
          run.task.kind === "audit" && run.task.dimension === "backend" ? [leak] : [timeout],
        end: (run) =>
          run.phase === "re-audit" && run.task.kind === "audit" && run.task.dimension === "tests"
            ? { outcome: "refused", exitCode: 1 }
            : {},
        score: () => 50,
      },
    );
    simulation.run();
    expect(Object.values(simulation.session.state.findings).map((finding) => finding.status)).toEqual([
      "open",
      "new",
    ]);
  });

  test("the same report read twice changes nothing", () => {
    const session = atFixing([leak]);
    const report = { kind: "report-read", run: "001", findings: [timeout] } as const;
    expect(session.observe({ ...report, report: { counts: {} } as never })).toEqual([]);
  });
});

describe("grouping for the fixers", () => {
  test("findings of one file go to one run; two runs never share a file", () => {
    const session = atFixing([
      problem("First", { file: "src/a.ts", line: 1 }),
      problem("Second", { file: "src/b.ts", line: 2 }),
      problem("Third", { file: "src/a.ts", line: 90, severity: "P0" }),
    ]);
    const files = fixRuns(session).flatMap((run) => (run.task.kind === "fix" ? run.task.files : []));
    expect(files).toEqual(["src/a.ts", "src/b.ts"]);
    expect(fixRuns(session)[0]?.task).toMatchObject({ findings: ["F3", "F1"] });
  });

  test("what the evidence could not verify is never sent to a fixer", () => {
    const session = atFixing([
      problem("Invented", { file: "src/ghost.ts", evidence: "unverified", severity: "P0" }),
      problem("Real", { file: "src/real.ts" }),
    ]);
    expect(fixRuns(session).map((run) => run.task)).toMatchObject([{ findings: ["F2"] }]);
    const ghost = atFixing([problem("Invented", { evidence: "unverified" })]);
    expect(fixRuns(ghost)).toEqual([]);
    expect(ghost.state.stop?.reason).toBe("nothing-left");
  });

  test("findings without a place go together", () => {
    const session = atFixing([
      problem("Everywhere", { file: null, line: null, evidence: "unlocated" }),
      problem("Nowhere", { file: null, line: null, evidence: "unlocated" }),
    ]);
    expect(fixRuns(session).map((run) => run.task)).toMatchObject([{ findings: ["F1", "F2"], files: [] }]);
  });

  test("a failing test is in the same group as a finding of that file, however its path is written", () => {
    for (const file of ["test/app.test.ts", "./test/app.test.ts", "/work/shop/test/app.test.ts"]) {
      const session = atFixing([problem("Flaky", { file: "test/app.test.ts" })]);
      session.given({ type: "phase.started", iteration: 1, phase: "test" });
      const [result] = passing(false);
      const failures = [{ name: "adds up", file, line: 4, message: null }];
      session.observe({ kind: "tests-completed", commands: [{ ...result!, failures }] });
      expect(groupsFor(session.state, ["P1"]).map((group) => group.key)).toEqual(["test/app.test.ts"]);
    }
  });

  test.each(["/usr/lib/node.js", "../other/a.ts", "node:internal/process"])(
    "a failing test at %s, outside of the module, names no file to edit",
    (file) => {
      const session = atFixing([problem("Flaky", { file: "src/a.ts" })]);
      session.given({ type: "phase.started", iteration: 1, phase: "test" });
      const [result] = passing(false);
      const failures = [{ name: "adds up", file, line: 4, message: null }];
      session.observe({ kind: "tests-completed", commands: [{ ...result!, failures }] });
      const finding = Object.values(session.state.findings).at(-1);
      expect(finding).toMatchObject({ dimension: "test-run", evidence: "unlocated" });
    },
  );

  test("an agent that always answers the same gets each finding once", () => {
    const simulation = simulate(
      {},
      {
        agents: [agent("local", { deterministic: true })],
        problems: () => [problem("Stays")],
        score: () => 50,
      },
    );
    simulation.run();
    expect(fixRuns(simulation.session)).toHaveLength(1);
    expect(simulation.session.state.stop?.reason).toBe("nothing-left");
  });

  test("a fixer that fails counts as a try, too", () => {
    const simulation = simulate(
      {},
      {
        agents: [agent("local", { deterministic: true })],
        problems: () => [problem("Stays")],
        score: () => 50,
        end: (run) => (run.task.kind === "fix" ? { outcome: "crashed", exitCode: 1 } : {}),
      },
    );
    simulation.run();
    expect(runs(simulation.session).filter((run) => run.task.kind === "fix")).toHaveLength(4);
  });

  test("a rejected change is not asked for again, a conflict is", () => {
    for (const [merge, tries] of [
      ["conflict", 2],
      ["merged", 2],
    ] as const) {
      const simulation = simulate(
        { settings: { maxIterations: 2 } },
        { problems: () => [problem("Stays")], score: () => 50, merge: () => merge },
      );
      simulation.run();
      expect(fixRuns(simulation.session)).toHaveLength(tries);
    }
    const refused = simulate(
      { settings: { maxIterations: 5 } },
      {
        problems: () => [problem("Stays")],
        score: () => 50,
        measure: () => ({ core: ["package.json"] }),
        answer: () => "rejected",
      },
    );
    refused.run();
    expect(fixRuns(refused.session)).toHaveLength(1);
  });
});
