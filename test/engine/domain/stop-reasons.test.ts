import { describe, expect, test } from "vitest";
import { exitCodes, stopReasons } from "../../../src/engine/domain/words.ts";
import { agent, problem } from "../../support/bodies.ts";
import { simulate, stopOf } from "../../support/scenario.ts";
import { oneFile } from "../../support/simulation.ts";

const loose = problem("Loose end in the parser");

describe("why a session stops", () => {
  test("target-reached: at the first audit, with nothing changed", () => {
    const { session } = ran({}, { score: () => 97 });
    expect(session.state.stop).toMatchObject({ reason: "target-reached", exitCode: 0 });
    expect(session.phases()).toEqual(["1 discovery done", "1 audit done"]);
  });

  test("target-reached: after the gaps are closed", () => {
    const simulation = simulate({}, fixedAfter(1));
    expect(simulation.run()).toBe("finished");
    expect(stopOf(simulation.session)).toBe("target-reached");
    expect(simulation.session.phases()).toEqual([
      "1 discovery done",
      "1 audit done",
      "1 close-gaps done",
      "1 enhance skipped",
      "1 develop skipped",
      "1 test done",
      "1 re-audit done",
    ]);
  });

  test("max-iterations", () => {
    let score = 10;
    const { session } = ran(
      { settings: { maxIterations: 2 } },
      {
        problems: () => [loose],
        score: () => {
          score += 1;
          return score;
        },
      },
    );
    expect(session.state.stop).toMatchObject({ reason: "max-iterations", exitCode: 3 });
    expect(session.state.iteration).toBe(2);
  });

  test("stuck: three iterations change the strategy once, three more stop the session", () => {
    const { session } = ran({}, { problems: () => [loose], score: () => 50 });
    expect(session.state.stop).toMatchObject({ reason: "stuck", exitCode: 3 });
    expect(session.of("strategy.changed")).toHaveLength(1);
    expect(session.state.strategyChangedAt).toBe(3);
    expect(session.state.iteration).toBe(6);
    const editors = session.of("run.requested").filter((event) => event.task.kind === "fix");
    const before = new Set(editors.filter((event) => event.iteration <= 3).map((event) => event.agent));
    const after = new Set(editors.filter((event) => event.iteration > 3).map((event) => event.agent));
    expect(before).toEqual(new Set(["claude"]));
    expect(after.has("codex")).toBe(true);
  });

  test("stuck: after the strategy changed only high-impact findings are taken", () => {
    const small = problem("Small thing", { severity: "P3", file: "src/small.ts" });
    const middle = problem("Middle thing", { severity: "P2", file: "src/middle.ts" });
    const { session } = ran({}, { problems: () => [small, middle], score: () => 90 });
    const files = (later: boolean) =>
      session
        .of("run.requested")
        .filter((event) => event.task.kind === "fix" && event.iteration > 3 === later)
        .flatMap((event) => (event.task.kind === "fix" ? event.task.files : []));
    expect(new Set(files(false))).toEqual(new Set(["src/small.ts", "src/middle.ts"]));
    expect(new Set(files(true))).toEqual(new Set(["src/middle.ts"]));
  });

  test("a better score gives new patience", () => {
    const scores = [50, 50, 50, 60, 60, 60, 60, 60, 60, 60, 60, 60];
    let audit = -1;
    const { session } = ran(
      { settings: { maxIterations: 50 } },
      {
        problems: () => [loose],
        score: (run) => scores[run.iteration] ?? 60,
        head: () => {
          audit += 1;
          return {};
        },
      },
    );
    expect(audit).toBeGreaterThan(0);
    expect(session.state.strategyChangedAt).toBe(6);
    expect(session.state.iteration).toBe(9);
  });

  test("nothing-left: nothing that an agent could still do", () => {
    const { session } = ran({}, { score: () => 50 });
    expect(session.state.stop).toMatchObject({ reason: "nothing-left", exitCode: 3 });
  });

  test("nothing-left: editing was refused, and the reason is said", () => {
    const editing = { allowed: false, reason: "2 files have uncommitted changes.", advice: "Commit them." };
    const { session } = ran({ session: { editing } }, { problems: () => [loose], score: () => 50 });
    expect(session.state.stop?.reason).toBe("nothing-left");
    expect(session.state.stop?.message).toContain("uncommitted changes. Commit them.");
    expect(session.of("run.requested").every((event) => event.task.kind === "audit")).toBe(true);
  });

  test("nothing-left: no agent can judge the dimension", () => {
    const { session } = ran({}, { score: () => null });
    expect(session.state.stop).toMatchObject({ reason: "nothing-left" });
  });

  test("no-agent: every audit failed", () => {
    const { session } = ran({}, { end: () => ({ outcome: "not-logged-in", exitCode: 1 }) });
    expect(session.state.stop).toMatchObject({ reason: "no-agent", exitCode: 6 });
  });

  test("no-agent: none is installed", () => {
    const agents = [agent("claude", { available: false, problem: "not installed" })];
    const { session } = ran({}, { agents });
    expect(session.state.stop).toMatchObject({ reason: "no-agent", exitCode: 6 });
    expect(session.state.stop?.message).toContain("not installed");
  });

  test("rejected: the only change was refused", () => {
    const { session } = ran({}, { ...asking(), answer: () => "rejected" });
    expect(session.state.stop).toMatchObject({ reason: "rejected", exitCode: 5 });
    expect(session.of("changes.merged")).toEqual([]);
  });

  test("confirmation-needed: nobody answered in time", () => {
    const { session } = ran({ attended: false, settings: { confirmTimeoutSeconds: 30 } }, asking());
    expect(session.state.stop).toMatchObject({ reason: "confirmation-needed", exitCode: 5 });
    const asked = Date.parse(session.of("confirmation.requested")[0]?.at ?? "");
    expect(session.milliseconds - asked).toBe(30_000);
  });

  test("confirmation-needed: an unattended engine does not wait for ever when no time is set", () => {
    const { session } = ran({ attended: false, settings: { confirmTimeoutSeconds: null } }, asking());
    expect(session.state.stop?.reason).toBe("confirmation-needed");
  });

  test("an attended session without a time to wait waits for its person", () => {
    const simulation = simulate({ attended: true, settings: { confirmTimeoutSeconds: null } }, asking());
    expect(simulation.run()).toBe("waiting");
  });

  test("budget-exhausted: the next run would not fit", () => {
    const { session } = ran(
      { settings: { maxBudgetUsd: 1 }, context: { estimateUsd: () => 0.4 } },
      { problems: () => [loose], score: () => 50, costUsd: () => 0.4 },
    );
    expect(session.state.stop).toMatchObject({ reason: "budget-exhausted", exitCode: 4 });
  });

  test("every reason has an exit code, as the help says", () => {
    expect(stopReasons.map((reason) => [reason, exitCodes[reason]])).toEqual([
      ["target-reached", 0],
      ["max-iterations", 3],
      ["budget-exhausted", 4],
      ["aborted", 130],
      ["confirmation-needed", 5],
      ["rejected", 5],
      ["nothing-left", 3],
      ["no-agent", 6],
      ["stuck", 3],
      ["interrupted", 130],
      ["failed", 1],
    ]);
  });
});

function ran(...[start, world]: Parameters<typeof simulate>): ReturnType<typeof simulate> {
  const simulation = simulate(start, world);
  expect(simulation.run()).toBe("finished");
  return simulation;
}

/** A world in which the only problem is gone after so many merges. */
function fixedAfter(merges: number): Parameters<typeof simulate>[1] {
  let merged = 0;
  return {
    problems: () => (merged < merges ? [loose] : []),
    score: () => (merged < merges ? 60 : 100),
    merge: () => {
      merged += 1;
      return "merged";
    },
  };
}

function asking(): Parameters<typeof simulate>[1] {
  return {
    problems: () => [loose],
    score: () => 50,
    measure: () => oneFile("src/app.ts", 0, 90),
  };
}
