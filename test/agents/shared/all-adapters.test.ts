import { describe, expect, it } from "vitest";
import type { Adapter } from "../../../src/agents/adapter.ts";
import { claude } from "../../../src/agents/claude.ts";
import { codex } from "../../../src/agents/codex.ts";
import { copilot } from "../../../src/agents/copilot.ts";
import { gemini } from "../../../src/agents/gemini.ts";
import { opencode } from "../../../src/agents/opencode.ts";
import type { RunOutcome } from "../../../src/engine/domain/words.ts";
import { plainSettings } from "../real/workshop.ts";
import { everyKey, judgeRecorded, request } from "../unit-kit.ts";

// What is the same for all real agents. What is an agent's own stands in the test beside its adapter.

const agents: readonly { readonly adapter: Adapter; readonly keys: readonly string[] }[] = [
  {
    adapter: claude,
    keys: ["ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "CLAUDE_CODE_OAUTH_TOKEN"],
  },
  { adapter: codex, keys: ["OPENAI_API_KEY", "CODEX_API_KEY"] },
  { adapter: gemini, keys: ["GEMINI_API_KEY", "GOOGLE_API_KEY"] },
  { adapter: copilot, keys: ["GITHUB_TOKEN", "GH_TOKEN", "COPILOT_GITHUB_TOKEN"] },
  // That of its model's provider, and no model is named.
  { adapter: opencode, keys: [] },
];

const outcomes: readonly (readonly [string, RunOutcome])[] = [
  ["ok", "succeeded"],
  ["edit", "succeeded"],
  ["rate-limit-twice", "succeeded"],
  ["no-report", "no-report"],
  ["wrong-key", "wrong-key"],
  ["unknown-model", "unknown-model"],
  ["rate-limit", "rate-limited"],
  ["context-too-long", "context-too-long"],
  ["quota", "quota-exhausted"],
  ["server-error", "server-error"],
  ["cut-after-head", "server-error"],
];

/** opencode waits for ever then, and had to be ended: its recording has no end to judge. */
const endless = ["quota", "server-error", "cut-after-head"];

describe.each(agents)("$adapter.title: launch", ({ adapter, keys }) => {
  it("has its own keys and no foreign one, the way to the network, and the run's mark", () => {
    const { environment } = adapter.launch(request());
    expect(Object.keys(everyKey).filter((name) => environment[name] !== undefined)).toEqual(keys);
    expect(environment).toMatchObject({ HTTPS_PROXY: "http://proxy", ORCH_RUN_ID: "r1" });
  });

  it("reads the prompt from its file, never from the arguments", () => {
    const { stdinFile, arguments: list } = adapter.launch(request());
    expect(stdinFile).toBe(request().promptFile);
    expect(list).not.toContain(request().prompt);
  });

  it("takes the model of the run or of orch.yaml, and after it what orch.yaml adds", () => {
    const settings = { ...plainSettings, model: "of-orch-yaml", extraArguments: ["--own", "argument"] };
    const from = (model: string | null, name: string): readonly string[] => {
      const list = adapter.launch(request({ settings, model })).arguments;
      return list.slice(list.indexOf(name)).slice(0, 3);
    };
    expect(from(null, "of-orch-yaml")).toEqual(["of-orch-yaml", "--own", "argument"]);
    expect(from("of-the-run", "of-the-run")).toEqual(["of-the-run", "--own", "argument"]);
    expect(adapter.launch(request({ settings, model: "x" })).arguments).not.toContain("of-orch-yaml");
  });

  it("lets one who proposes do what an auditor may, and no more", () => {
    expect(adapter.launch(request({ role: "propose" }))).toEqual(adapter.launch(request()));
  });
});

describe.each(agents)("$adapter.title: what the program once printed", ({ adapter }) => {
  const judged = outcomes.filter(([scenario]) => adapter !== opencode || !endless.includes(scenario));
  it.each(judged)("in %s is judged as %s", (scenario, outcome) => {
    expect(judgeRecorded(adapter, scenario).outcome).toBe(outcome);
  });
});
