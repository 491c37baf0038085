import path from "node:path";
import { copilot } from "../../../src/agents/copilot.ts";
import { agentsFolder, realBinary } from "./binaries.ts";
import type { RunOptions } from "./workshop.ts";

/** How the tests point the real Copilot CLI at the fake model: a provider of one's own, without GitHub. */
export const trial = (url: string): RunOptions => ({
  adapter: copilot,
  binary: realBinary("copilot").path,
  role: "audit",
  model: "gpt-5.1",
  // Shared by all tests: it unpacks 235 MB into each new cache folder.
  hostEnvironment: { XDG_CACHE_HOME: path.join(agentsFolder, ".cache") },
  settings: {
    environment: {
      COPILOT_PROVIDER_BASE_URL: `${url}/v1`,
      COPILOT_PROVIDER_TYPE: "openai",
      COPILOT_PROVIDER_API_KEY: "sk-dummy",
      COPILOT_MODEL: "gpt-5.1",
    },
  },
});
