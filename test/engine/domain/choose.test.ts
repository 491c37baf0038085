import { describe, expect, test } from "vitest";
import { type Choice, type ChoiceRequest, chooseAgent, workOf } from "../../../src/engine/domain/choose.ts";
import type { SessionSettings } from "../../../src/engine/domain/events-session.ts";
import type { AgentState } from "../../../src/engine/domain/state.ts";
import { settings as sessionSettings } from "../../support/bodies.ts";

const agent = (name: string, over: Partial<AgentState> = {}): AgentState => ({
  name,
  available: true,
  version: "1.0.0",
  problem: null,
  canEdit: true,
  deterministic: name === "local",
  failuresInARow: 0,
  circuitOpenUntil: null,
  ...over,
});

const agents = (...list: readonly AgentState[]) => Object.fromEntries(list.map((one) => [one.name, one]));
const all = agents(
  ...["claude", "codex", "gemini", "copilot", "opencode", "local"].map((name) => agent(name)),
);

const settings = (over: Partial<SessionSettings> = {}): SessionSettings =>
  sessionSettings({ preferredAuditTool: "copilot", preferredDevTool: "copilot", ...over });

const request = (over: Partial<ChoiceRequest> = {}): ChoiceRequest => ({
  work: "audit",
  complexity: "low",
  edits: false,
  dimension: null,
  avoid: [],
  exclude: [],
  now: "2026-11-21T10:00:00.000Z",
  ...over,
});

const taken = (choice: Choice) => ("agent" in choice ? choice.agent : `none: ${choice.none.join(" | ")}`);
const reason = (choice: Choice) => ("agent" in choice ? choice.reason : "");

describe("the contract's table", () => {
  test.each<[Partial<ChoiceRequest>, string]>([
    [{ work: "audit" }, "copilot"],
    [{ work: "audit", complexity: "high" }, "copilot"],
    [{ work: "documentation" }, "gemini"],
    [{ work: "documentation", complexity: "high" }, "gemini"],
    [{ work: "complex-parsing" }, "codex"],
    [{ work: "development", complexity: "high" }, "codex"],
    [{ work: "development", complexity: "medium" }, "copilot"],
  ])("%o goes to %s", (over, expected) => {
    expect(taken(chooseAgent(request(over), all, settings()))).toBe(expected);
  });

  test("the preferred tools are the person's", () => {
    const own = settings({ preferredAuditTool: "claude", preferredDevTool: "opencode" });
    expect(taken(chooseAgent(request(), all, own))).toBe("claude");
    expect(taken(chooseAgent(request({ work: "development" }), all, own))).toBe("opencode");
  });

  test("a row of orch.yaml replaces one row and leaves the others", () => {
    const table = { audit: ["missing", "gemini"], highComplexity: "claude" };
    expect(taken(chooseAgent(request(), all, settings(), table))).toBe("gemini");
    const hard = request({ work: "development", complexity: "high" });
    expect(taken(chooseAgent(hard, all, settings(), table))).toBe("claude");
    expect(taken(chooseAgent(request({ work: "documentation" }), all, settings(), table))).toBe("gemini");
  });

  test("a dimension's agents come before those of all audits, and do not replace them", () => {
    const table = { audit: "gemini", dimensions: { security: ["missing", "codex"], tests: "missing" } };
    const choose = (dimension: string) => chooseAgent(request({ dimension }), all, settings(), table);
    expect(taken(choose("security"))).toBe("codex");
    expect(taken(choose("backend"))).toBe("gemini");
    expect(taken(choose("tests"))).toBe("gemini");
    expect(reason(choose("tests"))).toContain("gemini is the fallback for audits; missing is not set up");
  });

  test("the model of orch.yaml goes with the agent", () => {
    const entry = {
      name: "copilot",
      model: "gpt-5",
      fallback: null,
      timeoutSeconds: null,
      concurrency: null,
    };
    expect(chooseAgent(request(), all, settings({ agents: [entry] }))).toMatchObject({ model: "gpt-5" });
    expect(chooseAgent(request(), all, settings())).toMatchObject({ model: null });
  });
});

