import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { lockHolder, takeLock } from "../../../src/engine/io/lock.ts";
import { startTicksOf } from "../../../src/engine/io/process-table.ts";
import { temporaryFolder } from "../../support/temporary.ts";
import { until } from "../../support/until.ts";

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

const program = join(import.meta.dirname, "../../support/programs/take-lock.ts");

const deadPid = (): number => spawnSync("true").pid;

test("is taken once, given back, and can be taken again", () => {
  const path = join(temporaryFolder(), "lock");
  const lock = takeLock(path);
  if (!("release" in lock)) throw new Error("not taken");
  expect(lockHolder(path)).toEqual({ pid: process.pid, startTicks: startTicksOf(process.pid) });
  expect(takeLock(path)).toEqual({ heldBy: { pid: process.pid, startTicks: startTicksOf(process.pid) } });
  lock.release();
  expect(lockHolder(path)).toBeNull();
  expect("release" in takeLock(path)).toBe(true);
});

test("of a process that died is free; so is one whose pid was given to another process", () => {
  for (const owner of [
    { pid: deadPid(), startTicks: "1" },
    { pid: process.pid, startTicks: "1" },
  ]) {
    const path = join(temporaryFolder(), "lock");
    writeFileSync(path, JSON.stringify(owner));
    expect(lockHolder(path)).toBeNull();
    expect("release" in takeLock(path)).toBe(true);
  }
});

test.each(["", "{", "[]", '{"pid":"x"}', "null"])("with %j in it is a dead one", (content) => {
  const path = join(temporaryFolder(), "lock");
  writeFileSync(path, content);
  expect("release" in takeLock(path)).toBe(true);
});

test("leaves nothing but itself in the folder", () => {
  const folder = temporaryFolder();
  const path = join(folder, "lock");
  writeFileSync(path, JSON.stringify({ pid: deadPid(), startTicks: "1" }));
  takeLock(path);
  expect(readdirSync(folder)).toEqual(["lock"]);
});

test("of a dead process goes to exactly one of several that want it in the same instant", async () => {
  const folder = temporaryFolder();
  const count = 40;
  const dead = JSON.stringify({ pid: deadPid(), startTicks: "1" });
  for (let index = 0; index < count; index += 1) writeFileSync(join(folder, `lock-${index}`), dead);
  const answers = Array.from({ length: 5 }, (_, index) => join(folder, `answer-${index}`));
  for (const answer of answers)
    children.push(spawn(process.execPath, [program, folder, `${count}`, answer], { stdio: "inherit" }));
  await until("all to stand ready", () => answers.every((answer) => existsSync(`${answer}.ready`)));
  writeFileSync(join(folder, "shot"), "");
  await until("all answers", () => answers.every((answer) => existsSync(answer)));
  const taken = answers.flatMap((answer) => JSON.parse(readFileSync(answer, "utf8")) as number[]);
  expect(taken.sort((left, right) => left - right)).toEqual(
    Array.from({ length: count }, (_, index) => index),
  );
});
