import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { plainSettings } from "../../test/agents/real/workshop.ts";
import {
  editRequest,
  factsOf,
  judgeFacts,
  judgeRecorded,
  recorded,
  request,
  valuesAfter,
} from "../../test/agents/unit-kit.ts";
import { gemini } from "./gemini.ts";

const home = mkdtempSync(path.join(tmpdir(), "gemini-home-"));
mkdirSync(path.join(home, ".gemini"));
writeFileSync(path.join(home, ".gemini/oauth_creds.json"), "{}");
afterAll(() => rmSync(home, { recursive: true }));

const fileOf = (launch: ReturnType<typeof gemini.launch>, end: string): string =>
  launch.files.find((file) => file.path.endsWith(end))?.content ?? "";

const runFolder = request().runFolder;

describe("Gemini CLI: launch", () => {
  it("denies an auditor every tool but reading, and writing its report", () => {
    const launch = gemini.launch(request());
    const rules = fileOf(launch, "gemini-policy.toml").split("[[rule]]");
    expect(rules.at(1)).toMatch(/toolName = \["\*"\]\ndecision = "deny"/);
    const writing = rules.filter((rule) => rule.includes("write_file"));
    expect(writing).toHaveLength(2);
    for (const rule of writing) expect(rule).toContain("argsPattern");
    expect(writing[0]).toContain("report\\\\.md");
    expect(valuesAfter(launch.arguments, "--approval-mode")).toEqual(["default"]);
    expect(valuesAfter(launch.arguments, "--admin-policy")).toEqual([`${runFolder}/gemini-policy.toml`]);
  });

  it("lets an editor write, and reach its worktree and its report's folder only", () => {
    const launch = gemini.launch(editRequest());
    expect(valuesAfter(launch.arguments, "--approval-mode")).toEqual(["auto_edit"]);
    expect(valuesAfter(launch.arguments, "--include-directories")).toEqual([
      "/work/project/.orch/sessions/s1/worktrees/r1",
      `${runFolder}/out`,
    ]);
  });

  it("switches off what a project's own settings could start", () => {
    expect(JSON.parse(fileOf(gemini.launch(request()), ".gemini/settings.json"))).toMatchObject({
      hooksConfig: { enabled: false },
      mcp: { allowed: ["none"] },
      general: { enableAutoUpdate: false },
      advanced: { ignoreLocalEnv: true },
      security: { auth: { selectedType: "gemini-api-key" }, folderTrust: { enabled: true } },
    });
  });

  it("has a home of its own, and ends on one SIGTERM", () => {
    const { environment } = gemini.launch(request());
    expect(environment).toMatchObject({
      GEMINI_CLI_NO_RELAUNCH: "true",
      GEMINI_CLI_HOME: `${runFolder}/gemini`,
    });
  });

  it("is given no prompt beside standard input", () => {
    expect(gemini.launch(request()).arguments).not.toContain("-p");
  });
});

describe("Gemini CLI: login", () => {
  it("prefers the person's Google login to a key that happens to be in the shell, and takes no more of theirs", () => {
    const launch = gemini.launch(request({ hostEnvironment: { HOME: home, GEMINI_API_KEY: "key-gemini" } }));
    expect(launch.environment.GEMINI_CLI_HOME).toBe(`${runFolder}/gemini`);
    const { security } = JSON.parse(fileOf(launch, ".gemini/settings.json"));
    expect(security.auth).toEqual({ selectedType: "oauth-personal" });
    expect(launch.links).toEqual([
      {
        path: `${runFolder}/gemini/.gemini/oauth_creds.json`,
        target: path.join(home, ".gemini/oauth_creds.json"),
      },
    ]);
  });

  it("keeps apart from a home that orch.yaml names, and logs in as is chosen there", () => {
    const other = path.join(home, "other");
    mkdirSync(path.join(other, ".gemini"), { recursive: true });
    const chosen = '{ "security": { "auth": { "selectedType": "vertex-ai" } }, /* mine */ "hooks": {} }';
    writeFileSync(path.join(other, ".gemini/settings.json"), chosen);
    writeFileSync(path.join(other, ".gemini/.env"), "GEMINI_API_KEY=key-gemini\n");
    const settings = { ...plainSettings, environment: { GEMINI_CLI_HOME: other } };
    const launch = gemini.launch(request({ hostEnvironment: { HOME: home }, settings }));
    expect(launch.environment.GEMINI_CLI_HOME).toBe(`${runFolder}/gemini`);
    expect(launch.links?.map(({ target }) => path.relative(other, target))).toEqual([".gemini/.env"]);
    const own = JSON.parse(fileOf(launch, ".gemini/settings.json"));
    expect(own.security.auth).toEqual({ selectedType: "vertex-ai" });
    expect(own.hooks).toBeUndefined();
  });
});

