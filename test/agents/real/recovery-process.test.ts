import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { sessionsOf } from "../../e2e/orch.ts";
import { until } from "../../support/until.ts";
import { type Scenario, sampleReport } from "../fake-model/scenario.ts";
import { firstMissing, realBinary } from "./binaries.ts";
import { type Play, processesOf, story, usePlays } from "./session-kit.ts";

const absent = firstMissing("claude", "codex", "gemini");

const scenarios: Readonly<Record<string, Scenario>> = {
  "hangs-once": {
    turns: [
      { do: "hang", after: "nothing", times: 1 },
      { do: "write", file: "{report}", content: sampleReport },
      { do: "say", text: "Done." },
    ],
  },
};

/** A program in the place of the real one, as `agents.<name>.binary` may name it. */
const writeProgram = (play: Play, name: string, lines: readonly string[]): string => {
  const file = path.join(path.dirname(play.project), name);
  writeFileSync(file, ["#!/bin/sh", ...lines, ""].join("\n"));
  chmodSync(file, 0o755);
  return file;
};

const childrenOf = (parent: number): readonly number[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
        return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]) === parent;
      } catch {
        return false;
      }
    });

/** The most memory that a process has had, in megabytes; null when it is gone. */
const peakMegabytes = (pid: number): number | null => {
  try {
    const peak = readFileSync(`/proc/${pid}/status`, "utf8").match(/VmHWM:\s+(\d+) kB/)?.[1];
    return peak === undefined ? null : Number(peak) / 1024;
  } catch {
    return null;
  }
};

describe.skipIf(absent !== null).concurrent(
  absent?.title ?? "programs of real agents in a session",
  {
    timeout: 180_000,
  },
  () => {
    const createPlay = usePlays(scenarios);

    test("that hang are ended, get half as much time more each time, and leave nothing behind", async () => {
      const play = createPlay("hang");
      play.configure(play.agent("gemini", "hang", { timeoutSeconds: 3 }), { preferredAuditTool: "gemini" });
      const { exitCode, output } = await play.run();
      expect(exitCode).toBe(0);
      const times = [1, 2, 3].map((attempt) => `gemini #${attempt} timed-out`);
      expect(story(play)).toEqual([...times, "local #4 succeeded"]);
      const given = play.events("run.requested").map((event) => event.timeoutSeconds);
      expect(given.slice(0, 3)).toEqual([3, 4.5, 6.75]);
      expect(output).toContain("again with 5 s");
      expect(processesOf(play.project)).toEqual([]);
    });

    test("that somebody kills have crashed, and are tried again", async () => {
      const play = createPlay("killed");
      play.configure(play.agent("codex", "hangs-once"));
      const session = play.start("run", "--agent", "codex");
      await until("the agent to call its model", () => play.requests().length > 0, 60);
      const runner = Number(JSON.parse(readFileSync(play.runFile("001", "pid.json"), "utf8")).pid);
      const agents = childrenOf(runner);
      expect(agents).toHaveLength(1);
      for (const pid of agents) process.kill(pid, "SIGKILL");
      expect((await session.ended).exitCode).toBe(0);
      expect(story(play)).toEqual(["codex #1 crashed", "codex #2 succeeded"]);
      expect(play.events("run.finished")[0]?.message).toContain("SIGKILL");
      expect(processesOf(play.project)).toEqual([]);
    });

    test("that fail again and again keep their count when the engine is killed in between", async () => {
      const play = createPlay("restart");
      play.configure(play.agent("claude", "server-error"));
      const first = play.start("run");
      const secondRun = () => play.events("run.launched").some((event) => event.run === "002");
      await until("the second attempt", secondRun, 60);
      process.kill(first.pid, "SIGKILL");
      await first.ended;
      const { exitCode } = await play.run("--resume");
      expect(exitCode).toBe(0);
      const tries = [1, 2, 3].map((attempt) => `claude #${attempt} server-error`);
      expect(story(play)).toEqual([...tries, "local #4 succeeded"]);
      expect(play.events("run.launched").map((event) => event.run)).toEqual(["001", "002", "003", "004"]);
      // Three calls each: none of the three was started twice.
      expect(play.requests().filter((request) => request.answer === "fail 500")).toHaveLength(9);
    });

    test("that print 50 MB of rubbish around their own lines are read all the same, in little memory", async () => {
      const play = createPlay("rubbish");
      const real = realBinary("claude").path;
      const half = '{"type":"result","subtype":"error_during_execution","is_error":true,"res';
      const binary = writeProgram(play, "noisy", [
        `[ "$1" = --version ] && exec ${real} --version`,
        `printf 'Warning \\033[2J\\n{"type":\\n${half}\\n'`,
        `yes '${half}' | head -c 25000000`,
        `head -c 25000000 /dev/zero | tr '\\0' x`,
        `echo; ${real} "$@"; code=$?; printf '${half}'; exit $code`,
      ]);
      play.configure(play.agent("claude", "ok", { binary }));
      const session = play.start("run", "--agent", "claude");
      const peaks: number[] = [];
      const timer = setInterval(() => peaks.push(peakMegabytes(session.pid) ?? 0), 50);
      const { exitCode } = await session.ended;
      clearInterval(timer);
      expect(exitCode).toBe(0);
      expect(story(play)).toEqual(["claude #1 succeeded"]);
      expect(play.events("report.read")[0]?.reportedScore).toBe(82);
      expect(Number(play.events("run.finished")[0]?.outputBytes)).toBeGreaterThan(50_000_000);
      const journal = path.join(sessionsOf(play.project)[0] ?? "", "journal.ndjson");
      expect(statSync(journal).size).toBeLessThan(100_000);
      expect(Math.max(...peaks)).toBeGreaterThan(20);
      expect(Math.max(...peaks)).toBeLessThan(400);
    });

    test("that are too old, not there, or without a login are passed over, and doctor says why", async () => {
      const play = createPlay("unusable");
      const binary = writeProgram(play, "old", ["echo '1.0.3 (Claude Code)'"]);
      const { gemini } = play.agent("gemini", "ok");
      play.configure(
        {
          ...play.agent("claude", "ok", { binary }),
          ...play.agent("codex", "ok", { binary: "/nowhere/codex" }),
          gemini: { ...gemini, env: { HOME: play.project } },
        },
        { chooseAgent: { audit: ["claude", "codex", "gemini"] } },
      );
      const { exitCode } = await play.run();
      expect(exitCode).toBe(0);
      expect(story(play)).toEqual(["local #1 succeeded"]);
      const choice = String(play.events("run.requested")[0]?.choice);
      const { output } = await play.start("doctor").ended;
      for (const said of [choice, output]) {
        const words = said.replaceAll(/\s+/g, " ");
        expect(words).toContain("Claude Code 1.0.3 is too old");
        expect(words).toContain("/nowhere/codex is not there or not executable");
        expect(words).toContain("Gemini CLI is not logged in");
      }
    });
  },
);
