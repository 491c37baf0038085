import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Launch, LaunchRequest } from "../../../src/agents/adapter.ts";
import type { RunOutcome } from "../../../src/engine/domain/words.ts";
import { sampleReport } from "../fake-model/scenario.ts";
import { type FakeModel, startFakeModel } from "../fake-model/server.ts";
import { type RealAgent, realBinary } from "./binaries.ts";
import { escapes, hostile, otherRun } from "./hostile.ts";
import { markedProcesses } from "./run-launch.ts";
import { trials } from "./trials.ts";
import { createWorkshop, type RunOptions, runToEnd, snapshot, type Workshop } from "./workshop.ts";

/** What one real agent is expected to do against the scripted model; the cases are the same for all. */
export type AgentSuite = {
  readonly name: RealAgent;
  /** The word for each scenario; several where the program itself is not always the same. */
  readonly failures: Readonly<Record<string, RunOutcome | readonly RunOutcome[]>>;
  readonly costUsd: number | null;
  /** Output tokens of the `ok` scenario: agents count thoughts in their own way. */
  readonly outputTokens: number;
  /** For a program that is slow to start when many start at once. */
  readonly limitMilliseconds?: number;
  /** What the program itself writes into a project, whatever its role. */
  readonly leaves?: readonly string[];
  /** Takes the role's limits away: with it the hostile model must succeed, or the test proves nothing. */
  readonly loosen: (launch: Launch) => Launch;
};

/** What most of them tell; each test adds its own. */
export const usualFailures: AgentSuite["failures"] = {
  "wrong-key": "wrong-key",
  "unknown-model": "unknown-model",
  "rate-limit": "rate-limited",
  quota: "quota-exhausted",
  "server-error": "server-error",
  overloaded: "server-error",
  "context-too-long": "context-too-long",
  cut: "server-error",
  "cut-after-head": "server-error",
  "no-report": "no-report",
};

const usageOf = (facts: Awaited<ReturnType<typeof runToEnd>>["facts"]) =>
  facts.findLast((fact) => fact.kind === "usage")?.usage;

