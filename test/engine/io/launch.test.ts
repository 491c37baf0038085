import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import type { Launch } from "../../../src/agents/adapter.ts";
import { createProcesses } from "../../../src/engine/io/launch.ts";
import {
  findMarked,
  isProcessAlive,
  processesOfRun,
  startTicksOf,
} from "../../../src/engine/io/process-table.ts";
import { createRunFiles } from "../../../src/engine/io/run-files.ts";
import { runMark } from "../../../src/engine/io/stop-process.ts";
import type { ProcessIdentity, RunPaths } from "../../../src/engine/ports.ts";
import { temporaryFolder } from "../../support/temporary.ts";
import { until } from "../../support/until.ts";

const runner = join(import.meta.dirname, "../../../src/agents/runner.sh");
const session = `test-${process.pid}`;
const processes = createProcesses(runner, session);
const startedRuns: [ProcessIdentity, string][] = [];
let count = 0;

afterEach(async () => {
  for (const [identity, run] of startedRuns.splice(0)) await processes.end(identity, run);
});

const start = async (script: string, change: Partial<Launch> = {}) => {
  count += 1;
  const run = `${count}`;
  const files = createRunFiles(temporaryFolder());
  const paths: RunPaths = files.prepare(run, "the prompt");
  const launch: Launch = {
    program: "/bin/sh",
    arguments: ["-c", script],
    environment: { PATH: process.env.PATH ?? "", RUN_FOLDER: paths.folder },
    workingFolder: paths.folder,
    stdinFile: null,
    files: [],
    folders: [],
    ...change,
  };
  const identity = await processes.start(launch, paths, run);
  startedRuns.push([identity, run]);
  return { run, files, paths, identity, ended: () => until("the end", () => files.exit(run)) };
};

const pidIn = (path: string) =>
  until(path, () => existsSync(path) && Number(readFileSync(path, "utf8").trim()));
const isAlive = (pid: number) => isProcessAlive({ pid, startTicks: startTicksOf(pid) ?? "gone" });

