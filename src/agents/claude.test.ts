import { describe, expect, it } from "vitest";
import {
  editRequest,
  factsOf,
  judgeFacts,
  recorded,
  request,
  valuesAfter,
} from "../../test/agents/unit-kit.ts";
import { claude } from "./claude.ts";

const result = (more: Record<string, unknown>): string =>
  JSON.stringify({ type: "result", subtype: "success", is_error: true, result: "", ...more });

describe("Claude Code: launch", () => {
  it("gives an auditor no shell and one file to write", () => {
    const { arguments: list } = claude.launch(request());
    expect(valuesAfter(list, "--permission-mode")).toEqual(["dontAsk"]);
    expect(valuesAfter(list, "--tools")).toEqual(["Read,Grep,Glob,Write,Edit"]);
    const rules = list.slice(list.indexOf("--allowedTools") + 1, list.indexOf("--disallowedTools"));
    expect(rules).toEqual([
      "Read(//work/project/**)",
      "Edit(//work/project/.orch/sessions/s1/runs/r1/out/report.md)",
      "Edit(//work/project/.orch/sessions/s1/runs/r1/out/progress.ndjson)",
    ]);
  });

  it("lets an editor edit its whole worktree, also from a module within it", () => {
    const { arguments: list } = claude.launch(editRequest());
    expect(valuesAfter(list, "--permission-mode")).toEqual(["acceptEdits"]);
    expect(valuesAfter(list, "--add-dir")).toEqual(["/work/project/.orch/sessions/s1/worktrees/r1"]);
    expect(list.join(" ")).not.toContain("Read(//work/project/**)");
  });

  it("takes no settings, hooks or MCP servers of the project or the person", () => {
    const { arguments: list } = claude.launch(request());
    expect(valuesAfter(list, "--setting-sources")).toEqual([""]);
    expect(list).toContain("--strict-mcp-config");
    expect(list.join(" ")).not.toContain("dangerously");
  });

  it("writes nothing of a path into a permission rule that means something there", () => {
    const reportFile = "/work/a (copy) [1]*?/report.md";
    expect(claude.launch(request({ reportFile })).arguments).toContain(
      "Edit(//work/a ?copy? ?1???/report.md)",
    );
  });
});

describe("Claude Code: the shape of the answer", () => {
  it("is the schema that it is given, unless orch.yaml gives one", () => {
    expect(claude.launch(request()).arguments).not.toContain("--json-schema");
    expect(valuesAfter(claude.launch(request({ outputSchema: "{}" })).arguments, "--json-schema")).toEqual([
      "{}",
    ]);
    const settings = { ...request().settings, extraArguments: ["--json-schema", "own"] };
    const own = claude.launch(request({ outputSchema: "{}", settings }));
    expect(valuesAfter(own.arguments, "--json-schema")).toEqual(["own"]);
  });

  it("that was not kept to does not spoil the run: the report is a file", () => {
    const line = result({ subtype: "error_max_structured_output_retries", errors: ["no such shape"] });
    expect(judgeFacts(claude, factsOf(claude, line), { exitCode: 1 }).outcome).toBe("succeeded");
  });
});

describe("Claude Code: environment and state", () => {
  it("is quiet, with a state and TMPDIR of its own", () => {
    const { environment, folders } = claude.launch(request());
    expect(environment).toMatchObject({ DISABLE_AUTOUPDATER: "1" });
    expect(folders).toEqual([environment.TMPDIR, environment.CLAUDE_CONFIG_DIR]);
  });

  it("keeps the person's state when the login is in it", () => {
    const hostEnvironment = { PATH: "/usr/bin", HOME: "/home/ann" };
    const { environment } = claude.launch(request({ hostEnvironment }));
    expect(environment.HOME).toBe("/home/ann");
    expect(environment.CLAUDE_CONFIG_DIR).toBeUndefined();
  });

  it("brings the keys of a cloud along only with its switch", () => {
    const hostEnvironment = { ...request().hostEnvironment, CLAUDE_CODE_USE_BEDROCK: "1" };
    expect(claude.launch(request({ hostEnvironment })).environment.AWS_SECRET_ACCESS_KEY).toBe("key-aws");
  });
});

