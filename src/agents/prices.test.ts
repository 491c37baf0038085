import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createPriceList } from "./prices.ts";

const million = { inputTokens: 1_000_000, cachedInputTokens: 0, outputTokens: 1_000_000 };

describe("the contract's four models", () => {
  const { price } = createPriceList();
  test.each([
    ["claude-sonnet-4.5", 18],
    ["gpt-4o", 20],
    ["gemini-2.0-flash-exp", 3],
    ["gpt-4-turbo", 40],
  ])("%s costs what the contract says, whatever newer lists say", (model, cost) => {
    expect(price(model, million)).toEqual({ costUsd: cost, source: "priced" });
  });

  test.each(["claude-sonnet-4-5-20250929", "anthropic/claude-sonnet-4.5", "claude-sonnet-4-5", "sonnet"])(
    "%s is the same model, as a CLI spells it",
    (model) => {
      expect(price(model, { ...million, inputTokens: 10_000, outputTokens: 0 }).costUsd).toBeCloseTo(0.03);
    },
  );

  test("gpt-4o-mini is not gpt-4o", () => {
    expect(price("gpt-4o-mini", million).costUsd).toBeLessThan(2);
  });
});

describe("today's models from the offline data set", () => {
  const { price } = createPriceList();
  test.each([
    ["openai/gpt-5", 11.25],
    ["gpt-5", 11.25],
    ["gemini-2.5-pro", 11.25],
    ["google/gemini-2.5-pro", 11.25],
    ["claude-haiku-4.5", 6],
    ["gpt-5.1", 11.25],
  ])("%s is priced without a network", (model, cost) => {
    const priced = price(model, million);
    expect(priced.source).toBe("priced");
    expect(priced.costUsd).toBeCloseTo(cost, 2);
  });

  test("the total of a run is not taken for one huge request", () => {
    const one = price("gemini-2.5-pro", { inputTokens: 100_000, cachedInputTokens: 0, outputTokens: 1_000 });
    const ten = price("gemini-2.5-pro", {
      inputTokens: 1_000_000,
      cachedInputTokens: 0,
      outputTokens: 10_000,
    });
    expect(ten.costUsd).toBeCloseTo(one.costUsd * 10, 8);
  });

  test("cached tokens are cheaper than fresh ones", () => {
    for (const model of ["gpt-5", "claude-sonnet-4.5", "gemini-2.5-pro", "claude-opus-4-5"]) {
      const fresh = price(model, { inputTokens: 10_000, cachedInputTokens: 0, outputTokens: 0 });
      const cached = price(model, { inputTokens: 10_000, cachedInputTokens: 9_000, outputTokens: 0 });
      expect(cached.costUsd).toBeLessThan(fresh.costUsd);
    }
  });
});

describe("what nobody knows", () => {
  const { price } = createPriceList();
  test.each([null, "", "fake/fake-model", "my-own-model"])("%s is priced as gpt-4o and marked", (model) => {
    expect(price(model, million)).toEqual({ costUsd: 20, source: "estimated" });
  });
});

describe("the user's own prices", () => {
  const { price, estimateRun } = createPriceList({
    "my-model": { input: 1, output: 2, cachedInput: 0.1 },
    "gpt-4o": { input: 2.5, output: 10 },
  });
  test("win over every list", () => {
    expect(price("my-model", million)).toEqual({ costUsd: 3, source: "priced" });
    expect(price("gateway/my-model", million)).toEqual({ costUsd: 3, source: "priced" });
    expect(price("gpt-4o", million).costUsd).toBe(12.5);
    expect(price("who-knows", million)).toEqual({ costUsd: 12.5, source: "estimated" });
  });
  test("price cached tokens as cached", () => {
    const usage = { inputTokens: 1_000_000, cachedInputTokens: 1_000_000, outputTokens: 0 };
    expect(price("my-model", usage).costUsd).toBeCloseTo(0.1);
    expect(price("gpt-4o", usage).costUsd).toBeCloseTo(2.5);
  });
  test("estimate a run before it starts", () => {
    expect(estimateRun("my-model", 100_000, 10_000)).toBeCloseTo(0.12);
  });
});

test("a price is never negative, never NaN, whatever an agent printed", () => {
  const { price } = createPriceList();
  const count = fc.oneof(fc.double(), fc.integer(), fc.constant(Number.NaN));
  const model = fc.oneof(fc.string(), fc.constantFrom("gpt-5", "claude-sonnet-4.5", "a/b/c", "groq/whisper"));
  fc.assert(
    fc.property(model, count, count, count, (name, inputTokens, cachedInputTokens, outputTokens) => {
      const { costUsd } = price(name, { inputTokens, cachedInputTokens, outputTokens });
      return costUsd >= 0 && Number.isFinite(costUsd);
    }),
  );
});