describe("Gemini CLI: a message in pieces", () => {
  it("is said in lines that go on where the last one ended, and nothing twice", () => {
    const words = Array.from({ length: 200 }, (_, index) => `word${index} `);
    const piece = (content: string) =>
      JSON.stringify({ type: "message", role: "assistant", content, delta: true });
    const tool = JSON.stringify({ type: "tool_use", tool_name: "glob", parameters: { pattern: "*" } });
    const said = factsOf(gemini, [...words.map(piece), tool, piece("Done."), tool].join("\n")).flatMap(
      (fact) => (fact.kind === "activity" && fact.activity === "say" ? [fact.text] : []),
    );
    expect(said.join(" ")).toBe(`${words.join("")}Done.`);
    expect(said.length).toBeLessThan(15);
  });
});

describe("Gemini CLI: output", () => {
  it("tells activity and tokens, thoughts among the output", () => {
    const { facts } = recorded(gemini, "ok");
    expect(facts).toContainEqual({ kind: "activity", activity: "edit", text: "edit out/report.md" });
    expect(facts.findLast((fact) => fact.kind === "usage")?.usage).toEqual({
      inputTokens: 37_350,
      cachedInputTokens: 21_000,
      outputTokens: 492,
      costUsd: null,
      models: [
        { model: "gemini-2.5-pro", inputTokens: 37_350, cachedInputTokens: 21_000, outputTokens: 492 },
      ],
    });
    expect(facts.findLast((fact) => fact.kind === "final-message")?.text).toMatch(/^Audit finished/);
  });

  it("tells how long the provider asks to wait", () => {
    expect(judgeRecorded(gemini, "quota").retryAfterSeconds).toBe(7_200);
    expect(judgeRecorded(gemini, "rate-limit").retryAfterSeconds).toBe(1);
  });

  it.each([
    [41, "Please set an Auth method in your settings.json", "not-logged-in"],
    [53, "Reached max session turns for this session.", "turn-limit"],
    [1, "Unknown argument: frobnicate", "crashed"],
  ])("tells exit code %i by itself", (exitCode, errorTail, outcome) => {
    expect(judgeFacts(gemini, [], { exitCode, errorTail }).outcome).toBe(outcome);
  });

  it("does not take the end of a loop for success, although the exit code is 0", () => {
    const lines = [
      JSON.stringify({ type: "error", severity: "warning", message: "Loop detected, stopping execution" }),
      JSON.stringify({ type: "result", status: "success", stats: {} }),
    ];
    expect(judgeFacts(gemini, factsOf(gemini, lines.join("\n"))).outcome).toBe("turn-limit");
  });
});

describe("Gemini CLI: what it says by the way", () => {
  it.each([
    ["The model returned an empty response with no text or thoughts.", "server-error"],
    ["The model response was blocked due to safety settings.", "refused"],
    ["Something new happened.", "crashed"],
  ])("whose answer failed says why, although its result does not: %s", (message, outcome) => {
    const lines = [
      JSON.stringify({ type: "error", severity: "error", message }),
      JSON.stringify({ type: "result", status: "error", stats: {} }),
    ];
    const verdict = judgeFacts(gemini, factsOf(gemini, lines.join("\n")), { exitCode: 0 });
    expect(verdict.outcome).toBe(outcome);
    expect(verdict.message).toContain(message);
  });

  it("says what policy denied", () => {
    const error = { type: "policy_violation", message: "Tool execution denied by policy." };
    expect(factsOf(gemini, JSON.stringify({ type: "tool_result", status: "error", error }))).toEqual([
      { kind: "activity", activity: "note", text: "not allowed: Tool execution denied by policy." },
    ]);
  });
});
