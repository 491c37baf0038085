import { describeRealAgent } from "./agent-suite.ts";
import { trial } from "./setup-gemini.ts";

describeRealAgent({
  name: "gemini",
  trial,
  recovers: "rate-limit-twice",
  costUsd: null,
  outputTokens: 492,
  loosen: (launch) => ({
    ...launch,
    arguments: [
      ...launch.arguments.filter((argument) => !/admin-policy|policy\.toml$/.test(argument)),
      "--yolo",
    ].filter((argument) => !/^(--approval-mode|default)$/.test(argument)),
  }),
  failures: {
    "wrong-key": "wrong-key",
    "unknown-model": "unknown-model",
    "rate-limit": "rate-limited",
    quota: "quota-exhausted",
    "server-error": "server-error",
    "context-too-long": "context-too-long",
    cut: "server-error",
    "cut-after-head": "server-error",
    "no-report": "no-report",
  },
});
