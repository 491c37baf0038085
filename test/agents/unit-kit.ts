import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Adapter, Ending, LaunchRequest, OutputFact, Verdict } from "../../src/agents/adapter.ts";
import { plainSettings } from "./real/workshop.ts";

const fixtures = path.join(import.meta.dirname, "fixtures");

/** A key of every agent, as a person who uses all of them has it in the shell. */
export const everyKey: Readonly<Record<string, string>> = {
  ANTHROPIC_API_KEY: "key-anthropic",
  ANTHROPIC_AUTH_TOKEN: "key-anthropic-token",
  CLAUDE_CODE_OAUTH_TOKEN: "key-claude-oauth",
  OPENAI_API_KEY: "key-openai",
  CODEX_API_KEY: "key-codex",
  GEMINI_API_KEY: "key-gemini",
  GOOGLE_API_KEY: "key-google",
  GITHUB_TOKEN: "key-github",
  GH_TOKEN: "key-gh",
  COPILOT_GITHUB_TOKEN: "key-copilot",
  OPENROUTER_API_KEY: "key-openrouter",
  AWS_SECRET_ACCESS_KEY: "key-aws",
  NPM_TOKEN: "key-npm",
  DATABASE_URL: "key-database",
  CLAUDECODE: "1",
  NODE_OPTIONS: "--require=/evil.js",
};

const runFolder = "/work/project/.orch/sessions/s1/runs/r1";

export const request = (more: Partial<LaunchRequest> = {}): LaunchRequest => ({
  role: "audit",
  run: "r1",
  model: null,
  settings: plainSettings,
  binary: "/opt/agent",
  hostEnvironment: {
    PATH: "/usr/bin",
    HOME: "/nobody",
    LANG: "C.UTF-8",
    HTTPS_PROXY: "http://proxy",
    ...everyKey,
  },
  workingFolder: "/work/project/packages/api",
  promptFile: `${runFolder}/prompt.md`,
  prompt: "Audit.",
  reportFile: `${runFolder}/out/report.md`,
  progressFile: `${runFolder}/out/progress.ndjson`,
  runFolder,
  outputSchema: null,
  ...more,
});

/** The same for an editor, in its worktree. */
export const editRequest = (more: Partial<LaunchRequest> = {}): LaunchRequest =>
  request({
    role: "edit",
    workingFolder: "/work/project/.orch/sessions/s1/worktrees/r1/packages/api",
    ...more,
  });

export const ending = (more: Partial<Ending> = {}): Ending => ({
  exitCode: 0,
  signal: null,
  endedByOrch: null,
  reportExists: true,
  reportExpected: true,
  completed: true,
  failures: [],
  retrying: null,
  finalMessage: null,
  errorTail: "",
  outputTail: "",
  ...more,
});

const read = (name: string, file: string): string => {
  const place = path.join(fixtures, name, file);
  return existsSync(place) ? readFileSync(place, "utf8") : "";
};

export const factsOf = (adapter: Adapter, stdout: string, stderr = ""): OutputFact[] => {
  const reader = adapter.createOutputReader();
  const errors = stderr.split("\n").flatMap((line) => [...reader.line(line, "stderr")]);
  return [...errors, ...stdout.split("\n").flatMap((line) => [...reader.line(line, "stdout")])];
};

export const recorded = (adapter: Adapter, scenario: string): { stdout: string; facts: OutputFact[] } => {
  const stdout = read(adapter.name, `${scenario}.stdout`);
  return { stdout, facts: factsOf(adapter, stdout, read(adapter.name, `${scenario}.stderr`)) };
};

export const judgeFacts = (
  adapter: Adapter,
  facts: readonly OutputFact[],
  more: Partial<Ending> = {},
): Verdict =>
  adapter.judge(
    ending({
      completed: facts.some((fact) => fact.kind === "completed"),
      failures: facts.filter((fact) => fact.kind === "failure"),
      finalMessage: facts.findLast((fact) => fact.kind === "final-message")?.text ?? null,
      ...more,
    }),
  );

/** Judges what an installed program once printed. */
export const judgeRecorded = (adapter: Adapter, scenario: string): Verdict => {
  const codes = JSON.parse(read(adapter.name, "exit-codes.json")) as Record<string, number | null>;
  const reported = scenario === "ok" || scenario === "rate-limit-twice";
  return judgeFacts(adapter, recorded(adapter, scenario).facts, {
    exitCode: codes[scenario] ?? null,
    reportExists: reported,
    reportExpected: scenario !== "edit",
    errorTail: read(adapter.name, `${scenario}.stderr`).slice(-4_096),
  });
};

export const valuesAfter = (list: readonly string[], flag: string): string[] =>
  list.flatMap((item, index) => (item === flag ? [list[index + 1] ?? ""] : []));