describe("Claude Code: output", () => {
  it("tells activity, tokens, cost and the final message", () => {
    const { facts } = recorded(claude, "ok");
    expect(facts).toContainEqual({ kind: "model", model: "claude-sonnet-4-5" });
    expect(facts).toContainEqual({ kind: "activity", activity: "read", text: "read src/api.ts" });
    expect(facts).toContainEqual({ kind: "activity", activity: "edit", text: "edit out/report.md" });
    expect(facts.findLast((fact) => fact.kind === "usage")?.usage).toEqual({
      inputTokens: 37_350,
      cachedInputTokens: 21_000,
      cacheWriteTokens: 0,
      outputTokens: 452,
      costUsd: expect.closeTo(0.06213, 5),
    });
    const totals = facts.flatMap((fact) => (fact.kind === "usage" ? [fact.usage.inputTokens] : []));
    expect(totals).toEqual(totals.toSorted((one, other) => one - other));
  });
});

describe("Claude Code: failures", () => {
  it.each([
    [{ subtype: "error_max_turns", is_error: true }, "turn-limit"],
    [{ subtype: "error_max_budget_usd" }, "over-budget"],
    [{ is_error: false, stop_reason: "refusal", result: "I can't." }, "refused"],
    [{ result: "Not logged in · Please run /login" }, "not-logged-in"],
    [{ api_error_status: 401, result: "OAuth token has expired" }, "wrong-key"],
    [{ result: "Claude AI usage limit reached|4102444800" }, "quota-exhausted"],
    [{ result: "You've hit your limit · resets 7pm" }, "quota-exhausted"],
    [{ result: "Credit balance is too low" }, "quota-exhausted"],
    [{ api_error_status: 529, result: "Overloaded" }, "server-error"],
    [{ subtype: "error_during_execution", result: "" }, "crashed"],
  ])("tells %j as %s", (event, outcome) => {
    const facts = factsOf(claude, result(event));
    expect(judgeFacts(claude, facts, { exitCode: 1 }).outcome).toBe(outcome);
  });

  it("keeps the tokens of a run that failed half-way, and takes no cost of zero for them", () => {
    const message = { id: "m1", model: "claude-x", usage: { input_tokens: 500, output_tokens: 3 } };
    const lines = [
      JSON.stringify({ type: "assistant", message }),
      result({ total_cost_usd: 0, result: "boom" }),
    ];
    expect(factsOf(claude, lines.join("\n")).findLast((fact) => fact.kind === "usage")?.usage).toEqual({
      inputTokens: 500,
      cachedInputTokens: 0,
      cacheWriteTokens: 0,
      outputTokens: 3,
      costUsd: null,
    });
  });

  it("does not take a broken stream with exit code 0 for success", () => {
    const { stdout } = recorded(claude, "ok");
    const cut = stdout
      .split("\n")
      .filter((line) => !line.includes('"type":"result"'))
      .join("\n");
    expect(judgeFacts(claude, factsOf(claude, cut)).outcome).toBe("crashed");
  });
});

describe("Claude Code: a rate limit", () => {
  it.each([
    [1, 589, null],
    [2, 1_121, null],
    [1, 1_219, 1],
    [1, 24_300, 24],
  ])("tells a wait that the provider asks for from its own: try %i after %i ms", (attempt, delay, asked) => {
    const retry = {
      type: "system",
      subtype: "api_retry",
      attempt,
      max_retries: 2,
      retry_delay_ms: delay,
      error_status: 429,
      error: "rate_limit",
    };
    const end = result({ api_error_status: 429, result: "slow down" });
    const facts = factsOf(claude, [JSON.stringify(retry), end].join("\n"));
    const told = { outcome: "rate-limited", retryAfterSeconds: asked };
    expect(facts.find((fact) => fact.kind === "retrying")).toMatchObject(told);
    expect(judgeFacts(claude, facts, { exitCode: 1 })).toMatchObject(told);
  });
});
