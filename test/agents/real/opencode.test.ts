import { describeRealAgent } from "./agent-suite.ts";
import { trial } from "./setup-opencode.ts";

describeRealAgent({
  name: "opencode",
  trial,
  recovers: "rate-limit-twice",
  costUsd: 0.06213,
  outputTokens: 452,
  limitMilliseconds: 100_000,
  leaves: [".git/opencode"],
  loosen: (launch) => ({
    ...launch,
    arguments: launch.arguments.map((argument) => (argument.startsWith("orch-") ? "build" : argument)),
    environment: { ...launch.environment, OPENCODE_PERMISSION: '{"*":"allow"}' },
  }),
  failures: {
    "wrong-key": "wrong-key",
    "unknown-model": "unknown-model",
    "rate-limit": "rate-limited",
    quota: "quota-exhausted",
    "server-error": "server-error",
    overloaded: "server-error",
    "context-too-long": "context-too-long",
    cut: "server-error",
    // It mostly waits for the rest of a stream that has ended, without a word; now and then it says what happened.
    "cut-after-head": ["timed-out", "server-error"],
    "no-report": "no-report",
  },
});
