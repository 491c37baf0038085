import { expect, test } from "vitest";
import { type DoctorDeps, runDoctor } from "../../bin/commands/doctor.ts";
import type { AgentSettings, Detection } from "../../src/agents/adapter.ts";
import { copilot } from "../../src/agents/copilot.ts";
import { createLocalAdapter } from "../../src/agents/local.ts";

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
  expect(out).toMatch(/copilot +yes +1\.0\.102 +not known +gpt-5/);
  expect(out).toMatch(/local +yes +1\.0\.0 +yes +its own default/);
  expect(out).toContain("no shell; may write its report only");
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
  expect(out).toContain("only 60 columns");
});
