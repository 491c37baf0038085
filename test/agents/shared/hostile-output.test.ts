import { describe, expect, it } from "vitest";
import type { OutputFact } from "../../../src/agents/adapter.ts";
import { claude } from "../../../src/agents/claude.ts";
import { codex } from "../../../src/agents/codex.ts";
import { gemini } from "../../../src/agents/gemini.ts";
import { recorded } from "../unit-kit.ts";

const megabyte = 1024 * 1024;
const nasty = [
  "",
  "{",
  "{}",
  "null",
  "[]",
  "123",
  '{"type":null}',
  '{"type":"result"}',
  '{"type":"assistant","message":[]}',
  '{"type":"assistant","message":{"id":5,"content":[null,1,{"type":"tool_use","name":{},"input":"x"}]}}',
  '{"type":"item.completed","item":{"type":"file_change","changes":{"path":1}}}',
  '{"type":"turn.completed","usage":{"input_tokens":-5,"output_tokens":1e999}}',
  '{"type":"result","status":"error","error":"text","stats":[]}',
  '{"type":"tool_use","tool_name":7,"parameters":null}',
  '{"__proto__":{"polluted":true},"type":"system","subtype":"init"}',
  "\u0000\u0001\u001b]0;title\u0007",
  "\ufffd\ud800 broken",
  `{"type":"message","role":"assistant","content":"${"[".repeat(1_000)}"}`,
];

const texts = (facts: readonly OutputFact[]): string[] =>
  facts.flatMap((fact) =>
    fact.kind === "activity" ? [fact.text] : fact.kind === "failure" ? [fact.message] : [],
  );

describe.each([claude, codex, gemini])("$title: output that means harm", (adapter) => {
  it("never throws, and says nothing that could move a cursor", () => {
    const reader = adapter.createOutputReader();
    for (const line of nasty) {
      for (const stream of ["stdout", "stderr"] as const) {
        for (const text of texts(reader.line(line, stream))) {
          expect(text.length).toBeLessThanOrEqual(300);
          // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
          expect(text).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
        }
      }
    }
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it("cleans what a model says", () => {
    const evil = "\u001b]52;c;ZXZpbA==\u0007\u001b[2J\u202egnp.exe\nnext";
    const lines = [
      { type: "assistant", message: { id: "1", content: [{ type: "text", text: evil }] } },
      { type: "item.completed", item: { type: "agent_message", text: evil } },
      { type: "message", role: "assistant", content: evil },
      // Where a message comes in pieces, it ends when another one begins.
      { type: "message", role: "assistant", content: "" },
    ].map((event) => JSON.stringify(event));
    const reader = adapter.createOutputReader();
    const said = lines.flatMap((line) => texts(reader.line(line, "stdout")));
    expect(said).toEqual(["gnp.exe next"]);
  });

  it("passes over a line of many megabytes, and reads on after it", () => {
    const reader = adapter.createOutputReader();
    const huge = `{"type":"result","subtype":"success","result":"${"x".repeat(8 * megabyte)}"}`;
    expect(reader.line(huge, "stdout")).toEqual([]);
    const rest = recorded(adapter, "ok").stdout.split("\n");
    expect(rest.flatMap((line) => [...reader.line(line, "stdout")])).toContainEqual({ kind: "completed" });
  });

  it("reads 50 MB of output in little time and memory", () => {
    const reader = adapter.createOutputReader();
    const piece = "garbage \u001b[31m ".repeat(800);
    const lines = [
      JSON.stringify({ type: "message", role: "assistant", delta: true, content: piece }),
      JSON.stringify({ type: "item.completed", item: { type: "agent_message", text: piece } }),
      JSON.stringify({ type: "assistant", message: { id: "m", content: [{ type: "text", text: piece }] } }),
      piece,
    ];
    const before = process.memoryUsage().heapUsed;
    const start = performance.now();
    for (let bytes = 0; bytes < 50 * megabyte; ) {
      for (const line of lines) {
        reader.line(line, "stdout");
        bytes += line.length;
      }
    }
    expect(performance.now() - start).toBeLessThan(10_000);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(64 * megabyte);
  });
});
