import { describe, expect, test } from "vitest";
import { agent, ending, problem, started } from "../../support/bodies.ts";
import { atAudit, atFixing, fixRuns, launch, runs, simulate } from "../../support/scenario.ts";

const command = (kind: string, rest: object = {}) => ({ kind, id: "k1", channel: "tui", ...rest });

describe("answers", () => {
  const asked = () =>
    atFixing([problem("Hole")]).given({
      type: "confirmation.requested",
      confirmation: "C1",
      operation: "Merge",
      risk: "high",
      details: [],
      reason: "",
      run: null,
    });

  test("are taken once; the same again changes nothing", () => {
    const session = asked();
    const answer = command("answer", { confirmation: "C1", answer: "approved" });
    expect(session.command(answer)).toMatchObject([
      { type: "confirmation.answered", answer: "approved", by: "person", channel: "tui" },
    ]);
    expect(session.command(answer)).toEqual([]);
  });

  test("cannot be turned round afterwards", () => {
    const session = asked();
    session.command(command("answer", { confirmation: "C1", answer: "rejected" }));
    expect(session.command(command("answer", { confirmation: "C1", answer: "approved" }))).toMatchObject([
      { type: "command.refused", reason: "confirmation C1 was already rejected" },
    ]);
    expect(session.state.confirmations.C1?.answer).toBe("rejected");
  });

  test("to a question that nobody asked are refused with the known ones", () => {
    const [refused] = asked().command(command("answer", { confirmation: "C7", answer: "approved" }));
    expect(refused).toMatchObject({ type: "command.refused", reason: expect.stringContaining("known: C1") });
  });
});

describe("pause", () => {
  test("starts nothing new, lets go on what runs, and goes on where it was", () => {
    const dimensions = ["a", "b", "c"].map((name) => ({ name, weight: 1 }));
    const session = atAudit({ settings: { dimensions, concurrency: 1 } });
    launch(session, "001");
    session.command(command("pause"));
    session.observe({ kind: "run-ended", ending: ending("001") });
    session.settle();
    expect(runs(session)).toHaveLength(1);
    session.command(command("unpause"));
    session.settle();
    expect(runs(session)).toHaveLength(2);
  });

  test("twice is once, and a stopped session cannot be paused", () => {
    const session = atAudit();
    expect(session.command(command("unpause"))).toEqual([]);
    session.command(command("pause"));
    expect(session.command(command("pause"))).toEqual([]);
    session.given({ type: "session.stopped", reason: "stuck", exitCode: 3, message: "" });
    session.command(command("unpause"));
    expect(session.command(command("pause"))).toEqual([]);
  });

  test("no new phase begins while it is paused", () => {
    const simulation = simulate(
      {},
      {
        score: () => 50,
        problems: () => [problem("Stays")],
        before: (session) => {
          if (session.types().includes("findings.recorded") && !session.state.paused)
            session.command(command("pause"));
        },
      },
    );
    expect(simulation.run()).toBe("waiting");
    expect(simulation.session.phases().at(-1)).toBe("1 close-gaps done");
  });
});

describe("abort", () => {
  test("ends the runs under way first, then stops", () => {
    const session = atAudit({ settings: { dimensions: ["a", "b"].map((name) => ({ name, weight: 1 })) } });
    launch(session, "001");
    session.command(command("abort"));
    expect(session.settle()).toEqual([
      { kind: "stop-run", run: "001", cause: "stopped" },
      { kind: "stop-run", run: "002", cause: "stopped" },
    ]);
    for (const run of ["001", "002"])
      session.observe({ kind: "run-ended", ending: ending(run, { outcome: "stopped", exitCode: null }) });
    expect(session.settle()).toEqual([{ kind: "finish" }]);
    expect(session.state.stop).toMatchObject({ reason: "aborted", exitCode: 130, message: "stopped by tui" });
    expect(runs(session)).toHaveLength(2);
  });

  test("by a signal is an interruption", () => {
    const session = atAudit();
    session.observe({ kind: "interrupted", signal: "SIGTERM" });
    session.observe({ kind: "run-ended", ending: ending("001", { outcome: "stopped" }) });
    session.settle();
    expect(session.state.stop).toMatchObject({ reason: "interrupted", exitCode: 130 });
    expect(session.observe({ kind: "interrupted", signal: "SIGTERM" })).toEqual([]);
  });

  test("of a stopped session is refused, a second one of a running session says nothing", () => {
    const session = atAudit();
    expect(session.command(command("abort"))).toHaveLength(1);
    expect(session.command(command("abort"))).toEqual([]);
    session.observe({ kind: "run-ended", ending: ending("001", { outcome: "stopped" }) });
    session.settle();
    expect(session.command(command("abort"))).toMatchObject([{ type: "command.refused" }]);
  });
});

