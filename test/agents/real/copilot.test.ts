import { describeRealAgent, usualFailures } from "./agent-suite.ts";

describeRealAgent({
  name: "copilot",
  costUsd: null,
  outputTokens: 452,
  loosen: (launch) => ({ ...launch, arguments: [...launch.arguments, "--allow-tool", "write"] }),
  failures: usualFailures,
});
