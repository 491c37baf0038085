import { describeRealAgent, usualFailures } from "./agent-suite.ts";

describeRealAgent({
  name: "opencode",
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
    ...usualFailures,
    // It mostly waits for the rest of a stream that has ended, without a word; now and then it says what happened.
    "cut-after-head": ["timed-out", "server-error"],
  },
});
