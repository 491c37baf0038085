import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { Adapter, OutputFact } from "../../../src/agents/adapter.ts";
import type { Dialect } from "../../../src/agents/command/dialects.ts";
import { createDialectReader } from "../../../src/agents/command/dialects.ts";
import { createCommandAdapter } from "../../../src/agents/command.ts";
import { ending, factsOf, judgeFacts } from "../unit-kit.ts";

const fixtures = path.join(import.meta.dirname, "../fixtures");
const recording = (program: string, scenario = "ok"): string =>
  readFileSync(path.join(fixtures, program, `${scenario}.stdout`), "utf8");

const mine = (output: Dialect | "text" | null): Adapter => createCommandAdapter({ name: "mine", output });
const dialects: readonly Dialect[] = ["claude", "codex", "copilot", "gemini", "opencode"];

const ownFacts = (dialect: Dialect, text: string): OutputFact[] => {
  const reader = createDialectReader(dialect);
  return text.split("\n").flatMap((line) => [...reader.line(line, "stdout")]);
};

const lastUsage = (facts: readonly OutputFact[]) =>
  facts.findLast((fact) => fact.kind === "usage")?.usage ?? null;

describe("output that orch knows", () => {
  test.each(dialects)("%s is recognised, and read as its own adapter reads it", (dialect) => {
    const text = recording(dialect);
    const expected = ownFacts(dialect, text);
    expect(expected.some((fact) => fact.kind === "activity")).toBe(true);
    expect(factsOf(mine(null), text)).toEqual(expected);
    expect(factsOf(mine(dialect), text)).toEqual(expected);
  });

  test("what a wrapper prints around it is seen, too", () => {
    const text = `Starting the gateway\n${recording("claude")}Gateway stopped\n`;
    const told = factsOf(mine(null), text).flatMap((fact) => (fact.kind === "activity" ? [fact.text] : []));
    expect(told[0]).toBe("Starting the gateway");
    expect(told.at(-1)).toBe("Gateway stopped");
    expect(lastUsage(factsOf(mine("claude"), text))).toEqual(
      lastUsage(ownFacts("claude", recording("claude"))),
    );
  });

  test("a wrong word in orch.yaml does not fail a good run", () => {
    const facts = factsOf(mine("gemini"), recording("claude"));
    expect(judgeFacts(mine("gemini"), facts).outcome).toBe("succeeded");
  });

  test("`text` reads nothing into it, and a line that is quoted late changes nothing", () => {
    expect(lastUsage(factsOf(mine("text"), recording("claude")))).toBeNull();
    const late = `${"talk\n".repeat(60)}${recording("codex")}`;
    expect(lastUsage(factsOf(mine(null), late))).toBeNull();
  });

  test("JSON lines of nobody are shown as words, never as JSON", () => {
    const lines = [
      '{"type":"turn_start"}',
      '{"role":"assistant","content":"I look around."}',
      '{"type":"tool_execution_start","toolName":"read","args":{"path":"a.ts"}}',
      '{"error":{"message":"no such file"}}',
    ];
    expect(factsOf(mine(null), lines.join("\n"))).toEqual([
      { kind: "activity", activity: "say", text: "I look around." },
      { kind: "activity", activity: "run", text: "use read" },
      { kind: "activity", activity: "say", text: "no such file" },
    ]);
  });
});

describe("Qwen Code 0.24, which prints as Claude Code does", () => {
  test("its tools, model, tokens and end; cached tokens are within its input", () => {
    const facts = factsOf(mine(null), recording("qwen"));
    expect(lastUsage(facts)).toEqual({
      inputTokens: 37_350,
      cachedInputTokens: 21_000,
      cacheWriteTokens: 0,
      outputTokens: 452,
      costUsd: null,
    });
    expect(facts).toContainEqual({ kind: "model", model: "qwen3-coder-plus" });
    expect(facts).toContainEqual({ kind: "activity", activity: "edit", text: "edit out/report.md" });
    expect(judgeFacts(mine("claude"), facts).outcome).toBe("succeeded");
  });

  test("a wrong key is told apart, with its own words", () => {
    const verdict = judgeFacts(mine(null), factsOf(mine(null), recording("qwen", "wrong-key")), {
      exitCode: 1,
    });
    expect(verdict.outcome).toBe("wrong-key");
    expect(verdict.message).toContain("401 invalid x-api-key");
    expect(verdict.advice).toContain("agents.mine.env");
  });

  test("without a way to log in it prints its end only, and is not logged in", () => {
    const line = JSON.stringify({
      type: "result",
      subtype: "error_during_execution",
      is_error: true,
      error: { message: "No auth type is selected. Please configure an auth type" },
    });
    const verdict = judgeFacts(mine(null), factsOf(mine(null), line), { exitCode: 1 });
    expect(verdict.outcome).toBe("not-logged-in");
  });
});

describe("the end", () => {
  test("with `output`, a run that did not tell its end is none; without it, exit code and report count", () => {
    const cut = { exitCode: 0, completed: false, outputTail: "" };
    expect(mine("claude").judge(ending(cut)).outcome).toBe("crashed");
    expect(mine("claude").judge(ending(cut)).advice).toContain("agents.mine.output");
    expect(mine("text").judge(ending(cut)).outcome).toBe("succeeded");
    expect(mine(null).judge(ending(cut)).outcome).toBe("succeeded");
  });
});
