import { appendFileSync, existsSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { selectLedger } from "../../src/engine/domain/select.ts";
import { sendCommand } from "../../src/engine/io/inbox.ts";
import { isProcessAlive, startTicksOf } from "../../src/engine/io/process-table.ts";
import { type SessionPaths, sessionPaths } from "../../src/engine/io/session-folder.ts";
import {
  git,
  makeProject,
  onlySession,
  type Project,
  play,
  readEvents,
  readState,
  resume,
  startOrch,
  startsOf,
} from "../support/real-session.ts";
import { until } from "../support/until.ts";

const pathsOf = (project: Project): SessionPaths =>
  sessionPaths(project.sessions, onlySession(project) ?? "");

const isAlive = (pid: number) => isProcessAlive({ pid, startTicks: startTicksOf(pid) ?? "gone" });

const has = (project: Project, look: (state: ReturnType<typeof readState>) => unknown) => () =>
  onlySession(project) !== null && look(readState(pathsOf(project))) ? true : null;

describe("an engine that is killed", () => {
  test("takes its agents back when it is started again: none runs twice, no money is forgotten", async () => {
    const project = makeProject({ agents: { fixture: { EDIT: "slow" } } });
    const first = startOrch(project, "run", "--agent", "fixture");
    await until("the editor to run", () => startsOf(project).find((start) => start.role === "edit"));
    await until(
      "its launch to be in the journal",
      has(project, (state) => state.runs["002"]?.status === "running"),
    );
    first.kill("SIGKILL");
    await first.ended;
    const [, editor] = startsOf(project);
    expect(isAlive(editor!.pid)).toBe(true);
    expect(selectLedger(readState(pathsOf(project))).spentUsd).toBeCloseTo(0.01);

    const second = startOrch(project, "run", "--resume", onlySession(project)!);
    await until(
      "the new engine",
      has(project, (state) => state.engine?.pid === second.pid),
    );
    writeFileSync(project.go, "");
    expect(await second.ended).toEqual({ code: 0, signal: null });
    expect(startsOf(project).map(({ run }) => run)).toEqual(["001", "002", "003"]);
    const state = readState(pathsOf(project));
    expect(state.stop?.reason).toBe("target-reached");
    expect(selectLedger(state).spentUsd).toBeCloseTo(0.04);
    expect(readEvents(pathsOf(project)).filter((event) => event.type === "run.launched")).toHaveLength(3);
  });

  test("finds what ended in the meantime, also when its time was over by then: it is not thrown away", async () => {
    const project = makeProject({ agents: { fixture: { AUDIT: "slow", timeoutSeconds: 2 } } });
    const first = startOrch(project, "run", "--agent", "fixture");
    await until(
      "the audit to run",
      has(project, (state) => state.runs["001"]?.status === "running"),
    );
    first.kill("SIGKILL");
    await first.ended;
    writeFileSync(project.go, "");
    const paths = pathsOf(project);
    await until("the audit to end", () => existsSync(join(paths.runs, "001/exit.json")));
    const launched = Date.parse(readState(paths).runs["001"]?.launchedAt ?? "");
    await until("its time to be over", () => Date.now() > launched + 2500);
    const { state } = await resume(paths);
    expect(state.runs["001"]?.outcome).toBe("succeeded");
    expect(state.stop?.reason).toBe("target-reached");
  });

  test("between the start of an agent and its event: the agent is found, not started again", async () => {
    const project = makeProject({ agents: { fixture: { AUDIT: "slow" } } });
    const first = startOrch(project, "run", "--agent", "fixture");
    await until("the audit to run", () => startsOf(project)[0]);
    await until(
      "the launch",
      has(project, (state) => state.runs["001"]?.status === "running"),
    );
    first.kill("SIGKILL");
    await first.ended;
    const paths = pathsOf(project);
    const before = readFileSync(paths.journal, "utf8").split("\n");
    const launch = before.findIndex((line) => line.includes('"run.launched"'));
    writeFileSync(paths.journal, `${before.slice(0, launch).join("\n")}\n`);
    truncateSync(join(paths.runs, "001/launch.json"), 0);
    truncateSync(join(paths.runs, "001/pid.json"), 0);
    const { state } = await resume(paths, {
      onEvents: (events) => {
        if (events.some((event) => event.type === "run.launched")) writeFileSync(project.go, "");
      },
    });
    expect(state.stop?.reason).toBe("target-reached");
    expect(startsOf(project).map(({ run }) => run)).toEqual(["001", "002", "003"]);
  });

  test("again and again, at any moment: the session still comes to its end, and each run starts once", async () => {
    const project = makeProject({ files: { "src/two.txt": "BUG leaking socket in the pool\n" } });
    let program = startOrch(project, "run", "--agent", "fixture", "--json");
    for (const seen of [3, 6, 9, 12, 16, 20, 25, 30]) {
      await until("some events more", () => {
        const id = onlySession(project);
        return id !== null && readEvents(sessionPaths(project.sessions, id)).length >= seen;
      });
      program.kill("SIGKILL");
      await program.ended;
      program = startOrch(project, "run", "--resume", onlySession(project)!, "--json");
    }
    expect((await program.ended).code).toBe(0);
    const starts = startsOf(project).map(({ run }) => run);
    expect(new Set(starts).size).toBe(starts.length);
    expect(git(project.root, "log", "--format=%s").split("\n")).toHaveLength(3);
    expect(git(project.root, "status", "--porcelain")).toBe("");
  }, 60_000);

  test("in the middle of writing: the torn line is cut off and said, the rest goes on", async () => {
    const project = makeProject();
    const { paths } = await play(project);
    const lines = readFileSync(paths.journal, "utf8").split("\n");
    const cut = lines.findIndex((line) => line.includes('"findings.recorded"'));
    writeFileSync(paths.journal, `${lines.slice(0, cut).join("\n")}\n{"seq":99,"at":"20`);
    const { state } = await resume(paths);
    expect(state.warnings.map((warning) => warning.message).join()).toContain("18 bytes of it were removed");
    expect(
      readEvents(paths).some((event) => event.type === "journal.repaired" && event.bytesCut === 18),
    ).toBe(true);
    expect(state.stop).not.toBeNull();
  });
});

describe("a session", () => {
  test("has one engine: the second is refused, says who has it and what to do, and disturbs nothing", async () => {
    const project = makeProject({ agents: { fixture: { AUDIT: "slow" } } });
    const first = startOrch(project, "run", "--agent", "fixture");
    await until("the audit", () => startsOf(project)[0]);
    const second = startOrch(project, "run", "--resume", onlySession(project)!);
    expect((await second.ended).code).toBe(2);
    expect(second.output()).toContain(`run by process ${first.pid}`);
    expect(second.output()).toContain("orch tui");
    writeFileSync(project.go, "");
    expect((await first.ended).code).toBe(0);
    expect(startsOf(project)).toHaveLength(3);
  });

  test("with a bad line in its journal is refused with file and line, and nothing is changed", async () => {
    const { paths } = await play(makeProject());
    const lines = readFileSync(paths.journal, "utf8").split("\n");
    lines[4] = "garbage";
    writeFileSync(paths.journal, lines.join("\n"));
    const before = readFileSync(paths.journal, "utf8");
    await expect(resume(paths)).rejects.toThrow(`${paths.journal}, line 5 is not JSON`);
    expect(readFileSync(paths.journal, "utf8")).toBe(before);
    expect(existsSync(paths.lock)).toBe(false);
  });

  test("whose journal holds no whole event is refused with a sentence, and does not wait for ever", async () => {
    const { paths } = await play(makeProject());
    writeFileSync(paths.journal, '{"seq":1,"at"');
    await expect(resume(paths)).rejects.toThrow(/holds no session/);
  });

  test("takes at resume what was answered while it had no engine", async () => {
    const project = makeProject({ agents: { fixture: { EDIT: "six-files" } } });
    const { state, paths } = await play(project, { agent: "fixture" });
    expect(state.stop?.reason).toBe("confirmation-needed");
    await sendCommand(paths, {
      kind: "answer",
      channel: "orch command",
      confirmation: "C1",
      answer: "approved",
    });
    const again = await resume(paths);
    expect(again.state.confirmations.C1).toMatchObject({ answer: "approved", by: "person" });
    expect(git(project.root, "ls-files", "src")).toContain("src/new-6.txt");
    expect(startsOf(project).filter((start) => start.role === "edit")).toHaveLength(1);
  });

  test("says of a command file that is none what is wrong with it, once, and puts it aside", async () => {
    const { paths } = await play(makeProject());
    writeFileSync(join(paths.inbox, "zzz.json"), "{nonsense");
    const { state } = await resume(paths);
    expect(state.warnings.at(-1)?.message).toContain("zzz.json is not a command");
    expect(existsSync(join(paths.inboxDone, "zzz.json"))).toBe(true);
  });

  test("that was aborted goes on where it was: what was stopped is begun anew", async () => {
    const project = makeProject({ agents: { fixture: { AUDIT: "slow" } } });
    const first = startOrch(project, "run", "--agent", "fixture");
    await until("the audit", () => startsOf(project)[0]);
    first.kill("SIGINT");
    expect(await first.ended, first.output()).toEqual({ code: 130, signal: null });
    expect(isAlive(startsOf(project)[0]!.pid)).toBe(false);
    expect(readState(pathsOf(project)).stop?.reason).toBe("interrupted");
    writeFileSync(project.go, "");
    const { state } = await resume(pathsOf(project));
    expect(state.stop?.reason).toBe("target-reached");
    expect(startsOf(project).map(({ run }) => run)).toEqual(["001", "002", "003", "004"]);
  });

  test("replays to the same state from its journal as from its recording", async () => {
    const { paths, state } = await play(makeProject());
    expect(readState(paths)).toEqual(state);
    const recording = JSON.parse(readFileSync(paths.recording, "utf8")) as { events: unknown[] };
    expect(recording.events).toEqual(readEvents(paths));
    appendFileSync(paths.journal, "{torn");
    expect(readState(paths)).toEqual(state);
  });
});

describe("exit codes", () => {
  test.each([
    ["target reached", 0, {}, []],
    ["below the target", 3, { EDIT: "lie" }, []],
    ["budget", 4, {}, ["--max-budget-usd", "0.005"]],
    ["a confirmation needed", 5, { EDIT: "six-files" }, []],
    ["no agent", 6, { AUDIT: "garbage" }, []],
    ["a wrong agent name", 2, {}, ["--agent", "nobody"]],
  ] as const)("%s: %i", async (_name, code, character, words) => {
    const project = makeProject({ agents: { fixture: character } });
    const agent = (words as readonly string[]).includes("--agent") ? [] : ["--agent", "fixture"];
    const program = startOrch(project, "run", ...agent, ...words);
    const end = await program.ended;
    expect(end.code, program.output()).toBe(code);
    expect(program.output()).not.toMatch(/^\s+at /m);
  });
});
