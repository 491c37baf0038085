import { describe, expect, it } from "vitest";
import { claude } from "../../../src/agents/claude.ts";
import { codex } from "../../../src/agents/codex.ts";
import { gemini } from "../../../src/agents/gemini.ts";
import { type RunOutcome, runOutcomes } from "../../../src/engine/domain/words.ts";
import { ending } from "../unit-kit.ts";

const failure = (outcome: RunOutcome) => ({
  kind: "failure" as const,
  outcome,
  message: "the provider's words",
  retryAfterSeconds: null,
});

describe.each([claude, codex, gemini])("$title is judged", (adapter) => {
  it("as succeeded only with exit code 0, its own word, no failure and the report", () => {
    expect(adapter.judge(ending()).outcome).toBe("succeeded");
    expect(adapter.judge(ending({ reportExists: false })).outcome).toBe("no-report");
    expect(adapter.judge(ending({ reportExists: false, reportExpected: false })).outcome).toBe("succeeded");
    expect(adapter.judge(ending({ completed: false })).outcome).toBe("crashed");
    expect(adapter.judge(ending({ exitCode: 3 })).outcome).toBe("crashed");
    expect(adapter.judge(ending({ failures: [failure("refused")] })).outcome).toBe("refused");
  });

  it("by what orch did, whatever the exit code says", () => {
    for (const endedByOrch of ["stopped", "timed-out", "over-budget"] as const) {
      expect(adapter.judge(ending({ endedByOrch, failures: [failure("crashed")] })).outcome).toBe(
        endedByOrch,
      );
    }
  });

  it("as what its calls failed of, when it was ended for its time while it tried again", () => {
    const retrying = { outcome: "rate-limited", message: "slow down", retryAfterSeconds: 9 } as const;
    const late = ending({ endedByOrch: "timed-out", retrying, completed: false });
    expect(adapter.judge(late)).toMatchObject({ outcome: "rate-limited", retryAfterSeconds: 9 });
    expect(adapter.judge({ ...late, endedByOrch: "stopped" }).outcome).toBe("stopped");
  });

  it("as without a report, in the agent's last words", () => {
    const verdict = adapter.judge(ending({ reportExists: false, finalMessage: "I cannot help with that." }));
    expect(verdict.message).toContain("wrote no report. It said: I cannot help with that.");
  });

  it("as killed, as never started, as lost", () => {
    const killed = adapter.judge(ending({ exitCode: null, signal: "SIGKILL", completed: false }));
    expect(killed).toMatchObject({ outcome: "crashed", message: expect.stringContaining("SIGKILL") });
    expect(adapter.judge(ending({ exitCode: 127, completed: false })).outcome).toBe("not-installed");
    expect(adapter.judge(ending({ exitCode: null, completed: false })).outcome).toBe("lost");
  });

  it.each(runOutcomes)("with a sentence for the person: %s", (outcome) => {
    const verdict = adapter.judge(ending({ exitCode: 1, completed: false, failures: [failure(outcome)] }));
    expect(verdict.outcome).toBe(outcome);
    expect(verdict.message).toContain(adapter.title);
    expect(verdict.message).toContain("the provider's words");
    const quiet: readonly RunOutcome[] = ["succeeded", "stopped", "lost"];
    expect(verdict.advice === null).toBe(quiet.includes(outcome));
  });

  it("with the last words of standard error, not its stack", () => {
    const errorTail = "Fatal: the disk is full\n    at write (file.js:1:2)\n}\n";
    expect(adapter.judge(ending({ exitCode: 9, errorTail, completed: false })).message).toContain(
      "disk is full",
    );
  });
});