describe("who is passed over, and that it is said", () => {
  const missing = agent("copilot", { available: false, problem: "copilot is not installed" });

  test("a missing agent", () => {
    const choice = chooseAgent(request(), { ...all, copilot: missing }, settings());
    expect(taken(choice)).toBe("claude");
    expect(reason(choice)).toContain("copilot is not installed");
  });

  test("the agent's own fallback comes before the others", () => {
    const entry = {
      name: "copilot",
      model: null,
      fallback: "opencode",
      timeoutSeconds: null,
      concurrency: null,
    };
    const choice = chooseAgent(request(), { ...all, copilot: missing }, settings({ agents: [entry] }));
    expect(taken(choice)).toBe("opencode");
  });

  test("an open circuit, until its time has come", () => {
    const resting = agent("copilot", { circuitOpenUntil: "2026-11-21T10:01:00.000Z" });
    const choice = chooseAgent(request(), { ...all, copilot: resting }, settings());
    expect(taken(choice)).toBe("claude");
    expect(reason(choice)).toContain("rests until 2026-11-21T10:01:00.000Z");
    const later = request({ now: "2026-11-21T10:01:00.001Z" });
    expect(taken(chooseAgent(later, { ...all, copilot: resting }, settings()))).toBe("copilot");
  });

  test("an agent that cannot edit gets no editing work, but audits", () => {
    const reader = { ...all, copilot: agent("copilot", { canEdit: false }) };
    const edit = chooseAgent(request({ work: "development", edits: true }), reader, settings());
    expect(taken(edit)).toBe("claude");
    expect(reason(edit)).toContain("copilot cannot edit");
    expect(taken(chooseAgent(request(), reader, settings()))).toBe("copilot");
  });

  test("an agent that failed at this very task", () => {
    const choice = chooseAgent(request({ exclude: ["copilot", "claude"] }), all, settings());
    expect(taken(choice)).toBe("codex");
    expect(reason(choice)).toContain("copilot already failed at this task");
  });

  test("an agent that nobody named and nobody has costs no words", () => {
    const few = agents(agent("claude", { available: false, problem: "claude is missing" }), agent("codex"));
    expect(reason(chooseAgent(request(), few, settings()))).not.toContain("claude");
  });
});

describe("re-audit", () => {
  test("goes to another agent than the one that edited", () => {
    const choice = chooseAgent(request({ avoid: ["copilot"] }), all, settings());
    expect(taken(choice)).toBe("claude");
    expect(reason(choice)).toContain("copilot should not judge");
  });

  test("goes to the same one where there is no other, and says so", () => {
    const one = agents(agent("copilot"), agent("local"));
    const choice = chooseAgent(request({ avoid: ["copilot"] }), one, settings());
    expect(taken(choice)).toBe("copilot");
    expect(reason(choice)).toContain("no other agent");
  });

  test("stays with an agent that measures: it cannot be partial", () => {
    const own = settings({ preferredAuditTool: "local" });
    expect(taken(chooseAgent(request({ avoid: ["local"] }), all, own))).toBe("local");
  });
});

describe("last resorts", () => {
  test("the built-in agent comes after every real one", () => {
    const absent = Object.fromEntries(
      Object.keys(all).map((name) => [
        name,
        agent(name, { available: name === "local" || name === "opencode" }),
      ]),
    );
    expect(taken(chooseAgent(request(), absent, settings()))).toBe("opencode");
    const alone = { ...absent, opencode: agent("opencode", { available: false }) };
    expect(taken(chooseAgent(request(), alone, settings()))).toBe("local");
  });

  test("an agent of orch.yaml comes when it is named, or no real one can, and before the built-in one", () => {
    const without = agents(agent("copilot", { available: false }), agent("local"), agent("mine"));
    expect(taken(chooseAgent(request(), without, settings()))).toBe("mine");

    const withCommand = { ...all, mine: agent("mine") };
    expect(taken(chooseAgent(request(), withCommand, settings()))).toBe("copilot");
    expect(taken(chooseAgent(request(), withCommand, settings({ preferredAuditTool: "mine" })))).toBe("mine");
    expect(taken(chooseAgent(request(), agents(agent("mine")), settings()))).toBe("mine");
  });

  test("--agent forces, also against the table", () => {
    const forced = settings({ onlyAgent: "local" });
    expect(taken(chooseAgent(request(), all, forced))).toBe("local");
    expect(taken(chooseAgent(request({ avoid: ["local"] }), all, forced))).toBe("local");
  });

  test("nothing usable is said agent by agent, with the time at which waiting may help", () => {
    const resting = agents(
      agent("copilot", { circuitOpenUntil: "2026-11-21T10:02:00.000Z" }),
      agent("codex", { circuitOpenUntil: "2026-11-21T10:01:00.000Z" }),
    );
    const choice = chooseAgent(request(), resting, settings());
    expect(choice).toMatchObject({ waitUntil: "2026-11-21T10:01:00.000Z" });
    expect(taken(choice)).toContain("claude is not set up");
    expect(chooseAgent(request(), {}, settings())).toMatchObject({ waitUntil: null });
    expect(taken(chooseAgent(request(), all, settings({ onlyAgent: "nobody" })))).toBe(
      "none: nobody is not set up",
    );
  });
});

test("a fix of documents only is documentation", () => {
  expect(workOf({ kind: "fix", group: "1", findings: [], files: ["README.md"] })).toBe("documentation");
  expect(workOf({ kind: "fix", group: "1", findings: [], files: ["README.md", "a.ts"] })).toBe("development");
  expect(workOf({ kind: "fix", group: "1", findings: [], files: [] })).toBe("development");
  expect(workOf({ kind: "audit", dimension: "tests" })).toBe("audit");
  expect(workOf({ kind: "propose", feature: "x" })).toBe("development");
});