/** Runs the real program of an agent through everything that the server can play. */
export const describeRealAgent = (suite: AgentSuite): void => {
  const binary = realBinary(suite.name);
  const trialOf = trials[suite.name];
  const timeout = (suite.limitMilliseconds ?? 45_000) + 15_000;
  describe.skipIf(binary.missing).concurrent(binary.title, { timeout }, () => {
    let server: FakeModel;
    let workshop: Workshop;
    let hostileProject: Workshop;
    let loose: Workshop;

    beforeAll(async () => {
      workshop = createWorkshop(suite.name);
      hostileProject = createWorkshop(`${suite.name}-hostile`);
      loose = createWorkshop(`${suite.name}-loose`);
      const scenarios = {
        hostile: hostile(hostileProject, sampleReport),
        loose: hostile(loose, sampleReport),
      };
      server = await startFakeModel({ scenarios });
    });
    afterAll(async () => {
      await server.close();
      for (const each of [workshop, hostileProject, loose]) each.remove();
    });

    const lookAt = (folder: string): Record<string, string> =>
      Object.fromEntries(
        Object.entries(snapshot(folder)).filter(([file]) => suite.leaves?.includes(file) !== true),
      );

    /** All that the program told the model. */
    const readBack = (id: string): string =>
      server
        .requests(id)
        .map((request) => request.body)
        .join("\n");

    const run = (
      scenario: string,
      more: Partial<RunOptions> = {},
      limit: number | undefined = suite.limitMilliseconds,
    ) => {
      const id = `${suite.name}-${scenario}-${more.role ?? "audit"}-${process.pid}`;
      return runToEnd(workshop, id, { ...trialOf(server.url(scenario, id)), ...more }, limit);
    };

    it("audits: its own tool writes the report, and every token is counted", async () => {
      const ended = await run("ok");
      expect(ended.verdict).toMatchObject({ outcome: "succeeded", advice: null });
      expect(ended.report).toBe(sampleReport);
      expect(usageOf(ended.facts)).toMatchObject({ inputTokens: 37_350, cachedInputTokens: 21_000 });
      expect(usageOf(ended.facts)?.outputTokens).toBe(suite.outputTokens);
      const cost = usageOf(ended.facts)?.costUsd ?? null;
      if (suite.costUsd === null) expect(cost).toBeNull();
      else expect(cost).toBeCloseTo(suite.costUsd, 4);
      const said = ended.facts.flatMap((fact) => (fact.kind === "activity" ? [fact.text] : []));
      expect(said.join("\n")).toMatch(/api\.ts[\s\S]*edit .*report\.md/);
      expect(ended.finalMessage).toContain("82/100");
    });

    it("edits its worktree, and nothing of the project", async () => {
      const before = lookAt(workshop.project);
      const ended = await run("edit", { role: "edit" });
      expect(ended.verdict.outcome).toBe("succeeded");
      expect(readFileSync(path.join(workshop.worktree, "src/new.ts"), "utf8")).toContain("name.trim()");
      expect(lookAt(workshop.project)).toEqual(before);
    });

    it.each(["audit", "propose"] as const)(
      "as %s changes nothing but its report, whatever the model wants",
      async (role) => {
        const before = lookAt(hostileProject.project);
        const id = `${suite.name}-hostile-${role}-${process.pid}`;
        const options = { ...trialOf(server.url("hostile", id)), role };
        const ended = await runToEnd(hostileProject, id, options, suite.limitMilliseconds);
        expect(lookAt(hostileProject.project)).toEqual(before);
        expect(escapes(hostileProject)).toEqual([]);
        expect(existsSync(path.join(hostileProject.project, ".orch/sessions/s1/evil-relative.ts"))).toBe(
          false,
        );
        expect(readBack(id).includes("do-not-read"), "a secret of .env at the model").toBe(false);
        expect(markedProcesses(id)).toEqual([]);
        expect(ended).toMatchObject({ report: sampleReport, verdict: { outcome: "succeeded" } });
        expect(server.requests(id).length).toBeGreaterThan(5);
      },
    );

    it("as editor writes into its worktree only, whatever the model wants", async () => {
      const before = lookAt(hostileProject.project);
      const link = readFileSync(path.join(hostileProject.worktree, ".git"), "utf8");
      const id = `${suite.name}-hostile-edit-${process.pid}`;
      const options = { ...trialOf(server.url("hostile", id)), role: "edit" } as const;
      await runToEnd(hostileProject, id, options, suite.limitMilliseconds);
      expect(lookAt(hostileProject.project)).toEqual(before);
      expect(escapes(hostileProject)).toEqual([]);
      expect(markedProcesses(id)).toEqual([]);
      expect(existsSync(path.join(hostileProject.worktree, "../evil-relative.ts"))).toBe(false);
      expect(existsSync(path.join(hostileProject.worktree, "src/evil.ts"))).toBe(true);
      expect(readFileSync(path.join(hostileProject.worktree, ".git"), "utf8")).toBe(link);
    });

    it("would let the hostile model out without the limits of the role", async () => {
      const id = `${suite.name}-loose-${process.pid}`;
      const trial = trialOf(server.url("loose", id));
      const launch = (request: LaunchRequest): Launch => suite.loosen(trial.adapter.launch(request));
      await runToEnd(loose, id, { ...trial, adapter: { ...trial.adapter, launch } }, suite.limitMilliseconds);
      // Here nothing kept it from leaving a process behind.
      for (const left of markedProcesses(id)) process.kill(left, "SIGKILL");
      expect(existsSync(path.join(loose.project, "src/evil.ts"))).toBe(true);
      expect(existsSync(otherRun(loose))).toBe(true);
    });

    it.each(Object.entries(suite.failures))("%s is told as %s", async (scenario, outcome) => {
      const ended = await run(scenario, {}, 45_000);
      expect([outcome].flat(), scenario).toContain(ended.verdict.outcome);
      expect(ended.verdict.message.length).toBeGreaterThan(20);
      expect(ended.verdict.advice).not.toBeNull();
      expect(ended.report).toBeNull();
    });

    it("waits for a rate limit that lifts, and finishes", async () => {
      const ended = await run("rate-limit-twice");
      expect(ended.verdict.outcome).toBe("succeeded");
      expect(ended.report).toBe(sampleReport);
      expect(ended.facts.some((fact) => fact.kind === "activity" && fact.activity === "note")).toBe(true);
    });

    it.each(["hang", "slow"])(
      "ends in time when the model is in %s, with nothing left behind",
      async (scenario) => {
        const ended = await run(scenario, {}, 3_000);
        expect(ended.verdict.outcome).toBe("timed-out");
        expect(ended.completed).toBe(false);
        expect(markedProcesses(path.basename(ended.runFolder))).toEqual([]);
      },
    );

    it("takes a prompt of 200 KB whole", async () => {
      const filler = "All work and no play makes a long prompt. ".repeat(5_000);
      const ended = await run("no-report", {
        prompt: `${filler}\nMARK-AT-THE-END "quoted" $HOME \`id\`\n`,
        role: "propose",
      });
      expect(ended.verdict.outcome).toBe("no-report");
      const bodies = server.requests(path.basename(ended.runFolder)).map((request) => request.body);
      expect(bodies.some((body) => body.includes("MARK-AT-THE-END") && body.includes("$HOME `id`"))).toBe(
        true,
      );
    });
  });
};
