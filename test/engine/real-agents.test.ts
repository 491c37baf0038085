import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { sendCommand } from "../../src/engine/io/inbox.ts";
import { isProcessAlive, startTicksOf } from "../../src/engine/io/process-table.ts";
import { git, leftoverBranches, makeProject, play, startsOf } from "../support/real-session.ts";

const outcomes = (state: Awaited<ReturnType<typeof play>>["state"]) =>
  state.runOrder.map((id) => {
    const run = state.runs[id]!;
    return `${run.task.kind} ${run.outcome}`;
  });

const isAlive = (pid: number) => isProcessAlive({ pid, startTicks: startTicksOf(pid) ?? "gone" });

const pidIn = (path: string) => Number(readFileSync(path, "utf8").trim());

describe("agents as they should be", () => {
  test("find, fix and find nothing any more: a merged commit that names the finding, success", async () => {
    const project = makeProject();
    const { state } = await play(project);
    expect(state.stop).toMatchObject({ reason: "target-reached", exitCode: 0 });
    expect(state.scores.map((score) => score.overall)).toEqual([90, 100]);
    expect(readFileSync(join(project.root, "src/one.txt"), "utf8")).toBe("fine\nfine\n");
    expect(git(project.root, "log", "-1", "--format=%s")).toContain("BUG broken parser of dates");
    expect(git(project.root, "status", "--porcelain")).toBe("");
    expect(leftoverBranches(project)).toEqual([]);
    expect(outcomes(state)).toEqual(["audit succeeded", "fix succeeded", "audit succeeded"]);
    expect(state.runs["001"]?.usage).toMatchObject({ costUsd: 0.01, source: "reported" });
  });

  test("leave files that tell everything: prompt, output, report, exit, recording, final report", async () => {
    const { paths } = await play(makeProject());
    for (const file of ["prompt.md", "stdout.log", "stderr.log", "report.md", "exit.json", "launch.json"])
      expect(existsSync(join(paths.runs, "001", file)), file).toBe(true);
    for (const file of [paths.recording, join(paths.reports, "final.md"), join(paths.reports, "final.json")])
      expect(existsSync(file), file).toBe(true);
    expect(existsSync(paths.lock)).toBe(false);
  });
});

