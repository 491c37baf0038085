import { describe, expect, test } from "vitest";
import type { LaunchRequest } from "./adapter.ts";
import { createLocalAdapter } from "./local.ts";

const entry = import.meta.filename;
const adapter = createLocalAdapter({ entry, orchVersion: "1.2.3" });
const settings = {
  binary: null,
  model: null,
  extraArguments: [],
  environment: {},
  command: null,
  prompt: "file",
  outputSchema: true,
} as const;

const request: LaunchRequest = {
  role: "edit",
  run: "R1",
  model: null,
  settings,
  binary: process.execPath,
  hostEnvironment: { PATH: "/bin", ANTHROPIC_API_KEY: "secret", LC_ALL: "C" },
  workingFolder: "/w",
  promptFile: "/r/prompt.md",
  prompt: "x",
  reportFile: "/r/report.md",
  progressFile: "/r/progress.ndjson",
  runFolder: "/r",
  outputSchema: null,
};

test("is always there, with this version of orch, and needs no login", async () => {
  expect(await adapter.detect({ settings, hostEnvironment: {} })).toEqual({
    available: true,
    binary: process.execPath,
    version: "1.2.3",
    loggedIn: true,
    problems: [],
  });
  const unbuilt = createLocalAdapter({ entry: "/no/local-agent.js", orchVersion: "1.2.3" });
  const detection = await unbuilt.detect({ settings, hostEnvironment: {} });
  expect(detection.available).toBe(false);
  expect(detection.problems[0]?.advice).toContain("npm run build");
});

test("runs as a program of its own on this Node, without anybody's key", () => {
  const launch = adapter.launch(request);
  expect(launch).toMatchObject({ program: process.execPath, workingFolder: "/w", stdinFile: null });
  expect(launch.arguments).toEqual([
    entry,
    "--prompt-file",
    "/r/prompt.md",
    "--report",
    "/r/report.md",
    "--progress",
    "/r/progress.ndjson",
  ]);
  expect(launch.environment).toEqual({
    PATH: "/bin",
    LC_ALL: "C",
    TERM: "dumb",
    NO_COLOR: "1",
    ORCH_RUN_ID: "R1",
  });
});

describe("output", () => {
  test("costs nothing, and says so once", () => {
    const reader = adapter.createOutputReader();
    expect(reader.line("tool  oxlint", "stdout")).toEqual([
      { kind: "usage", usage: { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, costUsd: 0 } },
    ]);
    expect(reader.line("read  src/a.ts", "stdout")).toEqual([]);
    expect(reader.line("Score: 80/100", "stdout")).toEqual([
      { kind: "final-message", text: "Score: 80/100" },
    ]);
    expect(reader.line("careful", "stderr")).toEqual([
      { kind: "activity", activity: "note", text: "careful" },
    ]);
  });
});

test("is free, deterministic, and may edit", () => {
  expect(adapter).toMatchObject({ name: "local", free: true, deterministic: true, canEdit: true });
});
