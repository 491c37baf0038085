import type { RealAgent } from "./binaries.ts";
import { trial as claude } from "./setup-claude.ts";
import { trial as codex } from "./setup-codex.ts";
import { trial as copilot } from "./setup-copilot.ts";
import { trial as gemini } from "./setup-gemini.ts";
import { trial as opencode } from "./setup-opencode.ts";
import type { RunOptions } from "./workshop.ts";

/** How orch.yaml would point each agent at a server. */
export const trials: Readonly<Record<RealAgent, (url: string) => RunOptions>> = {
  claude,
  codex,
  gemini,
  copilot,
  opencode,
};
