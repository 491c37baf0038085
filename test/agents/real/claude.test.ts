import { describeRealAgent, usualFailures } from "./agent-suite.ts";

describeRealAgent({
  name: "claude",
  costUsd: 0.06213,
  outputTokens: 452,
  loosen: (launch) => ({ ...launch, arguments: [...launch.arguments, "--permission-mode", "acceptEdits"] }),
  failures: usualFailures,
});
