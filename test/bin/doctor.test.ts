import { describe, expect, test } from "vitest";
import { runDoctor } from "../../bin/commands/doctor.ts";
import type { DoctorDeps } from "../../bin/commands/doctor-facts.ts";
import type { AgentSettings, Detection } from "../../src/agents/adapter.ts";
import { copilot } from "../../src/agents/copilot.ts";
import { createLocalAdapter } from "../../src/agents/local.ts";
import { createPriceList } from "../../src/agents/prices.ts";

const settings: AgentSettings = {
  binary: null,
  model: null,
  extraArguments: [],
  environment: {},
  command: null,
  prompt: "file",
  outputSchema: true,
};
const environment = { PATH: process.env.PATH, HOME: "/nonexistent", SECRET_KEY: "sk-do-not-show" };
const context = { settings, hostEnvironment: environment };
const local = createLocalAdapter({ entry: import.meta.filename, orchVersion: "1.0.0" });

const found: Detection = {
  available: true,
  binary: "/bin/copilot",
  version: "1.0.102",
  loggedIn: null,
  problems: [],
};

const deps = (over: Partial<DoctorDeps> = {}): DoctorDeps => ({
  orchVersion: "1.0.0",
  nodeVersion: "v24.1.0",
  environment,
  agents: [
    {
      adapter: { ...copilot, detect: async () => found },
      context: { ...context, settings: { ...settings, model: "gpt-5" } },
    },
    { adapter: local, context },
  ],
  terminal: { interactive: true, columns: 120, rows: 40, colorDepth: 24, unicode: true },
  price: createPriceList().price,
  configFault: null,
  ...over,
});

const run = async (json: boolean, over: Partial<DoctorDeps> = {}) => {
  let out = "";
  const code = await runDoctor({ json }, deps(over), {
    write: (text) => {
      out += text;
    },
  });
  return { code, out };
};

test("a table for people: what is found, who enforces what, that nothing is to be done", async () => {
  const { code, out } = await run(false);
  expect(code).toBe(0);
  expect(out).toMatch(/^orch +1\.0\.0\nNode +24\.1\.0\ngit +2\.\d+/);
  expect(out).toContain("120×40, all colours, Unicode");
  expect(out).toMatch(/copilot +yes +1\.0\.102 +not known +gpt-5 \$1\.25\/\$10\n/);
  expect(out).toMatch(/local +yes +1\.0\.0 +yes +none needed/);
  expect(out.replace(/\s+/g, " ")).toContain("no shell; opens no .env,");
  expect(out).toContain("Nothing to do.");
  expect(out).not.toContain("sk-do-not-show");
});

test("JSON for programs", async () => {
  const { code, out } = await run(true);
  expect(code).toBe(0);
  const parsed = JSON.parse(out);
  expect(parsed.agents[0]).toMatchObject({
    name: "copilot",
    available: true,
    model: "gpt-5",
    loggedIn: null,
  });
  expect(parsed).toMatchObject({ node: { ok: true }, git: { ok: true }, problems: [] });
  expect(out).not.toContain("sk-do-not-show");
});

test("each problem with what to do; no agent at all is exit code 6", async () => {
  const { code, out } = await run(false, {
    agents: [{ adapter: copilot, context: { ...context, hostEnvironment: { PATH: "/none" } } }],
  });
  expect(code).toBe(6);
  expect(out).toMatch(/copilot +no +– +– +its own default/);
  expect(out).toContain(
    "copilot: Copilot CLI is not installed.\n  Install it: npm install -g @github/copilot",
  );
});

test("an adapter that throws is a line, not the end", async () => {
  const broken = { ...copilot, detect: () => Promise.reject(new Error("boom")) };
  const { code, out } = await run(false, {
    agents: [
      { adapter: broken, context },
      { adapter: local, context },
    ],
  });
  expect(code).toBe(0);
  expect(out).toContain("copilot: boom");
});

