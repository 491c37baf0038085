import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { endEngine, git, orch, orchProgram, readEvents, sessionsOf, temporaryFolder } from "./orch.ts";
import { TestTerminal } from "./terminal.ts";

describe("the playground without a terminal", () => {
  const folder = temporaryFolder("playground");
  const project = join(folder.path, "project");
  let result: ReturnType<typeof orch>;
  beforeAll(() => {
    result = orch(["playground", project], folder.path);
  }, 120_000);
  afterAll(folder.dispose);

  test("says that it approves by itself, reaches its target and ends with 0", () => {
    expect(result.stderr).toBe("");
    expect(result.exitCode).toBe(0);
    expect(result.stdout).toContain(
      "Everything is approved by itself, because the playground is a throwaway copy.",
    );
    expect(result.stdout).toContain("Status: SUCCESS");
    expect(result.stdout).toMatch(/Confirmations\n.*delete many lines.*approved by policy/);
  });

  test("leaves a history whose commits name what they are for, and a clean tree", () => {
    const log = git(project, "log", "--format=%s%n%b");
    expect(log).toMatch(/Fix P0: /);
    expect(log).toMatch(/Fix P2: Unused file/);
    expect(log).toMatch(/Orch-Run: [0-9a-f-]{36}\/\d{3}/);
    expect(git(project, "status", "--porcelain")).toBe("");
    expect(git(project, "worktree", "list").trim().split("\n")).toHaveLength(1);
  });

  test("names only lines that exist", () => {
    const [session = ""] = sessionsOf(project);
    const recorded = readEvents(session).filter((event) => event.type === "findings.recorded");
    expect(recorded.length).toBeGreaterThan(3);
    expect(JSON.stringify(recorded)).not.toContain('"evidence":"unverified"');
  });

  test("gives a report whose numbers a script can read, and a recording that folds to the same state", () => {
    const [session = ""] = sessionsOf(project);
    const report = JSON.parse(readFileSync(join(session, "reports", "final.json"), "utf8"));
    expect(report).toMatchObject({ stop_reason: "target-reached", exit_code: 0, total_cost_usd: 0 });
    expect(report.final_score).toBeGreaterThan(report.initial_score);
    const fromJournal = orch(["show", join(session, "journal.ndjson"), "--json"], project).stdout;
    const fromRecording = orch(["show", join(session, "session.json"), "--json"], project).stdout;
    expect(JSON.parse(fromRecording)).toEqual(JSON.parse(fromJournal));
    expect(readdirSync(join(session, "inbox", "done"))).toEqual([]);
  });
});

describe("the playground in a terminal", () => {
  const folder = temporaryFolder("playground-tui");
  const project = join(folder.path, "project");
  const size = { columns: 120, rows: 36, workingFolder: folder.path };
  const terminals: TestTerminal[] = [];
  const open = (...orchArguments: readonly string[]): TestTerminal => {
    const terminal = new TestTerminal(process.execPath, [orchProgram, ...orchArguments], {
      ...size,
      workingFolder: orchArguments[0] === "playground" ? folder.path : project,
    });
    terminals.push(terminal);
    return terminal;
  };
  afterAll(() => {
    for (const terminal of terminals) terminal.dispose();
    for (const session of sessionsOf(project)) endEngine(session);
    folder.dispose();
  });

  test("watch, leave, come back, answer, see the score rise, replay", { timeout: 180_000 }, async () => {
    const first = open("playground", project);
    await first.shows("agents busy");
    await first.shows("local · audit backend");
    expect(first.isAlternate()).toBe(true);
    first.type("q");
    expect(await first.exited()).toBe(0);
    await first.until("the normal screen", () => !first.isAlternate());
    await first.shows("The session goes on. Come back with: orch tui");

    const second = open("tui");
    await second.shows("Confirmation required", 90);
    await second.shows("58 lines will be removed");
    // Keys are not taken while a question is only just coming up.
    await second.pressUntil("y", "the answer", () => !second.text().includes("Confirmation required"));
    await second.until("the end of the session", () => /■ stopped/.test(second.text()), 120);
    second.type("q");
    expect(await second.exited()).toBe(0);
    await second.until("the report", () => second.raw.includes("Status: SUCCESS"));

    const [session = ""] = sessionsOf(project);
    const answered = readEvents(session).filter((event) => event.type === "confirmation.answered");
    expect(answered).toMatchObject([
      { confirmation: "C1", answer: "approved", by: "person", channel: "control room" },
    ]);

    const replay = open("tui", "--replay", join(session, "session.json"));
    await replay.shows("‖ 1×");
    await replay.pressUntil("\u001b[C", "a step", () => !replay.text().includes("discovery ·"));
    replay.type("q");
    expect(await replay.exited()).toBe(0);
  });
});
