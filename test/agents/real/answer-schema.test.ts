import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Scenario } from "../fake-model/scenario.ts";
import { firstMissing } from "./binaries.ts";
import { usePlays } from "./session-kit.ts";

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

const absent = firstMissing("claude", "codex");

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

describe.skipIf(absent !== null)(absent?.title ?? "real agents held to an output schema", () => {
  const createPlay = usePlays(scenarios);

  const audit = async (name: "claude" | "codex", scenario: string) => {
    const play = createPlay(scenario);
    play.configure(play.agent(name, scenario), { targetScore: 80 });
    const { output } = await play.run("--agent", name);
    expect(output).toContain("target-reached");
    return {
      report: (run: string): string => readFileSync(play.runFile(run, "report.md"), "utf8"),
      events: play.events(),
      ended: play.events("run.finished"),
      score: play.events("report.read")[0]?.reportedScore,
      asked: play.requests().filter((request) => request.tools.length > 0),
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