describe("a started agent", () => {
  test("writes into files, not to the engine, and its end is in a file", async () => {
    const { paths, ended } = await start("echo out; echo err >&2; exit 3");
    expect(await ended()).toMatchObject({ exitCode: 3, signal: null });
    expect(readFileSync(paths.stdout, "utf8")).toBe("out\n");
    expect(readFileSync(paths.stderr, "utf8")).toBe("err\n");
  });

  test("leads a session of its own, and both its files name the same process", async () => {
    const { identity, paths } = await start("sleep 30");
    expect(JSON.parse(readFileSync(paths.launch, "utf8"))).toEqual(identity);
    await until("the supervisor's file", () => existsSync(paths.pid));
    expect(JSON.parse(readFileSync(paths.pid, "utf8"))).toEqual(identity);
    expect(processes.isAlive(identity)).toBe(true);
    const stat = readFileSync(`/proc/${identity.pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    expect(Number(stat[3])).toBe(identity.pid);
  });

  test("gets its prompt on standard input when it wants it there, else nothing", async () => {
    const first = await start("cat");
    await first.ended();
    expect(readFileSync(first.paths.stdout, "utf8")).toBe("");
    const second = await start("cat", { stdinFile: first.paths.prompt });
    await second.ended();
    expect(readFileSync(second.paths.stdout, "utf8")).toBe("the prompt");
  });

  test("gets its arguments as they are, whatever is in them, and the environment that was given and no other", async () => {
    const words = ["a b", "$(touch hacked)", "'; rm -rf x", "-n", "", "ü\n"];
    const { paths, ended } = await start("", {
      program: process.execPath,
      arguments: [
        "-e",
        "console.log(JSON.stringify([process.argv.slice(1), Object.keys(process.env)]))",
        "--",
        ...words,
      ],
      environment: { ONLY: "this" },
    });
    await ended();
    const [given, names] = JSON.parse(readFileSync(paths.stdout, "utf8")) as [string[], string[]];
    expect(given).toEqual(words);
    expect(names.filter((name) => !["PWD", "SHLVL", "_", "OLDPWD"].includes(name)).sort()).toEqual([
      "ONLY",
      "ORCH_RUN",
    ]);
    expect(existsSync(join(paths.folder, "hacked"))).toBe(false);
  });

  test("that is not there ends with the shell's code for it", async () => {
    const { ended } = await start("", { program: "/nowhere/agent", arguments: [] });
    expect(await ended()).toMatchObject({ exitCode: 127 });
  });

  test("whose folder is not there is a sentence with both", async () => {
    await expect(start("true", { workingFolder: "/nowhere/at all" })).rejects.toThrow(
      /could not start \/bin\/sh in \/nowhere\/at all/,
    );
  });

  test("killed by a signal says so, also when it asks for it itself", async () => {
    const { ended } = await start("kill -KILL $$");
    expect(await ended()).toMatchObject({ exitCode: 137, signal: "SIGKILL" });
  });

  test("that removes its run folder is still seen to have ended", async () => {
    const { identity } = await start('cd /; rm -rf "$RUN_FOLDER"');
    await until("its end", () => !processes.isAlive(identity));
  });

  test("gets the files and folders that its adapter asks for, for their owner only", async () => {
    const folder = temporaryFolder();
    const path = join(folder, "home", "settings.json");
    const { ended } = await start("true", {
      files: [{ path, content: "{}" }],
      folders: [join(folder, "tmp")],
    });
    await ended();
    expect(readFileSync(path, "utf8")).toBe("{}");
    expect(existsSync(join(folder, "tmp"))).toBe(true);
  });
});

describe("ending an agent", () => {
  test("ends it with all that it started, also what left its session and what is deaf to signals", async () => {
    const { run, identity, paths } = await start(
      "setsid sh -c 'trap \"\" TERM; echo $$ >far; while :; do sleep 0.1; done' & sh -c 'echo $$ >near; sleep 60' & wait",
    );
    const pids = [await pidIn(join(paths.folder, "far")), await pidIn(join(paths.folder, "near"))];
    expect(pids.every(isAlive)).toBe(true);
    await processes.end(identity, run);
    expect([...pids, identity.pid].filter(isAlive)).toEqual([]);
  });

  test("lets a polite agent tidy up", async () => {
    const { run, identity, paths, ended } = await start(
      "trap 'echo tidied; exit 0' TERM; touch ready; while :; do sleep 0.05; done",
    );
    await until("it to be ready", () => existsSync(join(paths.folder, "ready")));
    await processes.end(identity, run);
    expect(readFileSync(paths.stdout, "utf8")).toContain("tidied");
    expect(await ended()).toMatchObject({ exitCode: 0 });
  });

  test("also ends what is left when the supervisor is gone", async () => {
    const { run, identity, paths } = await start("echo $$ >agent; sleep 60");
    const pid = await pidIn(join(paths.folder, "agent"));
    process.kill(identity.pid, "SIGKILL");
    await until("the supervisor's end", () => !processes.isAlive(identity));
    expect(isAlive(pid)).toBe(true);
    await processes.end(identity, run);
    expect(isAlive(pid)).toBe(false);
  });

  test("leaves alone a process that has got the pid since", async () => {
    const other = await start("sleep 60");
    const stranger = { pid: other.identity.pid, startTicks: "1" };
    expect(processes.isAlive(stranger)).toBe(false);
    await processes.end(stranger, "no such run");
    expect(processes.isAlive(other.identity)).toBe(true);
  });

  test("of an agent that has ended is nothing", async () => {
    const { run, identity, ended } = await start("true");
    await ended();
    await until("its end", () => !processes.isAlive(identity));
    await processes.end(identity, run);
  });
});

describe("the process table", () => {
  test("finds a run by its mark when no file tells of it; no other run, no child that left", async () => {
    const { run, identity, paths } = await start("setsid sh -c 'touch far; sleep 60' & wait");
    await until("the child", () => existsSync(join(paths.folder, "far")));
    for (const path of [paths.launch, paths.pid]) rmSync(path, { force: true });
    expect(processes.find(run)).toEqual(identity);
    expect(processes.find(`${run}0`)).toBeNull();
    expect(findMarked(runMark("other session", run))).toBeNull();
  });

  test("reads names with blanks and brackets in them", async () => {
    const folder = temporaryFolder();
    const program = join(folder, "a) R 1 (b");
    writeFileSync(program, "#!/bin/sh\nsleep 60\n", { mode: 0o755 });
    mkdirSync(join(folder, "x"));
    const { run, identity } = await start("", { program, arguments: [] });
    await until("both", () => processesOfRun(identity, runMark(session, run)).length >= 2);
    expect(startTicksOf(identity.pid)).toBe(identity.startTicks);
  });

  test("has no start time for a process that is not there, and it is not alive", () => {
    expect(startTicksOf(2 ** 22 + 1)).toBeNull();
    expect(isProcessAlive({ pid: 2 ** 22 + 1, startTicks: null })).toBe(false);
    expect(isProcessAlive({ pid: process.pid, startTicks: startTicksOf(process.pid) })).toBe(true);
  });
});
