import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { plainSettings } from "../../test/agents/real/workshop.ts";
import {
  editRequest,
  ending,
  everyKey,
  factsOf,
  judgeFacts,
  recorded,
  request,
  valuesAfter,
} from "../../test/agents/unit-kit.ts";
import type { LaunchRequest } from "./adapter.ts";
import { opencode } from "./opencode.ts";

const scratch = mkdtempSync(path.join(tmpdir(), "orch-opencode-"));
afterAll(() => rmSync(scratch, { recursive: true }));

const rulesOf = (asked: LaunchRequest) =>
  JSON.parse(opencode.launch(asked).environment.OPENCODE_PERMISSION ?? "");

describe("opencode: permissions", () => {
  it("let an auditor edit its report and its progress, and nothing else", () => {
    const rules = rulesOf(request());
    expect(Object.keys(rules)[0]).toBe("*");
    expect(rules).toMatchObject({ "*": "deny", read: { "*": "allow", "*.env": "deny" }, grep: "allow" });
    expect(rules.bash).toBeUndefined();
    const { "*": others, ...allowed } = rules.edit;
    expect(others).toBe("deny");
    for (const name of Object.keys(allowed))
      expect(name).toMatch(/runs\/r1\/out\/(report\.md|progress\.ndjson)$/);
    expect(allowed[request().reportFile]).toBe("allow");
    // opencode names files from the repository's root.
    expect(allowed[".orch/sessions/s1/runs/r1/out/report.md"]).toBe("allow");
  });

  it("let an editor edit below its worktree", () => {
    const { edit } = rulesOf(editRequest());
    const worktree = "/work/project/.orch/sessions/s1/worktrees/r1/*";
    expect(edit).toMatchObject({ "*": "allow", "../*": "deny", "/*": "deny", [worktree]: "allow" });
    expect(edit["*/.git"]).toBe("deny");
    expect(rulesOf(editRequest()).external_directory).toEqual({
      "*": "deny",
      [`${request().runFolder}/out/*`]: "allow",
    });
  });

  it("close links that lead out of the worktree, and leave those within", () => {
    const tree = path.join(scratch, ".orch/sessions/s/worktrees/r1");
    mkdirSync(path.join(tree, "src/deep"), { recursive: true });
    mkdirSync(path.join(scratch, "outside"));
    symlinkSync(path.join(scratch, "outside"), path.join(tree, "src/deep/out"));
    symlinkSync("/no/such/place", path.join(tree, "dangling"));
    symlinkSync(path.join(tree, "src"), path.join(tree, "inside"));
    const { edit } = rulesOf(editRequest({ workingFolder: tree }));
    expect(edit[path.join(tree, "src/deep/out/*")]).toBe("deny");
    expect(edit["src/deep/out/*"]).toBe("deny");
    expect(edit.dangling).toBe("deny");
    expect(edit.inside).toBeUndefined();
    const names = Object.keys(edit);
    expect(names.indexOf("src/deep/out/*")).toBeGreaterThan(names.indexOf(path.join(tree, "*")));
  });
});

describe("opencode: launch", () => {
  it("has a database of its own, no project configuration, and asks no registry", () => {
    const launch = opencode.launch(request());
    expect(launch.environment).toMatchObject({
      OPENCODE_DB: `${request().runFolder}/opencode.db`,
      OPENCODE_DISABLE_PROJECT_CONFIG: "1",
      npm_config_registry: "http://127.0.0.1:9",
    });
    expect(valuesAfter(launch.arguments, "--dir")).toEqual([request().workingFolder]);
    expect(valuesAfter(launch.arguments, "--title")).toEqual(["orch r1"]);
    expect(launch.arguments).not.toContain("--auto");
  });

  it("has the key of its model's provider, and no other", () => {
    const keysWith = (model: string) => {
      const { environment } = opencode.launch(request({ model }));
      return Object.keys(everyKey).filter((name) => environment[name] !== undefined);
    };
    expect(keysWith("anthropic/claude-sonnet-4-5")).toEqual(["ANTHROPIC_API_KEY"]);
    expect(keysWith("openrouter/openai/gpt-5")).toEqual(["OPENROUTER_API_KEY"]);
    expect(keysWith("fake/fake-model")).toEqual([]);
  });
});

