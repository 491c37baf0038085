import { describeRealAgent } from "./agent-suite.ts";
import { trial } from "./setup-copilot.ts";

describeRealAgent({
  name: "copilot",
  trial,
  recovers: "rate-limit-twice",
  costUsd: null,
  outputTokens: 452,
  loosen: (launch) => ({ ...launch, arguments: [...launch.arguments, "--allow-tool", "write"] }),
  failures: {
    "wrong-key": "wrong-key",
    "unknown-model": "unknown-model",
    "rate-limit": "rate-limited",
    quota: "quota-exhausted",
    "server-error": "server-error",
    overloaded: "server-error",
    "context-too-long": "context-too-long",
    cut: "server-error",
    "cut-after-head": "server-error",
    "no-report": "no-report",
  },
});
