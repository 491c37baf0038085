import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { firstMissing } from "./binaries.ts";
import { type Play, usePlays } from "./session-kit.ts";

const absent = firstMissing("claude", "codex", "gemini");

describe.skipIf(absent !== null)(absent?.title ?? "three real agents in one session", () => {
  const createPlay = usePlays();
  let play: Play;
  let ended: Awaited<ReturnType<Play["run"]>>;

  beforeAll(async () => {
    play = createPlay("three");
    play.configure(
      { ...play.agent("claude", "ok"), ...play.agent("codex", "ok"), ...play.agent("gemini", "ok") },
      {
        targetScore: 80,
        dimensions: ["backend", "security", "tests"],
        chooseAgent: { dimensions: { backend: "claude", security: "codex", tests: "gemini" } },
      },
    );
    ended = await play.run();
  }, 120_000);

  test("all three audit side by side, and each report is read, whole", () => {
    expect(ended.output).toContain("target-reached");
    expect(ended.exitCode).toBe(0);
    const agents = play.events("run.requested").map((event) => event.agent);
    expect(agents.sort()).toEqual(["claude", "codex", "gemini"]);
    const ends = play.events("run.finished");
    const firstEnd = String(ends[0]?.at);
    expect(play.events("run.launched").every((event) => String(event.at) <= firstEnd)).toBe(true);
    expect(ends.map((event) => event.outcome)).toEqual(["succeeded", "succeeded", "succeeded"]);
    const whole = { reportedScore: 82, confidence: 1, warnings: [] };
    expect(play.events("report.read")).toMatchObject([whole, whole, whole]);
  });

  test("each one's own activity, tokens and cost are in the journal", () => {
    for (const run of ["001", "002", "003"]) {
      const usage = play.events("run.usage").findLast((event) => event.run === run);
      expect(usage?.inputTokens).toBeGreaterThan(20_000);
      expect(usage?.costUsd).toBeGreaterThan(0);
      expect(usage?.source).not.toBe("estimated");
      expect(play.events("run.activity").some((event) => event.run === run)).toBe(true);
    }
  });

  test("no key is in any file of the session", () => {
    const files = readdirSync(path.join(play.project, ".orch"), { recursive: true, withFileTypes: true });
    const holders = files
      .filter((file) => file.isFile())
      .map((file) => path.join(file.parentPath, file.name))
      .filter((file) => readFileSync(file).includes("sk-dummy"));
    expect(holders).toEqual([]);
  });

  test("what the programs kept for the time of the run is gone", () => {
    const entries = readdirSync(path.join(play.project, ".orch"), { recursive: true, encoding: "utf8" });
    expect(entries.some((entry) => entry.endsWith("/runs/001/out"))).toBe(true);
    expect(entries.filter((entry) => /\/runs\/\d+\/tmp$/.test(entry))).toEqual([]);
  });
});
