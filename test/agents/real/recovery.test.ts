import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type Scenario, sampleReport } from "../fake-model/scenario.ts";
import { firstMissing, realAgents } from "./binaries.ts";
import { type Play, story, usePlays } from "./session-kit.ts";

const absent = firstMissing(...realAgents);

const report = [
  { do: "write", file: "{report}", content: sampleReport },
  { do: "say", text: "Done." },
] as const;

const scenarios: Readonly<Record<string, Scenario>> = {
  // Codex tries three times by itself, as the tests set it up.
  "limited-first": { turns: [{ do: "fail", status: 429, times: 4, retryAfterSeconds: 1 }, ...report] },
  "says-the-key": { turns: [{ do: "fail", status: 401, message: "Incorrect API key provided: sk-dummy" }] },
  "retired-model": { turns: [{ do: "fail", status: 404, times: 2 }, ...report] },
  "hidden-refusal": { turns: [{ do: "say", text: "I cannot help with that.", stop: "refusal" }] },
};

/** Stands in the prompt of a second chance only. */
const askedAgain = /An earlier try ended without writing/;

const waits = (play: Play): readonly number[] =>
  play
    .events("retry.scheduled")
    .map(({ notBefore, at }) => Date.parse(String(notBefore)) - Date.parse(String(at)))
    .map((milliseconds) => Math.max(0, Math.round(milliseconds / 1000)));

const costs = (play: Play): number =>
  play.events("run.usage").reduce((sum, event) => sum + Number(event.costUsd), 0);

describe.skipIf(absent !== null).concurrent(
  absent?.title ?? "real agents in a session",
  {
    timeout: 180_000,
  },
  () => {
    const createPlay = usePlays(scenarios);

    test("a wrong key and no other agent: exit code 6, and what to do", async () => {
      const play = createPlay("wrong-key");
      play.configure(play.agent("codex", "says-the-key"));
      const { exitCode, output } = await play.run("--agent", "codex");
      expect(exitCode).toBe(6);
      expect(story(play)).toEqual(["codex #1 wrong-key"]);
      expect(output).toContain("did not accept the key or login of Codex");
      expect(output).toContain("Check CODEX_API_KEY or OPENAI_API_KEY, or log in again with `codex login`");
      expect(costs(play)).toBe(0);
      expect(output).toContain("Incorrect API key provided: ***");
      expect(`${output}${JSON.stringify(play.events())}`).not.toContain("sk-dummy");
    });

    test("a wrong key: the agent is passed over with the reason, and the next one takes the task", async () => {
      const play = createPlay("passed-over");
      play.configure(
        { ...play.agent("copilot", "wrong-key"), ...play.agent("claude", "ok") },
        {
          preferredAuditTool: "copilot",
        },
      );
      const { exitCode } = await play.run();
      expect(exitCode).toBe(0);
      expect(story(play)).toEqual(["copilot #1 wrong-key", "claude #2 succeeded"]);
      expect(play.events("agent.passed-over")[0]).toMatchObject({
        agent: "copilot",
        reason: expect.stringContaining("COPILOT_PROVIDER_API_KEY"),
      });
    });

    test("a rate limit is waited for, as an event says, and then the agent succeeds", async () => {
      const play = createPlay("rate-limit");
      play.configure(play.agent("codex", "limited-first"));
      const { exitCode } = await play.run("--agent", "codex");
      expect(exitCode).toBe(0);
      expect(story(play)).toEqual(["codex #1 rate-limited", "codex #2 succeeded"]);
      expect(play.events("retry.scheduled")[0]?.reason).toMatch(/^again after \d+ s$/);
      expect(waits(play)[0]).toBeGreaterThanOrEqual(1);
    });

    test("a quota that is used up: opencode would wait for hours, another agent takes over at once", async () => {
      const play = createPlay("quota");
      play.configure(
        { ...play.agent("opencode", "quota"), ...play.agent("codex", "ok") },
        {
          preferredAuditTool: "opencode",
        },
      );
      const { exitCode } = await play.run();
      expect(exitCode).toBe(0);
      expect(story(play)).toEqual(["opencode #1 quota-exhausted", "codex #2 succeeded"]);
      expect(waits(play)).toEqual([0]);
      const [turnedAway] = play.events("run.finished");
      expect(Number(turnedAway?.durationSeconds)).toBeLessThan(60);
      expect(play.events("run.usage").filter((event) => event.run === "001")).toEqual([]);
    });

    test("a server that stays broken: longer waits, an open circuit, another agent", async () => {
      const play = createPlay("broken");
      play.configure(play.agent("claude", "overloaded"));
      const { exitCode } = await play.run();
      expect(exitCode).toBe(0);
      expect(story(play)).toEqual([
        "claude #1 server-error",
        "claude #2 server-error",
        "claude #3 server-error",
        "local #4 succeeded",
      ]);
      const [first = 0, second = 0, third] = waits(play);
      expect(first).toBeGreaterThanOrEqual(2);
      expect(second).toBeGreaterThanOrEqual(2 * first - 1);
      expect(third).toBe(0);
      expect(play.events("circuit.opened")).toMatchObject([{ agent: "claude" }]);
      expect(play.events("retry.scheduled").at(-1)?.reason).toContain("while claude rests: local");
    });

    test("no report: asked once more, as the prompt says, then the fallback agent", async () => {
      const play = createPlay("no-report");
      const agents = {
        ...play.agent("copilot", "no-report", { fallback: "claude" }),
        ...play.agent("claude", "ok"),
      };
      play.configure(agents, { preferredAuditTool: "copilot" });
      const { exitCode, output } = await play.run();
      expect(exitCode).toBe(0);
      expect(story(play)).toEqual(["copilot #1 no-report", "copilot #2 no-report", "claude #3 succeeded"]);
      expect(output).toContain("wrote no report. It said: Audit finished. Score 82/100");
      const [first, second, third] = ["001", "002", "003"].map((run) =>
        readFileSync(play.runFile(run, "prompt.md"), "utf8"),
      );
      expect(first).not.toMatch(askedAgain);
      expect(second).toMatch(askedAgain);
      expect(third).toBeDefined();
    });

    test("an unknown model: the fallback model of the same agent", async () => {
      const play = createPlay("unknown-model");
      play.configure(play.agent("claude", "retired-model", { fallback: "claude-haiku-4-5" }));
      const { exitCode } = await play.run("--agent", "claude");
      expect(exitCode).toBe(0);
      expect(story(play)).toEqual(["claude #1 unknown-model", "claude #2 succeeded"]);
      expect(play.requests().at(-1)?.model).toContain("haiku");
    });

    test.each([
      ["context-too-long", "copilot", "context-too-long", {}, false],
      ["hidden-refusal", "opencode", "refused", {}, true],
      ["ok", "claude", "turn-limit", { extraArgs: ["--max-turns", "1"] }, true],
    ] as const)("%s: another agent than %s, at once", async (scenario, agent, outcome, more, paid) => {
      const play = createPlay(outcome);
      play.configure(play.agent(agent, scenario, more), { preferredAuditTool: agent });
      const { exitCode } = await play.run();
      expect(exitCode).toBe(0);
      expect(story(play)).toEqual([`${agent} #1 ${outcome}`, "local #2 succeeded"]);
      expect(play.events("agent.passed-over")).toEqual([]);
      expect(costs(play) > 0).toBe(paid);
    });
  },
);
