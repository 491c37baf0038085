import { describe, expect, test } from "vitest";
import type { TestCommandResult } from "../../../src/engine/domain/events-session.ts";
import { observe } from "../../../src/engine/domain/observe.ts";
import { emptyState, type SessionState } from "../../../src/engine/domain/state.ts";

const at = "2026-01-01T00:00:00.000Z";

const inTestPhase: SessionState = {
  ...emptyState,
  iteration: 1,
  phases: [{ iteration: 1, phase: "test", startedAt: at, finishedAt: null, outcome: null, reason: null }],
};

const command = (exitCode: number | null): TestCommandResult => ({
  name: "test",
  command: "npm test",
  exitCode,
  passed: null,
  failed: null,
  skipped: null,
  errors: null,
  coverage: null,
  durationSeconds: 1,
  failures: [],
});

const verdict = (...exitCodes: readonly (number | null)[]) => {
  const events = observe(inTestPhase, { kind: "tests-completed", commands: exitCodes.map(command) }, at);
  const completed = events.find((event) => event.type === "tests.completed");
  return { passed: completed?.passed, findings: events.some((event) => event.type === "findings.recorded") };
};

describe("what a test command's exit code says", () => {
  test("0 passes and gives no finding", () => {
    expect(verdict(0)).toEqual({ passed: true, findings: false });
  });

  test("any other code fails and becomes a finding", () => {
    expect(verdict(1)).toEqual({ passed: false, findings: true });
    expect(verdict(null)).toEqual({ passed: false, findings: true });
  });

  test("a command that is not there says nothing of the code: not passed, not failed, no finding", () => {
    expect(verdict(127)).toEqual({ passed: null, findings: false });
    expect(verdict(0, 126)).toEqual({ passed: null, findings: false });
  });

  test("a failing command counts although another could not be run", () => {
    expect(verdict(127, 1)).toEqual({ passed: false, findings: true });
  });
});
