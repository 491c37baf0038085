import { gemini } from "../../../src/agents/gemini.ts";
import { realBinary } from "./binaries.ts";
import type { RunOptions } from "./workshop.ts";

/** How the tests point the real Gemini CLI at the fake model: as a person would in orch.yaml. */
export const trial = (url: string): RunOptions => ({
  adapter: gemini,
  binary: realBinary("gemini").path,
  role: "audit",
  model: "gemini-2.5-pro",
  settings: { environment: { GOOGLE_GEMINI_BASE_URL: url, GEMINI_API_KEY: "dummy" } },
});