test("an old Node or a missing git is exit code 2", async () => {
  expect((await run(false, { nodeVersion: "v20.1.0" })).out).toContain("Node 20.1.0 is too old");
  const withoutGit = await run(false, { environment: { PATH: "/none" } });
  expect(withoutGit.code).toBe(2);
  expect(withoutGit.out).toContain("git was not found");
});

test("without a terminal nothing is asked of it", async () => {
  const terminal = { interactive: false, columns: null, rows: null, colorDepth: 1, unicode: false };
  expect((await run(false, { terminal })).out).toContain("none here");
  const small = { ...terminal, interactive: true, columns: 60, rows: 20 };
  const { out } = await run(false, { terminal: small });
  expect(out).toContain("60×20, no colours, ASCII only");
  expect(out).toContain("only 60×20");
  const low = { ...small, columns: 120, rows: 20 };
  expect((await run(false, { terminal: low })).out).toContain("only 120×20");
});

test.each([60, 80, 100])("at %i columns no line of prose is longer, and none is lost", async (columns) => {
  const terminal = { interactive: true, columns, rows: 40, colorDepth: 24, unicode: true };
  const { out } = await run(false, { terminal });
  const [, prose = ""] = out.split("Models with a known price");
  expect(prose.split("\n").filter((line) => line.length > columns)).toEqual([]);
  expect(prose.replace(/\s+/g, " ")).toContain("only changes in its worktree are measured and merged");
});

describe("models", () => {
  const using = async (over: Partial<AgentSettings>, host: Record<string, string> = {}) => {
    const agent = { ...copilot, detect: async () => found };
    const hostEnvironment = { ...environment, ...host };
    const agents = [{ adapter: agent, context: { settings: { ...settings, ...over }, hostEnvironment } }];
    return JSON.parse((await run(true, { agents })).out).agents[0].models;
  };

  test("the one that will be used, who says so, and what it costs", async () => {
    expect(await using({})).toMatchObject({ used: null, setBy: null, price: null });
    expect(await using({ model: "gpt-6-sol" }, { COPILOT_MODEL: "gpt-5" })).toMatchObject({
      used: "gpt-6-sol",
      setBy: "agents.copilot.model",
      price: { input: 2, output: 10 },
    });
    const extraArguments = ["--model=a", "--model", "claude-opus-5.5"];
    expect(await using({ model: "gpt-6-sol", extraArguments })).toMatchObject({
      used: "claude-opus-5.5",
      setBy: "agents.copilot.extraArgs",
      price: { input: 4, output: 20 },
    });
    expect(await using({}, { COPILOT_MODEL: "gpt-5" })).toMatchObject({
      used: "gpt-5",
      setBy: "COPILOT_MODEL",
    });
  });

  test("those with a known price, the newest first", async () => {
    const { known } = await using({});
    expect(known).toContain("gpt-6.1-sol");
    expect(known.indexOf("gpt-6.1-sol")).toBeLessThan(known.indexOf("gpt-5.6-sol"));
  });

  test("one that nobody knows is a problem with its remedy, and no reason to fail", async () => {
    const agent = { ...copilot, detect: async () => found };
    const own = { ...settings, model: "our-own" };
    const agents = [{ adapter: agent, context: { ...context, settings: own } }];
    const { code, out } = await run(false, { agents });
    expect(code).toBe(0);
    expect(out).toContain("our-own (no known price)");
    expect(out).toContain("Set pricing.our-own in orch.yaml");
  });
});

test("a broken orch.yaml, or settings of one agent, are told, and the rest is looked at", async () => {
  const agents = [
    { adapter: copilot, context, fault: { message: "no $KEY", advice: "Export it." } },
    { adapter: local, context },
  ];
  const one = await run(false, { agents });
  expect(one.code).toBe(0);
  expect(one.out).toContain("copilot: no $KEY\n  Export it.");
  const configFault = { message: "orch.yaml:3:1: no", advice: "Correct it." };
  const { code, out } = await run(false, { configFault });
  expect(code).toBe(2);
  expect(out).toMatch(/local +yes/);
  expect(out).toContain("orch.yaml: orch.yaml:3:1: no\n  Correct it.");
});
