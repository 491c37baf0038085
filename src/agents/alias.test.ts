import { chmodSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ending, everyKey, factsOf, request } from "../../test/agents/unit-kit.ts";
import type { AgentSettings } from "./adapter.ts";
import { type AliasOptions, createAlias } from "./alias.ts";
import { claude } from "./claude.ts";

const alias = (more: Partial<AliasOptions> = {}) =>
  createAlias(claude, { name: "glm", variables: [], program: null, ...more });
const launch = (more: Partial<AgentSettings>, kind = alias()) =>
  kind.launch(request({ settings: { ...request().settings, ...more } }));

test("it is launched as its kind, with its own model and arguments", () => {
  const own = { model: "glm-4.6", extraArguments: ["--max-turns", "9"] };
  expect(launch(own).arguments).toEqual(launch(own, claude).arguments);
  expect(alias().name).toBe("glm");
  expect(alias().title).toBe('Claude Code as "glm"');
});

test.each([
  ["a key", { ANTHROPIC_AUTH_TOKEN: "own" }],
  ["an address", { ANTHROPIC_BASE_URL: "https://gateway.example" }],
  ["a login", { CLAUDE_CONFIG_DIR: "/home/me/.claude-work" }],
])("with %s of its own, no key of the person goes there", (_, environment) => {
  const given = launch({ environment }).environment;
  expect(JSON.stringify(given)).not.toContain("key-");
  expect(given).toMatchObject({ ...environment, HOME: "/nobody", PATH: "/usr/bin" });
});

test("without one it is the person's own account, as its kind has it", () => {
  const environment = { MAX_THINKING_TOKENS: "8000" };
  expect(launch({ environment }).environment).toEqual(launch({ environment }, claude).environment);
  expect(launch({ environment }).environment.ANTHROPIC_API_KEY).toBe(everyKey.ANTHROPIC_API_KEY);
});

test("a program around the usual one stands before its arguments, and is asked its version through it", async () => {
  const command = ["/usr/bin/wrapper", "code", "--quiet"];
  const { program, arguments: list } = launch({ command });
  expect(program).toBe("/opt/agent");
  expect(list.slice(0, 3)).toEqual(["code", "--quiet", "-p"]);

  const folder = mkdtempSync(join(tmpdir(), "orch-alias-"));
  const wrapper = join(folder, "wrapper");
  writeFileSync(wrapper, '#!/bin/sh\n[ "$*" = "code --version" ] && echo 2.5.0\n');
  chmodSync(wrapper, 0o755);
  const settings = { ...request().settings, command: [wrapper, "code"] };
  const hostEnvironment = { PATH: process.env.PATH ?? "", ANTHROPIC_API_KEY: "key" };
  expect(await alias().detect({ settings, hostEnvironment })).toMatchObject({
    available: true,
    binary: wrapper,
    version: "2.5.0",
  });
  const wrong = { ...settings, command: [wrapper, "{prompt}"] };
  const refused = await alias().detect({ settings: wrong, hostEnvironment });
  expect(refused.available).toBe(false);
  expect(refused.problems[0]?.message).toContain("{prompt} has no place in it");
});

test("what is to be done is said of this agent, not of its kind", async () => {
  const failure = {
    kind: "failure",
    outcome: "unknown-model",
    message: "",
    retryAfterSeconds: null,
  } as const;
  expect(alias().judge(ending({ failures: [failure] })).advice).toContain("agents.glm.model");
  const settings = { ...request().settings, binary: "/no/such/claude" };
  const { problems } = await alias().detect({ settings, hostEnvironment: {} });
  expect(problems[0]?.advice).toBe("Check agents.glm.binary or .command.");
});

test("elsewhere, the list price that Claude Code tells is not taken for what the run cost", () => {
  const line = JSON.stringify({
    type: "result",
    subtype: "success",
    is_error: false,
    result: "done",
    total_cost_usd: 0.5,
    usage: { input_tokens: 10, output_tokens: 5 },
  });
  const costs = (kind: ReturnType<typeof alias>) =>
    factsOf(kind, line).flatMap((fact) => (fact.kind === "usage" ? [fact.usage.costUsd] : []));
  expect(costs(alias())).toEqual([0.5]);
  expect(costs(alias({ variables: ["ANTHROPIC_BASE_URL"] }))).toEqual([null]);
});

test("what holds it is only as sure as its program is the usual one", () => {
  const { audit, edit } = alias({ program: "claude-yolo" }).enforcement;
  for (const { byAgent } of [audit, edit]) expect(byAgent).toContain("as far as claude-yolo is Claude Code");
  expect(alias().enforcement).toEqual(claude.enforcement);
});
