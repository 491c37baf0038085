import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { ownHome, readGeminiUsage } from "../../../src/agents/gemini/chat.ts";

let runFolder = "";
beforeEach(() => {
  runFolder = mkdtempSync(path.join(tmpdir(), "gemini-chat-"));
  writeFileSync(path.join(runFolder, "stdout.log"), '{"type":"init","model":"auto"}\n');
});
afterEach(() => rmSync(runFolder, { recursive: true }));

const answer = (id: string, input: number, more = {}) =>
  JSON.stringify({
    id,
    type: "gemini",
    tokens: { input, output: 300, cached: 100, thoughts: 40, tool: 0, total: input + 340 },
    model: "gemini-3.1-pro-preview",
    ...more,
  });

const chat = (lines: readonly string[]): void => {
  const folder = path.join(ownHome(runFolder), ".gemini/tmp/project/chats");
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "session-1.jsonl"), lines.join("\n"));
};

const lines = [
  '{"sessionId":"s1"}',
  '{"$set":{"messages":[{"type":"gemini"}]}}',
  answer("a", 1_000),
  answer("a", 1_000, { toolCalls: [] }),
  answer("b", 2_000),
  '{"id":"c","type":"gemini","tokens":{"inp',
];

it("tells what a run used before its last line does, each answer once, thoughts among the output", async () => {
  expect(await readGeminiUsage(runFolder)).toBeNull();
  chat(lines);
  expect(await readGeminiUsage(runFolder)).toMatchObject({
    inputTokens: 3_000,
    cachedInputTokens: 200,
    outputTokens: 680,
    models: [
      { model: "gemini-3.1-pro-preview", inputTokens: 1_000, requests: 1 },
      { model: "gemini-3.1-pro-preview", inputTokens: 2_000, requests: 1 },
    ],
  });
});

it("leaves the last word to the last line", async () => {
  chat(lines);
  const end = '{"type":"result","status":"success","stats":{"input_tokens":1}}\n';
  writeFileSync(path.join(runFolder, "stdout.log"), end);
  expect(await readGeminiUsage(runFolder)).toBeNull();
});
