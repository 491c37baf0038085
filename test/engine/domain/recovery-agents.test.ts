import { describe, expect, test } from "vitest";
import { agent, problem, settings } from "../../support/bodies.ts";
import type { MemorySession } from "../../support/memory-session.ts";
import { atAudit, atFixing, fail, runs } from "../../support/scenario.ts";

const lastRun = (session: MemorySession) => runs(session).at(-1)!;

describe("an agent that is of no use", () => {
  test.each(["not-installed", "too-old", "not-logged-in", "wrong-key", "quota-exhausted"] as const)(
    "%s: is passed over for the rest of the session, another takes the work",
    (outcome) => {
      const session = atAudit();
      const events = fail(session, "001", outcome, { advice: "Log in." });
      expect(events).toContainEqual(
        expect.objectContaining({
          type: "agent.passed-over",
          agent: "claude",
          reason: `it was ${outcome}. Log in.`,
        }),
      );
      session.settle();
      expect(lastRun(session)).toMatchObject({ agent: "codex", attempt: 2 });
    },
  );

  test("takes no retry either that was waiting for it", () => {
    const session = atAudit({ settings: { dimensions: ["a", "b"].map((name) => ({ name, weight: 1 })) } });
    fail(session, "001", "server-error");
    fail(session, "002", "wrong-key");
    session.settle();
    session.pass(10);
    session.settle();
    const later = runs(session).slice(2);
    expect(later.map((run) => run.agent)).toEqual(["codex", "codex"]);
  });

  test("gets no retry of a run that fails after it was passed over", () => {
    const session = atAudit({ settings: { dimensions: ["a", "b"].map((name) => ({ name, weight: 1 })) } });
    fail(session, "001", "wrong-key");
    fail(session, "002", "server-error");
    expect(session.state.runs["002"]?.retry?.agent).toBe("codex");
  });

  test("leaves its task undone when there is no other agent, and says so", () => {
    const session = atAudit({}, [agent("claude")]);
    fail(session, "001", "wrong-key");
    session.settle();
    expect(session.of("task.abandoned")).toHaveLength(1);
    expect(session.state.stop).toMatchObject({ reason: "no-agent", exitCode: 6 });
  });

  test("takes a waiting retry with it when there is no other agent", () => {
    const session = atAudit({ settings: { dimensions: ["a", "b"].map((name) => ({ name, weight: 1 })) } }, [
      agent("claude"),
    ]);
    fail(session, "001", "server-error");
    fail(session, "002", "wrong-key");
    session.settle();
    session.pass(10);
    session.settle();
    expect(runs(session)).toHaveLength(2);
    expect(session.state.stop?.reason).toBe("no-agent");
  });
});

describe("a refusal or a text that is too long", () => {
  test.each(["refused", "context-too-long", "turn-limit", "unknown-model"] as const)(
    "%s: goes to another agent, the first stays in use",
    (outcome) => {
      const session = atAudit();
      fail(session, "001", outcome);
      session.settle();
      expect(lastRun(session).agent).toBe("codex");
      expect(session.state.agents.claude?.available).toBe(true);
    },
  );

  test("goes to the fallback that the agent's settings name", () => {
    const fallback = {
      name: "claude",
      model: "m1",
      fallback: "gemini",
      timeoutSeconds: null,
      concurrency: null,
    };
    const session = atAudit({ settings: settings({ agents: [fallback] }) }, [
      agent("claude"),
      agent("codex"),
      agent("gemini"),
    ]);
    fail(session, "001", "refused");
    session.settle();
    expect(lastRun(session).agent).toBe("gemini");
  });

  test("goes to another model of the same agent when the fallback is no agent", () => {
    const fallback = { name: "claude", model: "m1", fallback: "m2", timeoutSeconds: null, concurrency: null };
    const session = atAudit({ settings: settings({ agents: [fallback] }) });
    fail(session, "001", "context-too-long");
    session.settle();
    expect(lastRun(session)).toMatchObject({ agent: "claude", model: "m2" });
  });

  test("does not come back to an agent that has failed at it while there is a fresh one", () => {
    const session = atAudit({}, [agent("claude"), agent("codex"), agent("gemini")]);
    for (const run of ["001", "002"]) {
      fail(session, run, "refused");
      session.settle();
    }
    expect(runs(session).map((run) => run.agent)).toEqual(["claude", "codex", "gemini"]);
  });

  test("never gives editing to an agent that cannot edit", () => {
    const session = atFixing([problem("Loose end")], {}, [
      agent("claude"),
      agent("reader", { canEdit: false }),
    ]);
    const edit = lastRun(session);
    expect(edit.task.kind).toBe("fix");
    fail(session, edit.id, "refused");
    session.settle();
    const editors = runs(session).filter((run) => run.task.kind === "fix");
    expect(new Set(editors.map((run) => run.agent))).toEqual(new Set(["claude"]));
  });

  test("waits for an agent whose circuit is open rather than give up", () => {
    const names = ["a", "b", "c", "d"];
    const session = atAudit({
      settings: { dimensions: names.map((name) => ({ name, weight: 1 })), preferredAuditTool: "codex" },
    });
    for (const run of ["001", "002", "003"]) fail(session, run, "crashed");
    session.given({ type: "circuit.opened", agent: "claude", until: session.now, reason: "earlier" });
    session.pass(61);
    expect(session.state.agents.claude?.circuitOpenUntil).not.toBeNull();
    fail(session, "004", "refused");
    session.settle();
    expect(session.state.runs["004"]?.retry?.agent).toBe("claude");
  });
});
