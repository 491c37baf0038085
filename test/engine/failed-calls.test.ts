import { describe, expect, test } from "vitest";
import type { RunOutcome } from "../../src/engine/domain/words.ts";
import { FailedCalls } from "../../src/engine/failed-calls.ts";

const failed = (outcome: RunOutcome, retryAfterSeconds: number | null = null) => ({
  outcome,
  message: "",
  retryAfterSeconds,
});

const at = (seconds: number): number => 1_000_000 + seconds * 1000;

describe("calls of the model that fail while the program tries again by itself", () => {
  test("are waited for as long as they may still succeed: three of them, and half a minute", () => {
    const calls = new FailedCalls();
    for (const second of [0, 2, 6]) calls.add(failed("server-error"), at(second));
    expect(calls.areHopeless(at(29))).toBe(false);
    expect(calls.areHopeless(at(31))).toBe(true);
  });

  test("of which there was one only are no trouble, unless the program says nothing more", () => {
    const calls = new FailedCalls();
    calls.add(failed("rate-limited"), at(0));
    expect(calls.areHopeless(at(90))).toBe(false);
    expect(calls.areHopeless(at(121))).toBe(true);
  });

  test("are waited for longer when the provider asks for it", () => {
    const calls = new FailedCalls();
    for (const second of [0, 20, 40]) calls.add(failed("rate-limited", 20), at(second));
    expect(calls.areHopeless(at(45))).toBe(false);
    expect(calls.areHopeless(at(55))).toBe(true);
  });

  test.each(["quota-exhausted", "wrong-key", "unknown-model"] as const)(
    "with %s are not waited for",
    (outcome) => {
      const calls = new FailedCalls();
      calls.add(failed(outcome), at(0));
      expect(calls.areHopeless(at(9))).toBe(false);
      expect(calls.areHopeless(at(11))).toBe(true);
    },
  );

  test("are forgotten when the model answers", () => {
    const calls = new FailedCalls();
    for (const second of [0, 10, 20]) calls.add(failed("server-error"), at(second));
    calls.clear();
    calls.add(failed("server-error"), at(40));
    expect(calls.areHopeless(at(60))).toBe(false);
    expect(calls.last).toMatchObject({ outcome: "server-error" });
  });
});