describe("agents that fail", () => {
  test("crash: tried again, then another agent; what half of an edit left never reaches the branch", async () => {
    const project = makeProject({ agents: { fixture: { EDIT: "crash" }, other: {} } });
    const { state } = await play(project);
    const edits = state.runOrder.flatMap((id) =>
      state.runs[id]?.task.kind === "fix" ? [state.runs[id]] : [],
    );
    expect(edits.map((run) => [run?.agent, run?.outcome])).toEqual([
      ["fixture", "crashed"],
      ["fixture", "crashed"],
      ["fixture", "crashed"],
      ["other", "succeeded"],
    ]);
    expect(edits[0]?.message).toContain("139");
    expect(existsSync(join(project.root, "src/half.txt"))).toBe(false);
    expect(state.stop?.reason).toBe("target-reached");
  });

  test("lie: exit code 0 without a report is no success", async () => {
    const project = makeProject({ agents: { fixture: { AUDIT: "lie" }, other: {} } });
    const { state } = await play(project);
    expect(state.runOrder.slice(0, 3).map((id) => [state.runs[id]?.agent, state.runs[id]?.outcome])).toEqual([
      ["fixture", "no-report"],
      ["fixture", "no-report"],
      ["other", "succeeded"],
    ]);
    expect(state.runs["002"]?.choice).toContain("asked once more");
    expect(
      readFileSync(join(project.sessions, state.facts!.sessionId, "runs/002/prompt.md"), "utf8"),
    ).not.toBe(readFileSync(join(project.sessions, state.facts!.sessionId, "runs/001/prompt.md"), "utf8"));
  });

  test("print: a report that was given as the answer is written down, not asked for again", async () => {
    const { state, paths } = await play(makeProject({ agents: { fixture: { AUDIT: "print" } } }));
    expect(state.stop).toMatchObject({ reason: "target-reached" });
    expect(state.runOrder).toEqual(["001"]);
    expect(state.runs["001"]).toMatchObject({ outcome: "succeeded" });
    expect(state.runs["001"]?.message).toContain("taken from its answer");
    expect(readFileSync(join(paths.runs, "001/report.md"), "utf8")).toContain("wrote no file");
  });

  test("whole-then-crash: an audit whose report is whole is not paid for twice", async () => {
    const { state } = await play(makeProject({ agents: { fixture: { AUDIT: "whole-then-crash" } } }));
    expect(state.stop).toMatchObject({ reason: "target-reached" });
    expect(state.runOrder).toEqual(["001"]);
    expect(state.runs["001"]).toMatchObject({ outcome: "succeeded", exitCode: 7 });
    expect(state.runs["001"]?.message).toContain("whole by then");
  });

  test("leak: a key that an agent says or writes into its report is in no journal and no final report", async () => {
    const agents = { fixture: { AUDIT: "leak", MY_API_KEY: "sk-very-secret" } };
    const { state, paths } = await play(makeProject({ agents }), { agent: "fixture" });
    expect(state.findings.F1?.title).toBe("The key *** is everywhere");
    for (const file of [paths.journal, paths.recording, join(paths.reports, "final.md")]) {
      expect(readFileSync(file, "utf8"), file).not.toContain("sk-very-secret");
    }
  });

  test("half-then-crash: half a report is none", async () => {
    const project = makeProject({ agents: { fixture: { AUDIT: "half-then-crash" }, other: {} } });
    const { state } = await play(project);
    const outcomeOf = (id: string) => [state.runs[id]?.agent, state.runs[id]?.outcome];
    expect(["001", "002", "003"].map(outcomeOf)).toEqual([
      ["fixture", "crashed"],
      ["fixture", "crashed"],
      ["fixture", "crashed"],
    ]);
    expect(state.scores[0]?.overall).toBe(90);
  });

  test.each(["garbage", "chatter", "echo", "link-report", "pipe-report"])(
    "%s: not taken for a report, and never for a clean one",
    async (character) => {
      const project = makeProject({ agents: { fixture: { AUDIT: character } } });
      const { state } = await play(project, { agent: "fixture" });
      expect(state.stop).toMatchObject({ reason: "no-agent", exitCode: 6 });
      expect(state.scores.every((score) => score.overall === null)).toBe(true);
      expect(Object.keys(state.findings)).toEqual([]);
    },
  );

  test("hang: deaf to signals, it is ended by force when its time is over, and when the session is aborted", async () => {
    const project = makeProject({ agents: { fixture: { AUDIT: "hang", timeoutSeconds: 1 } } });
    const { state } = await play(project, {
      agent: "fixture",
      onEvents: (events, paths) => {
        if (events.some((event) => event.type === "run.launched" && event.run === "002"))
          void sendCommand(paths, { kind: "abort", channel: "test" });
      },
    });
    expect(state.stop).toMatchObject({ reason: "aborted", exitCode: 130 });
    expect(state.runOrder.map((id) => state.runs[id]?.outcome)).toEqual(["timed-out", "stopped"]);
    expect(startsOf(project).filter((start) => isAlive(start.pid))).toEqual([]);
  });

  test("flood: 50 MB of output are taken as they are, and the journal stays small", async () => {
    const project = makeProject({ agents: { fixture: { AUDIT: "flood" } } });
    const { state, events, paths } = await play(project, { agent: "fixture" });
    expect(state.stop?.reason).toBe("target-reached");
    expect(state.runs["001"]?.outputBytes).toBeGreaterThan(50_000_000);
    expect(events.length).toBeLessThan(200);
    expect(readFileSync(paths.journal).length).toBeLessThan(200_000);
  }, 60_000);

  test("fork: what an agent leaves running ends with it", async () => {
    const project = makeProject({ agents: { fixture: { AUDIT: "fork" } } });
    const { state } = await play(project, { agent: "fixture" });
    expect(state.stop?.reason).toBe("target-reached");
    expect(isAlive(pidIn(`${project.starts}.child`))).toBe(false);
  });
});