describe("opencode: login", () => {
  const ask = async (host: Record<string, string>, model: string | null = null) => {
    const settings = { ...plainSettings, binary: process.execPath, model };
    return (await opencode.detect({ settings, hostEnvironment: { PATH: "/bin", HOME: scratch, ...host } }))
      .loggedIn;
  };
  it("is told from files and variables; without any it is not known", async () => {
    expect(await ask({})).toBeNull();
    expect(await ask({ OPENAI_API_KEY: "k" })).toBeNull();
    expect(await ask({ OPENAI_API_KEY: "k" }, "openai/gpt-5")).toBe(true);
    const config = (apiKey: string) => ({
      OPENCODE_CONFIG_CONTENT: JSON.stringify({ provider: { mine: { options: { apiKey } } } }),
    });
    expect(await ask(config("k"), "mine/m1")).toBe(true);
    expect(await ask(config("k"), "other/m1")).toBeNull();
    expect(await ask(config("{env:MINE_KEY}"), "mine/m1")).toBeNull();
    expect(await ask({ ...config("{env:MINE_KEY}"), MINE_KEY: "k" }, "mine/m1")).toBe(true);
    const data = path.join(scratch, ".local/share/opencode");
    mkdirSync(data, { recursive: true });
    writeFileSync(path.join(data, "auth.json"), '{"anthropic":{"type":"api","key":"k"}}');
    expect(await ask({})).toBe(true);
  });
});

describe("opencode: output", () => {
  it("sums the tokens and the cost of all steps", () => {
    const { facts } = recorded(opencode, "ok");
    const usage = facts.findLast((fact) => fact.kind === "usage")?.usage;
    expect(usage).toMatchObject({ inputTokens: 37_350, cachedInputTokens: 21_000, outputTokens: 452 });
    expect(usage?.costUsd).toBeCloseTo(0.06213, 5);
    const texts = facts.flatMap((fact) => (fact.kind === "activity" ? [fact.text] : []));
    expect(texts.join("\n")).toMatch(/^read .*api\.ts\n[\s\S]*edit .*report\.md/);
  });

  it("tells how long a provider asks to wait", () => {
    const error = {
      name: "APIError",
      data: { message: "slow down", statusCode: 429, responseHeaders: { "retry-after": "7" } },
    };
    expect(factsOf(opencode, JSON.stringify({ type: "error", error }))[0]).toMatchObject({
      outcome: "rate-limited",
      retryAfterSeconds: 7,
    });
  });

  it("that is garbage does no harm", () => {
    const bad = [
      "",
      "{",
      "null",
      '{"type":"step_finish"}',
      '{"type":"text","part":{"text":5}}',
      "x".repeat(2_000_000),
    ];
    const facts = factsOf(opencode, bad.join("\n"));
    expect(facts.every((fact) => fact.kind === "usage")).toBe(true);
    expect(judgeFacts(opencode, facts).outcome).toBe("crashed");
  });
});

describe("opencode: a model that does not answer", () => {
  it("never ends an answer: it counts as failed calls, until a good one comes", () => {
    const text = JSON.stringify({ type: "text", part: { text: "I will" } });
    const step = (reason: string, input: number) =>
      JSON.stringify({ type: "step_finish", part: { reason, tokens: { input, output: input } } });
    const bad = step("unknown", 0);
    const lines = [bad, text, bad, step("tool-calls", 5), text, step("stop", 5)];
    const kinds = factsOf(opencode, lines.join("\n")).map((fact) =>
      fact.kind === "activity" ? fact.activity : fact.kind,
    );
    const failed = ["usage", "note", "retrying"];
    const good = ["usage", "say", "final-message", "usage", "completed"];
    expect(kinds).toEqual([...failed, "note", ...failed, ...good]);
  });

  it("until the run's time is up is what the run is told to have ended of", () => {
    const log =
      'level=ERROR message="stream error" small=false error.error="AI_APICallError: You exceeded your current quota\\n at x"';
    const late = ending({ endedByOrch: "timed-out", completed: false, exitCode: null, signal: "SIGTERM" });
    const facts = factsOf(opencode, "", log);
    const retrying = facts.find((fact) => fact.kind === "retrying") ?? null;
    expect(opencode.judge({ ...late, retrying }).outcome).toBe("quota-exhausted");
    expect(opencode.judge(late).outcome).toBe("timed-out");
    expect(facts.slice(0, 1)).toEqual([
      {
        kind: "activity",
        activity: "note",
        text: "failed call: AI_APICallError: You exceeded your current quota",
      },
    ]);
  });
});
