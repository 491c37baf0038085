import { expect, test } from "vitest";
import type { Ending } from "../../../src/agents/adapter.ts";
import { judgeCommand } from "../../../src/agents/command/judge.ts";
import { ending } from "../unit-kit.ts";

const judge = (more: Partial<Ending>) =>
  judgeCommand({ name: "mine", speaks: false }, ending({ completed: false, reportExists: false, ...more }));

const grok =
  '{"role":"assistant","content":"Sorry, I encountered an error: Grok API error: 401 invalid x-api-key"}';
const waiting =
  "Retrying in 60s (attempt 1/10): [API Error: 429 too many requests]\nTerminated\nOperation cancelled.\n";
const finding = "- [P1] a 401 error of the API is not handled (src/api.ts:2)\n";

test.each<[string, Partial<Ending>, Ending["exitCode"] | string]>([
  [
    "in JSON on standard output",
    { exitCode: 1, outputTail: '{"status":"error","message":"401 invalid x-api-key"}\n' },
    "wrong-key",
  ],
  [
    "as the last JSON line, with exit code 0",
    { exitCode: 0, outputTail: '{"type":"retry_end","success":false,"finalError":"Connection error."}\n' },
    "server-error",
  ],
  [
    "in words on standard output",
    { exitCode: 1, outputTail: "The request failed with 503.\n" },
    "server-error",
  ],
  [
    "on standard error, above a stack",
    { exitCode: 1, errorTail: "Error: 429 rate limit exceeded\n    at run (x.js:1:1)\n" },
    "rate-limited",
  ],
  ["with exit code 0", { exitCode: 0, outputTail: `${grok}\n` }, "wrong-key"],
  [
    "with exit code 0, in an editing run",
    { exitCode: 0, reportExpected: false, outputTail: `${grok}\n` },
    "wrong-key",
  ],
  [
    "by a server, with exit code 0",
    { exitCode: 0, outputTail: "[API Error: 503 Service Unavailable]\n" },
    "server-error",
  ],
  [
    "as what it waited for until its time was over",
    { exitCode: null, signal: "SIGTERM", endedByOrch: "timed-out", errorTail: waiting },
    "rate-limited",
  ],
])("a provider's failure is told apart: %s", (_, more, outcome) => {
  expect(judge(more).outcome).toBe(outcome);
});

test.each<[string, Partial<Ending>, string]>([
  [
    "a crash after words about a 401",
    { exitCode: 1, errorTail: "TypeError: x is undefined\n", outputTail: "- handles 401\n" },
    "crashed",
  ],
  [
    "an editor that speaks of its work",
    { exitCode: 0, reportExpected: false, outputTail: "Error handling now covers a 500 of the API.\n" },
    "succeeded",
  ],
  ["an auditor whose report is there", { exitCode: 0, reportExists: true, outputTail: finding }, "succeeded"],
  ["no report, and words about a finding", { exitCode: 0, outputTail: finding }, "no-report"],
  [
    "its time was over, without a word of a provider",
    { exitCode: null, endedByOrch: "timed-out", errorTail: "Terminated\n" },
    "timed-out",
  ],
  [
    "the person stopped it while it waited",
    { exitCode: null, endedByOrch: "stopped", errorTail: waiting },
    "stopped",
  ],
  ["a signal", { exitCode: null, signal: "SIGSEGV", errorTail: "API error: 401\n" }, "crashed"],
])("nothing else is taken for one: %s", (_, more, outcome) => {
  expect(judge(more).outcome).toBe(outcome);
});

test("a failure of no known kind is told in its own words, not in those of a warning after it", () => {
  const more = { errorTail: "Error: no such profile\nWarning: running without a sandbox\n" };
  const verdict = judge({ exitCode: 1, ...more });
  expect(verdict.outcome).toBe("crashed");
  expect(verdict.message).toBe(
    "mine ended before it was done (exit code 1). It said: Error: no such profile",
  );
});

test("the time to wait is the provider's", () => {
  const verdict = judge({ exitCode: 1, errorTail: "Error: 429 too many requests, retry after 7 seconds\n" });
  expect(verdict).toMatchObject({ outcome: "rate-limited", retryAfterSeconds: 7 });
});

test("a missing report comes with its last words, and a half line is none", () => {
  expect(judge({ outputTail: "I may not write files here.\n" }).message).toBe(
    "mine ended well, but wrote no report. It said: I may not write files here.",
  );
  expect(judge({ outputTail: `of a line"}${"x".repeat(4_100)}` }).message).toBe(
    "mine ended well, but wrote no report.",
  );
});

test("a script without its interpreter: the shell's own name is left out", () => {
  const verdict = judge({
    exitCode: 127,
    errorTail: "/opt/orch/dist/runner.sh: 16: /p/agent.sh: not found\n",
  });
  expect(verdict.outcome).toBe("not-installed");
  expect(verdict.message).toBe("mine could not be started. It said: /p/agent.sh: not found");
  expect(verdict.advice).toContain("agents.mine.command");
});
