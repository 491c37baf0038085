import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import type { ReportedUsage } from "../../src/agents/adapter.ts";
import { LiveUsage } from "../../src/engine/live-usage.ts";

const usage = (inputTokens: number): ReportedUsage => ({
  inputTokens,
  cachedInputTokens: 0,
  outputTokens: 1,
  costUsd: null,
});

/** Files that are asked again and again, as the engine does at every look. */
const follow = (answers: readonly (() => Promise<ReportedUsage | null>)[]) => {
  const noted: number[] = [];
  let asked = 0;
  const live = new LiveUsage(
    () => {
      asked += 1;
      return answers[asked - 1]?.() ?? Promise.resolve(null);
    },
    ({ inputTokens }) => noted.push(inputTokens),
  );
  const looks = setInterval(() => live.ask(), 5);
  return { live, noted, asked: () => asked, stop: () => clearInterval(looks) };
};

test("what changes is noted while a run goes on, what cannot be read or stays the same is not", async () => {
  const session = follow([
    async () => usage(10),
    () => Promise.reject(new Error("half written")),
    async () => usage(10),
    async () => usage(25),
  ]);
  await expect.poll(session.asked, { timeout: 15_000 }).toBeGreaterThanOrEqual(4);
  session.stop();
  expect(session.noted).toEqual([10, 25]);
});

test("however often it looks, the files are read once in a while, and never twice at the same time", async () => {
  let running = 0;
  let most = 0;
  const slow = async () => {
    running += 1;
    most = Math.max(most, running);
    await sleep(50);
    running -= 1;
    return usage(1);
  };
  const session = follow([slow, slow]);
  await expect.poll(session.asked, { timeout: 10_000 }).toBe(2);
  session.stop();
  expect(most).toBe(1);
});

test("an answer that comes after the run's end is not noted", async () => {
  let answer = (_usage: ReportedUsage): void => {};
  const late = new Promise<ReportedUsage>((resolve) => {
    answer = resolve;
  });
  const session = follow([() => late]);
  await expect.poll(session.asked).toBe(1);
  session.stop();
  session.live.end();
  answer(usage(10));
  await late;
  await sleep(0);
  session.live.ask();
  expect(session.noted).toEqual([]);
  expect(session.asked()).toBe(1);
});