describe("a stopped session goes on", () => {
  const resume = (session: ReturnType<typeof atAudit>, pid = 200) =>
    session.observe({ kind: "engine-started", pid, startTicks: "9", attended: true, bytesCut: 0 });

  const aborted = (session: ReturnType<typeof atAudit>) => {
    session.command(command("abort"));
    for (const effect of session.settle())
      if (effect.kind === "stop-run")
        session.observe({ kind: "run-ended", ending: ending(effect.run, { outcome: "stopped" }) });
    session.settle();
    expect(session.state.stop?.reason).toBe("aborted");
    return session;
  };

  test("with audits that were stopped with it begun anew", () => {
    const session = aborted(atAudit());
    expect(resume(session).map((event) => event.type)).toEqual(["engine.started", "session.resumed"]);
    expect(session.settle()).toContainEqual({ kind: "launch", run: "002" });
    expect(session.state.runs["002"]).toMatchObject({ task: { kind: "audit" }, attempt: 1 });
  });

  test("with edits that were stopped with it begun anew, and no finding lost", () => {
    const session = atFixing([problem("Hole")]);
    launch(session, "002");
    aborted(session);
    resume(session);
    expect(session.settle()).toContainEqual({ kind: "launch", run: "003" });
    expect(fixRuns(session).map((run) => run.task)).toMatchObject([
      { findings: ["F1"] },
      { findings: ["F1"] },
    ]);
  });

  test("with what was spent before still counted", () => {
    const session = atAudit();
    launch(session, "001");
    session.observe({
      kind: "run-usage",
      run: "001",
      model: null,
      inputTokens: 1,
      cachedInputTokens: 0,
      outputTokens: 1,
      costUsd: 0.4,
      source: "reported",
    });
    resume(aborted(session));
    session.settle();
    expect(session.state.runs["001"]?.usage?.costUsd).toBe(0.4);
  });

  test("and stops again at once when its reason still holds", () => {
    const simulation = simulate({}, { score: () => 99 });
    simulation.run();
    resume(simulation.session);
    expect(simulation.run()).toBe("finished");
    expect(simulation.session.of("session.stopped")).toHaveLength(2);
  });

  test("with an answer that came in between", () => {
    const simulation = simulate(
      { attended: false },
      { problems: () => [problem("Hole")], score: () => 50, measure: () => ({ removed: 99 }) },
    );
    simulation.run();
    const { session } = simulation;
    expect(session.state.stop?.reason).toBe("confirmation-needed");
    resume(session);
    session.command(command("answer", { confirmation: "C1", answer: "approved" }));
    expect(session.settle()).toEqual([{ kind: "merge", run: "002" }]);
  });

  test("an engine with the pid of the last one is another engine, as in containers", () => {
    const session = atAudit().given({ ...started(false, 7), startTicks: "1" } as never);
    const again = { kind: "engine-started", pid: 7, startTicks: "2", attended: true, bytesCut: 0 } as const;
    expect(session.observe(again)).toMatchObject([{ type: "engine.started", attended: true }]);
    expect(session.observe(again)).toEqual([]);
    expect(session.state.engine?.attended).toBe(true);
  });

  test("a cut journal is said", () => {
    const session = atAudit();
    session.observe({ kind: "engine-started", pid: 9, startTicks: null, attended: true, bytesCut: 12 });
    expect(session.state.warnings.at(-1)).toMatchObject({ code: "journal-repaired" });
    expect(session.state.warnings.at(-1)?.message).toContain("12 bytes");
  });
});

describe("an engine that died in the middle", () => {
  test("between a run's end and what follows from it: the task is begun anew, not merged as it is", () => {
    const session = atFixing([problem("Hole")], {}, [agent("claude")]);
    launch(session, "002");
    const { retryAfterSeconds: _, ...end } = ending("002", { outcome: "crashed", exitCode: 1 });
    session.given({ type: "run.finished", ...end });
    expect(session.settle()).toContainEqual({ kind: "launch", run: "003" });
    const audit = atAudit();
    launch(audit, "001");
    audit.given({ type: "run.finished", ...end, run: "001" });
    expect(audit.settle()).toContainEqual({ kind: "launch", run: "002" });
  });
});
