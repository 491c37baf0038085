import { describe, expect, test } from "vitest";
import type { RunOutcome } from "../../../src/engine/domain/words.ts";
import { ending, summary } from "../../support/bodies.ts";
import type { MemorySession } from "../../support/memory-session.ts";
import { atAudit, fail, launch, runs, simulate } from "../../support/scenario.ts";

const lastRun = (session: MemorySession) => runs(session).at(-1)!;

/** Fails every new run the same way until nothing new is started. */
const failAll = (session: MemorySession, outcome: RunOutcome) => {
  for (let round = 0; round < 12; round += 1) {
    const effects = session.settle();
    const run = effects.find((effect) => effect.kind === "launch");
    const wake = effects.find((effect) => effect.kind === "wake");
    if (run?.kind === "launch") fail(session, run.run, outcome);
    else if (wake?.kind === "wake") session.milliseconds = Date.parse(wake.at);
    else return;
  }
};

describe("a run that timed out", () => {
  test("is tried again up to three times, each with half as much time more", () => {
    const session = atAudit({ settings: { timeoutSeconds: 100 } });
    failAll(session, "timed-out");
    expect(runs(session).map((run) => run.timeoutSeconds)).toEqual([100, 150, 225, 337.5]);
    expect(runs(session).map((run) => run.attempt)).toEqual([1, 2, 3, 4]);
    expect(lastRun(session).abandoned).toContain("timed-out after 4 attempts");
  });

  test("is stopped when its time is over, not before", () => {
    const session = atAudit({ settings: { timeoutSeconds: 100 } });
    launch(session, "001");
    session.pass(99.9);
    expect(session.settle().map((effect) => effect.kind)).toEqual(["wake"]);
    session.pass(0.1);
    expect(session.settle()).toContainEqual({ kind: "stop-run", run: "001", cause: "timed-out" });
  });
});

describe("a missing report", () => {
  test("is asked for once more, then another agent is asked", () => {
    const session = atAudit();
    fail(session, "001", "no-report");
    session.settle();
    expect(lastRun(session)).toMatchObject({ agent: "claude", attempt: 2 });
    expect(lastRun(session).choice).toContain("asked once more");
    fail(session, "002", "no-report");
    session.settle();
    expect(lastRun(session)).toMatchObject({ agent: "codex", attempt: 3 });
  });

  test("after a crash is still asked for once more: the crash was something else", () => {
    const session = atAudit();
    fail(session, "001", "crashed");
    session.settle();
    session.pass(10);
    session.settle();
    fail(session, "002", "no-report");
    session.settle();
    expect(lastRun(session)).toMatchObject({ agent: "claude", attempt: 3 });
    expect(lastRun(session).choice).toContain("asked once more");
  });

  test("of the agent that was asked instead is asked for once more, too", () => {
    const session = atAudit();
    for (const run of ["001", "002", "003"]) {
      fail(session, run, "no-report");
      session.settle();
    }
    expect(runs(session).map((run) => run.agent)).toEqual(["claude", "claude", "codex", "codex"]);
  });

  test("that is a text and no report counts as missing", () => {
    const session = atAudit();
    launch(session, "001");
    session.observe({ kind: "run-ended", ending: ending("001") });
    expect(session.settle()).toEqual([{ kind: "read-head", run: "001" }]);
    const read = summary({ kind: "not-a-report", confidence: 0.1 });
    session.observe({ kind: "report-head-read", run: "001", summary: read, bytesRead: 5, bytesTotal: 5 });
    session.settle();
    expect(lastRun(session)).toMatchObject({ agent: "claude", attempt: 2 });
  });
});

describe("a crash, a rate limit, a server error", () => {
  test.each(["crashed", "rate-limited", "server-error", "lost"] as const)(
    "%s: waits longer each time",
    (outcome) => {
      const session = atAudit();
      const waits: number[] = [];
      for (const run of ["001", "002"]) {
        session.settle();
        fail(session, run, outcome);
        const due = Date.parse(session.state.runs[run]?.retry?.notBefore ?? "");
        waits.push((due - session.milliseconds) / 1000);
        session.milliseconds = due;
      }
      const [first = 0, second = 0] = waits;
      expect(first).toBeGreaterThanOrEqual(2);
      expect(first).toBeLessThanOrEqual(3);
      expect(second).toBeGreaterThanOrEqual(4);
      expect(second).toBeLessThanOrEqual(6);
    },
  );

  test("does not start again before its time", () => {
    const session = atAudit();
    fail(session, "001", "crashed");
    const [wake] = session.settle();
    expect(wake?.kind).toBe("wake");
    expect(runs(session)).toHaveLength(1);
    session.pass(3);
    session.settle();
    expect(runs(session)).toHaveLength(2);
  });

  test("of several runs at once come back at different times", () => {
    const names = ["backend", "frontend"];
    const session = atAudit({ settings: { dimensions: names.map((name) => ({ name, weight: 1 })) } });
    const times = runs(session).map(({ id }) => {
      fail(session, id, "server-error");
      return session.state.runs[id]?.retry?.notBefore;
    });
    expect(new Set(times).size).toBe(2);
  });

  test("with a time to wait waits just as long", () => {
    const session = atAudit();
    fail(session, "001", "rate-limited", { retryAfterSeconds: 42 });
    const due = Date.parse(session.state.runs["001"]?.retry?.notBefore ?? "");
    expect((due - session.milliseconds) / 1000).toBe(42);
  });

  test("with a wait of more than ten minutes goes to another agent at once", () => {
    const session = atAudit();
    fail(session, "001", "rate-limited", { retryAfterSeconds: 3600 });
    session.settle();
    expect(lastRun(session)).toMatchObject({ agent: "codex", attempt: 2 });
  });
});

