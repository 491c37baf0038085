import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { noteOfHome, ownHome, readCodexUsage } from "../../../src/agents/codex/rollout.ts";

const thread = "01a1fdeb-1558-7041-8e57-c430bb4d5763";

let runFolder = "";
beforeEach(() => {
  runFolder = mkdtempSync(path.join(tmpdir(), "codex-rollout-"));
  writeFileSync(path.join(runFolder, "stdout.log"), `{"type":"thread.started","thread_id":"${thread}"}\n`);
});
afterEach(() => rmSync(runFolder, { recursive: true }));

const context = (model: string) => JSON.stringify({ type: "turn_context", payload: { model } });

const count = (input: number, cached: number, written: number, output: number) => {
  const usage = {
    input_tokens: input,
    cached_input_tokens: cached,
    cache_write_input_tokens: written,
    output_tokens: output,
  };
  return JSON.stringify({
    type: "event_msg",
    payload: { type: "token_count", info: { total_token_usage: usage } },
  });
};

const record = (home: string, day: string, name: string, lines: readonly string[]): void => {
  const folder = path.join(home, "sessions", day);
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    path.join(folder, `rollout-2026-11-21T11-43-24-${name}.jsonl`),
    lines.map((line) => `${line}\n`).join(""),
  );
};

describe("what Codex keeps of its session", () => {
  it("tells the model and the tokens of each request, which its output does not", async () => {
    record(ownHome(runFolder), "2026/11/21", thread, [
      context("gpt-6.1-sol"),
      count(12_400, 9_000, 100, 310),
      count(12_400, 9_000, 100, 310),
      '{"type":"response_item","payload":{"text":"a \\"token_count\\" in what the model read"}}',
      context("gpt-6-luna"),
      count(25_350, 21_000, 100, 352),
      '{"half a line": "token_count',
    ]);
    const step = { inputTokens: 12_400, cachedInputTokens: 9_000, cacheWriteTokens: 100, outputTokens: 310 };
    const next = { inputTokens: 12_950, cachedInputTokens: 12_000, cacheWriteTokens: 0, outputTokens: 42 };
    expect(await readCodexUsage(runFolder)).toEqual({
      inputTokens: 25_350,
      cachedInputTokens: 21_000,
      cacheWriteTokens: 100,
      outputTokens: 352,
      costUsd: null,
      models: [
        { model: "gpt-6.1-sol", ...step, requests: 1 },
        { model: "gpt-6-luna", ...next, requests: 1 },
      ],
    });
  });

  it("is found in the person's home among all other sessions", async () => {
    const home = path.join(runFolder, "person");
    const { path: note, content } = noteOfHome(runFolder, home);
    writeFileSync(note, content);
    const other = [context("other"), count(5, 0, 0, 5)];
    record(home, "2025/12/31", "01a1fdeb-0000-7041-8e57-000000000000", other);
    record(home, "2026/11/21", thread, [context("gpt-6.1-sol"), count(10, 0, 0, 1)]);
    record(home, "2026/11/22", "01a1fdeb-1111-7041-8e57-000000000000", other);
    expect(await readCodexUsage(runFolder)).toMatchObject({
      inputTokens: 10,
      models: [{ model: "gpt-6.1-sol" }],
    });
  });

  it("is nothing when there is no such record, or none that can be read", async () => {
    expect(await readCodexUsage(runFolder)).toBeNull();
    record(ownHome(runFolder), "2026/11/21", thread, ["garbage", "{}", context("gpt-6.1-sol")]);
    expect(await readCodexUsage(runFolder)).toBeNull();
    writeFileSync(path.join(runFolder, "stdout.log"), '{"thread_id":"../../../etc/passwd"}\n');
    expect(await readCodexUsage(runFolder)).toBeNull();
  });
});
