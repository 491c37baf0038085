import { describe, expect, test } from "vitest";
import { judgeChanges } from "../../../src/engine/domain/gate.ts";
import { problem, settings } from "../../support/bodies.ts";
import { atFixing, fixRuns, launch, simulate } from "../../support/scenario.ts";
import { oneFile } from "../../support/simulation.ts";

type Measured = Parameters<typeof judgeChanges>[0];

const changes = (change: Partial<Measured> = {}): Measured => ({
  kind: "changes-measured",
  run: "002",
  ...oneFile(),
  ...change,
});

const files = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    path: `src/${index}.ts`,
    added: 1,
    removed: 0,
    status: "modified" as const,
  }));

describe("the change gate", () => {
  test.each([
    ["no commit: nothing", { commit: null }, "nothing", null],
    ["a small change: merged", {}, "merge", null],
    ["50 lines removed: merged", { removed: 50 }, "merge", null],
    ["51 lines removed: asked", { removed: 51 }, "ask", "high"],
    ["5 files: merged", { files: files(5) }, "merge", null],
    ["6 files: asked", { files: files(6) }, "ask", "medium"],
    ["a core file: asked", { core: ["package.json"] }, "ask", "medium"],
    ["all of it: the highest risk counts", { removed: 90, files: files(9), core: ["a"] }, "ask", "high"],
    ["a conflict: not merged", { conflicts: ["src/app.ts"] }, "conflict", null],
    ["a conflict that would also be asked about", { conflicts: ["a"], removed: 99 }, "conflict", null],
    ["something suspicious: blocked", { suspicious: ["a link out of the folder"] }, "blocked", "critical"],
    ["suspicious and in conflict: blocked", { suspicious: ["x"], conflicts: ["a"] }, "blocked", "critical"],
  ] as const)("%s", (_name, change, verdict, risk) => {
    const judged = judgeChanges(changes(change as Partial<Measured>), settings());
    expect(judged).toMatchObject({ verdict, risk });
    expect(judged.reasons.length > 0).toBe(verdict !== "nothing" && verdict !== "merge");
  });

  test("asks about deletions only when it is told to", () => {
    const relaxed = settings({ requireConfirmationForDeletions: false });
    expect(judgeChanges(changes({ removed: 500 }), relaxed).verdict).toBe("merge");
  });

  test("says the numbers", () => {
    const judged = judgeChanges(changes({ removed: 90, core: ["package.json"] }), settings());
    expect(judged.reasons).toEqual([
      "90 lines will be removed in 1 file",
      "core file package.json will be changed",
    ]);
  });
});

describe("what follows from the gate", () => {
  const measured = (change: Partial<Measured>, yesTo: ("low" | "medium" | "high" | "critical")[] = []) => {
    const session = atFixing([problem("Grave hole")], { settings: { yesTo } });
    const [run] = fixRuns(session);
    launch(session, run!.id);
    session.observe({
      kind: "run-ended",
      ending: {
        run: run!.id,
        outcome: "succeeded",
        exitCode: 0,
        message: "done",
        advice: null,
        retryAfterSeconds: null,
        durationSeconds: 1,
        outputBytes: 1,
      },
    });
    expect(session.settle()).toContainEqual({ kind: "measure", run: run!.id });
    session.observe(changes({ run: run!.id, ...change }));
    return session;
  };

  test("nothing to ask: merged", () => {
    expect(measured({}).settle()).toEqual([{ kind: "merge", run: "002" }]);
  });

  test("to be asked: a confirmation with risk, reasons, files and who; nothing else happens", () => {
    const session = measured({ removed: 90, files: oneFile("src/app.ts", 0, 90).files });
    const [asked] = session.of("confirmation.requested");
    expect(asked).toMatchObject({ confirmation: "C1", risk: "high", run: "002" });
    expect(asked?.details).toEqual([
      "90 lines will be removed in 1 file",
      "src/app.ts  +0 −90",
      "by: claude, run 002, cost not known",
    ]);
    expect(asked?.reason).toContain("Grave hole");
    expect(session.settle()).toEqual([]);
  });

  test("approved: merged; rejected: discarded, never merged", () => {
    const answer = (given: "approved" | "rejected") => {
      const session = measured({ removed: 90 });
      session.command({ kind: "answer", id: "k", channel: "tui", confirmation: "C1", answer: given });
      return session.settle();
    };
    expect(answer("approved")).toEqual([{ kind: "merge", run: "002" }]);
    expect(answer("rejected")).toEqual([
      { kind: "discard", run: "002", reason: "rejected", detail: "rejected by tui" },
    ]);
  });

  test("--yes-to answers for its risks and no others", () => {
    expect(measured({ core: ["package.json"] }, ["low", "medium"]).settle()).toEqual([
      { kind: "merge", run: "002" },
    ]);
    const high = measured({ removed: 90 }, ["low", "medium"]);
    expect(high.of("confirmation.answered")).toEqual([]);
    const answered = measured({ removed: 90 }, ["high"]).of("confirmation.answered");
    expect(answered).toMatchObject([{ answer: "approved", by: "policy", channel: "--yes-to high" }]);
  });

  test("what is suspicious is blocked whatever --yes-to says", () => {
    const session = measured({ suspicious: ["a link to /etc"] }, ["low", "medium", "high", "critical"]);
    expect(session.settle()).toMatchObject([{ kind: "discard", reason: "blocked" }]);
  });

  test("a crash between the measurement and its question: it is asked all the same", () => {
    const session = measured({ removed: 90 });
    const cut = session.events.findIndex((event) => event.type === "confirmation.requested");
    const torn = atFixing([problem("Grave hole")]);
    torn.given(
      ...session.events.slice(torn.events.length, cut).map(({ seq: _seq, at: _at, ...body }) => body),
    );
    expect(torn.settle()).toEqual([{ kind: "measure", run: "002" }]);
    torn.observe(changes({ removed: 90 }));
    expect(torn.state.runs["002"]?.changes?.confirmation).toBe("C1");
    expect(torn.state.confirmationOrder).toEqual(["C1"]);
  });

  test("a question holds nothing else up", () => {
    const simulation = simulate(
      { settings: { maxIterations: 1 } },
      {
        problems: () => [
          problem("Deletes", { file: "src/a.ts" }),
          problem("Harmless one", { file: "src/b.ts" }),
          problem("Harmless two", { file: "src/c.ts" }),
        ],
        score: () => 50,
        measure: (run) =>
          run.task.kind === "fix" && run.task.group === "src/a.ts" ? oneFile("src/a.ts", 0, 99) : oneFile(),
      },
    );
    expect(simulation.run()).toBe("waiting");
    expect(simulation.session.of("changes.merged")).toHaveLength(2);
  });
});
