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

  test.each([
    "claude-sonnet-4-5-20250929",
    "claude-sonnet-4-5@20250929",
    "anthropic/claude-sonnet-4.5",
    "openrouter/anthropic/claude-sonnet-4.5:thinking",
    "claude-sonnet-4-5",
    "Claude-Sonnet-4-5[1m]",
  ])("%s is the same model, as a CLI spells it", (model) => {
    expect(price(model, million)).toEqual({ costUsd: 18, source: "priced" });
  });

  test("gpt-4o-mini is not gpt-4o", () => {
    expect(price("gpt-4o-mini", million).costUsd).toBeLessThan(2);
  });
});

describe("today's models from the offline data", () => {
  const { price } = createPriceList();
  test.each([
    // What the five programs take when nobody names a model, seen in their requests.
    ["claude-opus-5-5", 24],
    ["gpt-6.1-sol", 12],
    ["gemini-3.1-pro-preview", 14],
    ["gemini-3.5-flash-lite", 2.8],
    // Short names, as Claude Code resolves them.
    ["opus", 24],
    ["sonnet", 12],
    ["sonnet[1m]", 12],
    ["haiku", 0.6],
    ["fable", 48],
    // Sellers with names and prices of their own.
    ["github-copilot/claude-sonnet-5.5", 12],
    ["github-copilot/gpt-6.1-terra", 6],
    ["opencode/gpt-5", 9.57],
    ["opencode/big-pickle", 0],
    ["models/gemini-3.1-pro-preview", 14],
    ["openai/gpt-6-sol", 12],
    ["gpt-5.5-2026-04-23", 35],
    ["openai/gpt-5.4", 17.5],
    ["claude-opus-5-5-20261001", 24],
    ["claude-opus-5-5:thinking", 24],
    ["us.anthropic.claude-opus-5-5-v1:0", 26.4],
    ["anthropic.claude-fable-5-2-20261001-v1:0", 48],
    ["arn:aws:bedrock:eu-west-1:1:inference-profile/eu.anthropic.claude-fable-5-2-v1:0", 48],
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
});

describe("the tokens of a run", () => {
  const { price } = createPriceList();
  test("the total of a run is not taken for one huge request", () => {
    const one = price("gemini-2.5-pro", { inputTokens: 100_000, cachedInputTokens: 0, outputTokens: 1_000 });
    const ten = price("gemini-2.5-pro", {
      inputTokens: 1_000_000,
      cachedInputTokens: 0,
      outputTokens: 10_000,
    });
    expect(ten.costUsd).toBeCloseTo(one.costUsd * 10, 8);
  });

  test("one long request has the price of long ones, many short ones do not", () => {
    const usage = { inputTokens: 300_000, cachedInputTokens: 0, outputTokens: 1_000 };
    const cost = (requests: number) =>
      price(null, { ...usage, models: [{ ...usage, model: "gpt-6.1-sol", requests }] });
    expect(cost(1).costUsd).toBeCloseTo(1.2 + 0.015, 10);
    expect(cost(10).costUsd).toBeCloseTo(0.6 + 0.01, 10);
  });

  test("each model of a run has its own price, and one that nobody knows marks the sum", () => {
    const used = { inputTokens: 1_000_000, cachedInputTokens: 0, outputTokens: 0 };
    const models = ["gemini-3.1-pro-preview", "gemini-3.5-flash-lite"].map((model) => ({ ...used, model }));
    expect(price("auto", { ...used, models })).toEqual({ costUsd: 2.3, source: "priced" });
    const strange = { ...used, model: "nobody-knows" };
    expect(price("auto", { ...used, models: [...models, strange] })).toEqual({
      costUsd: 7.3,
      source: "estimated",
    });
  });

  test("what is written to a cache has its surcharge", () => {
    const usage = { inputTokens: 10_000, cachedInputTokens: 1_000, cacheWriteTokens: 4_000, outputTokens: 0 };
    expect(price("claude-opus-5-5", usage).costUsd).toBeCloseTo((5 * 4 + 1 * 0.2 + 4 * 5) / 1000, 10);
    // A model without one: written is as good as read by the model.
    expect(price("gpt-5.5", usage).costUsd).toBeCloseTo((9 * 5 + 1 * 0.5) / 1000, 10);
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
  test.each([null, "", "fake/fake-model", "my-own-model", "__proto__", "constructor"])(
    "%s is priced as gpt-4o and marked",
    (model) => {
      expect(price(model, million)).toEqual({ costUsd: 20, source: "estimated" });
    },
  );
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
  test("hold for a model however it is spelled, also for the data's own", () => {
    const own = createPriceList({ "claude-opus-5-5": { input: 1, output: 1 } });
    for (const model of ["opus", "anthropic/claude-opus-5.5", "us.anthropic.claude-opus-5-5-v1:0"]) {
      expect(own.price(model, million)).toEqual({ costUsd: 2, source: "priced" });
    }
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
      const usage = { inputTokens, cachedInputTokens, cacheWriteTokens: outputTokens, outputTokens };
      const models = [{ ...usage, model: name, requests: cachedInputTokens }];
      return [usage, { ...usage, models }].every((used) => {
        const { costUsd } = price(name, used);
        return costUsd >= 0 && Number.isFinite(costUsd);
      });
    }),
  );
});
