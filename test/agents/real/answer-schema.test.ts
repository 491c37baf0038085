import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { git, orchInBackground, readEvents, sessionsOf } from "../../e2e/orch.ts";
import type { Scenario } from "../fake-model/scenario.ts";
import { type FakeModel, startFakeModel } from "../fake-model/server.ts";
import { agentsFolder, realBinary } from "./binaries.ts";

const answer = {
  version: 1,
  dimension: "backend",
  score: 85,
  notJudged: null,
  findings: [
    { severity: "P1", title: "Returns what it got", file: "src/api.ts", line: 2, recommendation: "Check it" },
    { severity: "P2", title: "No test", file: null, line: null, recommendation: null },
  ],
};

const claude = realBinary("claude");
const codex = realBinary("codex");
const absent = [claude, codex].find(({ missing }) => missing);

/** The model answers in the shape that it is held to, and writes no file. */
const scenarios: Readonly<Record<string, Scenario>> = {
  claude: { turns: [{ do: "call", tool: "StructuredOutput", input: answer }] },
  codex: { turns: [{ do: "say", text: JSON.stringify(answer), chunkLength: 4_000 }] },
  // Never in the shape: the report is written all the same, and counts.
  stubborn: {
    turns: [
      { do: "write", file: "{report}", content: "# Audit\n\n**Score:** 82/100\n" },
      ...Array.from(
        { length: 8 },
        () => ({ do: "call", tool: "StructuredOutput", input: { no: 1 } }) as const,
      ),
    ],
  },
  "no-schema": {
    turns: [
      {
        do: "fail",
        status: 400,
        times: 1,
        message: "response_format of type json_schema is not supported by this model",
      },
      { do: "write", file: "{report}", content: "# Audit\n\n**Score:** 82/100\n" },
      { do: "say", text: "Done." },
    ],
  },
};

const settings = (home: string, url: string) => ({
  claude: {
    binary: claude.path,
    model: "claude-sonnet-4-5",
    env: { ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: "sk-dummy", HOME: home },
  },
  codex: {
    binary: codex.path,
    model: "gpt-5.5",
    env: { FAKE_KEY: "sk-dummy", HOME: home },
    extraArgs: [
      "-c",
      'model_provider="fake"',
      "-c",
      `model_providers.fake={name="fake",base_url="${url}/v1",env_key="FAKE_KEY",wire_api="responses"}`,
    ],
  },
});

describe.skipIf(absent !== undefined)(absent?.title ?? "real agents held to an output schema", () => {
  let root: string;
  let server: FakeModel;
  beforeAll(async () => {
    // Not below /tmp: Codex treats folders there in a way of its own.
    mkdirSync(path.join(agentsFolder, ".work"), { recursive: true });
    root = mkdtempSync(path.join(agentsFolder, ".work", "answer-"));
    server = await startFakeModel({ scenarios });
  });
  afterAll(async () => {
    await server.close();
    rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  });

  const audit = async (name: "claude" | "codex", scenario: string) => {
    const project = path.join(root, scenario);
    mkdirSync(path.join(project, "src"), { recursive: true });
    mkdirSync(path.join(root, "home"), { recursive: true });
    writeFileSync(
      path.join(project, "src/api.ts"),
      "export const api = (name: string) => {\n  return name;\n};\n",
    );
    const configuration = {
      targetScore: 80,
      dimensions: ["backend"],
      agents: settings(path.join(root, "home"), server.url(scenario, scenario)),
    };
    writeFileSync(path.join(project, "orch.yaml"), JSON.stringify(configuration));
    git(project, "init", "-q");
    git(project, "add", "-A");
    git(project, "-c", "user.name=t", "-c", "user.email=t@localhost", "commit", "-qm", "start");
    const result = await orchInBackground(["run", "--max-iterations", "1", "--agent", name], project);
    expect(`${result.stdout}${result.stderr}`).toContain("target-reached");
    const [session = ""] = sessionsOf(project);
    const events = readEvents(session);
    return {
      report: (run: string): string => readFileSync(path.join(session, "runs", run, "report.md"), "utf8"),
      events,
      ended: events.filter((event) => event.type === "run.finished"),
      score: events.find((event) => event.type === "report.read")?.reportedScore,
      asked: server.requests(scenario).filter((request) => request.tools.length > 0),
    };
  };

  test.each(["claude", "codex"] as const)("%s answers in it and writes no file", async (name) => {
    const { report, events, ended, score, asked } = await audit(name, name);
    expect(ended.map((event) => event.outcome)).toEqual(["succeeded"]);
    expect(ended[0]?.message).toContain("taken from its answer");
    expect(report("001")).toContain("wrote no file");
    expect(score).toBe(85);
    expect(JSON.stringify(events)).toContain("answers: score 85, 2 findings");
    // The model was really told the shape.
    if (name === "claude") expect(asked[0]?.tools).toContain("StructuredOutput");
    else expect(asked[0]?.body).toContain('"json_schema"');
  });

  test("claude: an answer that is never in it spoils nothing", async () => {
    const { report, ended, score } = await audit("claude", "stubborn");
    expect(ended.map((event) => event.outcome)).toEqual(["succeeded"]);
    expect(score).toBe(82);
    expect(report("001")).not.toContain("wrote no file");
  });

  test("codex: a provider that takes none is asked without one", async () => {
    const { ended, score, asked } = await audit("codex", "no-schema");
    expect(ended.map((event) => event.outcome)).toEqual(["crashed", "succeeded"]);
    expect(ended[0]?.message).toContain("not supported");
    expect(score).toBe(82);
    expect(asked.map((request) => request.body.includes('"json_schema"'))).toEqual([true, false, false]);
  });
});