describe("three failures in a row", () => {
  test("open the agent's circuit for 60 seconds: nothing of it starts in between", () => {
    const session = atAudit({ settings: { onlyAgent: "claude" } });
    for (const run of ["001", "002", "003"]) {
      fail(session, run, "crashed");
      const wake = session.settle().find((effect) => effect.kind === "wake");
      if (run !== "003" && wake?.kind === "wake") {
        session.milliseconds = Date.parse(wake.at);
        session.settle();
      }
    }
    const opened = session.of("circuit.opened").at(-1)!;
    expect((Date.parse(opened.until) - session.milliseconds) / 1000).toBe(60);
    const { retry } = session.state.runs["003"]!;
    expect(retry).toMatchObject({
      notBefore: opened.until,
      reason: "again after 60 s, when claude has rested",
    });
    session.pass(59);
    session.settle();
    expect(runs(session)).toHaveLength(3);
    session.pass(1);
    session.settle();
    expect(runs(session)).toHaveLength(4);
  });

  test("send the work to another agent that does not rest, rather than wait", () => {
    const session = atAudit();
    for (const run of ["001", "002", "003"]) {
      fail(session, run, "crashed");
      const wake = session.settle().find((effect) => effect.kind === "wake");
      if (wake?.kind === "wake") session.milliseconds = Date.parse(wake.at);
      session.settle();
    }
    expect(runs(session).map((run) => run.agent)).toEqual(["claude", "claude", "claude", "codex"]);
    expect(runs(session).at(-1)?.choice).toContain("while claude rests");
  });

  test("send on what fails while the agent rests already", () => {
    const names = ["backend", "frontend", "tests", "security"];
    const session = atAudit({ settings: { dimensions: names.map((name) => ({ name, weight: 1 })) } });
    for (const { id } of runs(session)) fail(session, id, "server-error");
    const agents = ["001", "002", "003", "004"].map((id) => session.state.runs[id]?.retry?.agent);
    expect(agents).toEqual(["claude", "claude", "codex", "codex"]);
  });

  test("also count when another agent takes over", () => {
    const names = ["backend", "frontend", "tests"];
    const session = atAudit({ settings: { dimensions: names.map((name) => ({ name, weight: 1 })) } });
    for (const run of ["001", "002", "003"]) fail(session, run, "rate-limited", { retryAfterSeconds: 3600 });
    expect(session.of("circuit.opened").map((event) => event.agent)).toEqual(["claude"]);
  });

  test("that say nothing of the agent leave its circuit closed", () => {
    const names = ["backend", "frontend", "tests"];
    const session = atAudit({ settings: { dimensions: names.map((name) => ({ name, weight: 1 })) } });
    for (const run of ["001", "002", "003"]) fail(session, run, "refused");
    expect(session.of("circuit.opened")).toEqual([]);
  });

  test("are forgotten after a success in between", () => {
    const session = atAudit({
      settings: { dimensions: ["a", "b", "c", "d"].map((name) => ({ name, weight: 1 })) },
    });
    fail(session, "001", "crashed");
    fail(session, "002", "crashed");
    launch(session, "003");
    session.observe({ kind: "run-ended", ending: ending("003") });
    fail(session, "004", "crashed");
    expect(session.of("circuit.opened")).toEqual([]);
  });
});

test("no task is tried more than four times, whatever happens", () => {
  const outcomes: RunOutcome[] = ["crashed", "no-report", "refused", "timed-out", "rate-limited", "lost"];
  let count = 0;
  const simulation = simulate(
    {},
    {
      end: () => {
        count += 1;
        return { outcome: outcomes[count % outcomes.length]!, exitCode: 1 };
      },
    },
  );
  expect(simulation.run()).toBe("finished");
  expect(Math.max(...runs(simulation.session).map((run) => run.attempt))).toBeLessThanOrEqual(4);
  expect(runs(simulation.session).length).toBeLessThanOrEqual(4);
});
