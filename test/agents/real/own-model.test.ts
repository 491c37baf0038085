import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ReportedUsage } from "../../../src/agents/adapter.ts";
import { createPriceList } from "../../../src/agents/prices.ts";
import { startFakeModel } from "../fake-model/server.ts";
import { realBinary } from "./binaries.ts";
import { trials } from "./trials.ts";
import { createWorkshop, runToEnd } from "./workshop.ts";

// Nobody named a model: what a run cost depends on which one the program took by itself.

describe.each(["claude", "codex", "gemini"] as const)("the own model of %s", (name) => {
  const binary = realBinary(name);
  describe.skipIf(binary.missing)(binary.title, () => {
    const workshop = createWorkshop(`own-model-${name}`);
    let server: Awaited<ReturnType<typeof startFakeModel>>;
    beforeAll(async () => {
      server = await startFakeModel({});
    });
    afterAll(async () => {
      await server.close();
      workshop.remove();
    });

    test("is known after the run, each model of it, and today's prices know it", async () => {
      const options = { ...trials[name](server.url("ok", name)), model: null };
      const { facts, verdict } = await runToEnd(workshop, "r1", options);
      expect(verdict.outcome).toBe("succeeded");
      const asked = new Set(server.requests(name).flatMap(({ model }) => model ?? []));
      const usage: ReportedUsage | undefined = facts.findLast((fact) => fact.kind === "usage")?.usage;
      const named = facts.flatMap((fact) => (fact.kind === "model" ? [fact.model] : []));
      const told = usage?.models?.map(({ model }) => model) ?? named;
      expect(new Set(told)).toEqual(asked);
      const { price } = createPriceList();
      for (const model of asked) {
        const tokens = { inputTokens: 1_000, cachedInputTokens: 0, outputTokens: 1_000 };
        expect({ model, source: price(model, tokens).source }).toEqual({ model, source: "priced" });
      }
    });
  });
});
