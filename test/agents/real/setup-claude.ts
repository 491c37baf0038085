import { claude } from "../../../src/agents/claude.ts";
import { realBinary } from "./binaries.ts";
import type { RunOptions } from "./workshop.ts";

/** How the tests point the real Claude Code at the fake model: as a person would in orch.yaml. */
export const trial = (url: string): RunOptions => ({
  adapter: claude,
  binary: realBinary("claude").path,
  role: "audit",
  model: "claude-sonnet-4-5",
  settings: { environment: { ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: "sk-dummy" } },
});