describe("what an editor does beyond its task", () => {
  test("edits outside of its worktree: its own work is merged, or not, but nothing is taken over silently", async () => {
    const project = makeProject({ agents: { fixture: { EDIT: "outside" } } });
    const { state } = await play(project, { agent: "fixture" });
    const text = git(project.root, "show", "HEAD:src/one.txt");
    expect(text).not.toContain("written from outside");
    expect(readFileSync(join(project.root, "src/one.txt"), "utf8")).toContain("written from outside");
    expect(state.runs["002"]?.changes?.discarded).toMatchObject({
      reason: "failed",
      detail: expect.stringContaining("Uncommitted changes stand in the way: src/one.txt"),
    });
    expect(existsSync(state.runs["002"]?.changes?.discarded?.keptAt ?? "")).toBe(true);
  });

  test("deletes its worktree: the run has changed nothing, the project is whole, the session goes on", async () => {
    const project = makeProject({ agents: { fixture: { EDIT: "delete-worktree" } } });
    const { state } = await play(project, { agent: "fixture" });
    expect(state.stop?.reason).toBe("max-iterations");
    expect(state.warnings.map((warning) => warning.code)).toContain("measure");
    expect(git(project.root, "status", "--porcelain")).toBe("");
    expect(git(project.root, "rev-list", "--count", "HEAD")).toBe("1");
  });

  test("six files: asked about; without a person the session stops and the branch is untouched", async () => {
    const project = makeProject({ agents: { fixture: { EDIT: "six-files" } } });
    const { state } = await play(project, { agent: "fixture" });
    expect(state.stop).toMatchObject({ reason: "confirmation-needed", exitCode: 5 });
    expect(state.confirmations.C1).toMatchObject({ risk: "medium", answer: null });
    expect(state.confirmations.C1?.details[0]).toBe("6 files will be changed");
    expect(git(project.root, "rev-list", "--count", "HEAD")).toBe("1");
  });

  test("sixty lines: high risk, so --yes-to medium is not enough and --yes-to high is", async () => {
    const files = { "src/long.txt": "line\n".repeat(100) };
    const setup = { agents: { fixture: { EDIT: "sixty-lines" } }, files };
    const first = await play(makeProject(setup), { agent: "fixture", yesTo: ["low", "medium"] });
    expect(first.state.stop?.reason).toBe("confirmation-needed");
    const project = makeProject(setup);
    const second = await play(project, { agent: "fixture", yesTo: ["high"] });
    expect(second.state.confirmations.C1).toMatchObject({ risk: "high", answer: "approved", by: "policy" });
    expect(git(project.root, "show", "HEAD:src/long.txt").split("\n")).toHaveLength(40);
  });

  test("commits by itself on another branch: its work comes as one commit with orch's words", async () => {
    const project = makeProject({ agents: { fixture: { EDIT: "commits" } } });
    const { state } = await play(project, { agent: "fixture" });
    expect(state.stop?.reason).toBe("target-reached");
    expect(git(project.root, "log", "--format=%s", "main")).not.toContain("my own words");
    expect(git(project.root, "rev-list", "--count", "main")).toBe("2");
    expect(git(project.root, "symbolic-ref", "--short", "HEAD")).toBe("main");
  });

  test("conflict: two runs side by side want the same line; one is merged, the other kept, nothing is half-done", async () => {
    const project = makeProject({
      agents: { fixture: { EDIT: "same-line" } },
      files: { "src/two.txt": "BUG leaking socket in the pool\n", "src/shared.txt": "as it was\n" },
    });
    const { state } = await play(project, { agent: "fixture" });
    const edits = state.runOrder.flatMap((id) =>
      state.runs[id]?.task.kind === "fix" ? [state.runs[id]] : [],
    );
    const merged = edits.filter((run) => run?.changes?.mergedAs !== null);
    const refused = edits.filter((run) => run?.changes?.discarded?.reason === "conflict");
    expect([merged.length, refused.length]).toEqual([1, 1]);
    expect(existsSync(refused[0]?.changes?.discarded?.keptAt ?? "")).toBe(true);
    expect(git(project.root, "show", "HEAD:src/shared.txt")).toBe(`as run ${merged[0]?.id} wants it`);
    expect(git(project.root, "status", "--porcelain")).toBe("");
  });
});

test("an editor that was stopped before it changed anything leaves neither worktree nor branch", async () => {
  const project = makeProject({ agents: { fixture: { EDIT: "slow" } } });
  const { state, paths } = await play(project, {
    agent: "fixture",
    onEvents: (events, where) => {
      if (events.some((event) => event.type === "run.launched" && event.run === "002"))
        void sendCommand(where, { kind: "abort", channel: "test" });
    },
  });
  expect(outcomes(state)).toEqual(["audit succeeded", "fix stopped"]);
  expect(leftoverBranches(project)).toEqual([]);
  expect(readdirSync(paths.worktrees)).toEqual([]);
});

test("no agent is started more often than the journal says", async () => {
  const project = makeProject({ agents: { fixture: { EDIT: "lie" } } });
  const { events } = await play(project, { agent: "fixture" });
  const requested = events.flatMap((event) => (event.type === "run.requested" ? [event.run] : []));
  expect(startsOf(project).map((start) => start.run)).toEqual(requested);
});
