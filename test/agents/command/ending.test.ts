import { describe, expect, test } from "vitest";
import type { Ending } from "../../../src/agents/adapter.ts";
import { createCommandAdapter } from "../../../src/agents/command.ts";
import { ending } from "../unit-kit.ts";

const adapter = createCommandAdapter({ name: "mine", output: null });

describe("how it ended", () => {
  test.each<[string, Partial<Ending>, string]>([
    ["well", {}, "succeeded"],
    ["without its report", { reportExists: false }, "no-report"],
    ["without a report that nobody wants", { reportExists: false, reportExpected: false }, "succeeded"],
    ["badly", { exitCode: 3, errorTail: "boom\n" }, "crashed"],
    ["by a rate limit", { exitCode: 1, errorTail: "HTTP 429 too many requests" }, "rate-limited"],
    ["badly, with a report", { exitCode: 1 }, "crashed"],
    ["by a signal", { exitCode: null, signal: "SIGKILL" }, "crashed"],
    ["without a trace", { exitCode: null }, "lost"],
    ["before it began", { exitCode: 127 }, "not-installed"],
    ["by us", { exitCode: 0, endedByOrch: "stopped", reportExists: false }, "stopped"],
    ["too slow", { exitCode: null, signal: "SIGTERM", endedByOrch: "timed-out" }, "timed-out"],
    ["too dear", { endedByOrch: "over-budget" }, "over-budget"],
  ])("%s", (_, over, outcome) => {
    expect(adapter.judge(ending({ completed: false, ...over })).outcome).toBe(outcome);
  });
  test("the last words are told", () => {
    expect(adapter.judge(ending({ completed: false, exitCode: 3, errorTail: "a\nboom\n" })).message).toBe(
      "mine ended before it was done (exit code 3). It said: boom",
    );
  });
});
