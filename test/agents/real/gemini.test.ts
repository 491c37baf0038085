import { describeRealAgent, usualFailures } from "./agent-suite.ts";

describeRealAgent({
  name: "gemini",
  costUsd: null,
  outputTokens: 492,
  loosen: (launch) => ({
    ...launch,
    arguments: [
      ...launch.arguments.filter((argument) => !/admin-policy|policy\.toml$/.test(argument)),
      "--yolo",
    ].filter((argument) => !/^(--approval-mode|default)$/.test(argument)),
  }),
  failures: usualFailures,
});
