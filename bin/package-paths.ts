import { join } from "node:path";

/** The folder that orch is installed in: one above `dist` when bundled, one above `bin` in the sources. */
const packageRoot = join(import.meta.dirname, "..");

export const orchVersion = process.env.ORCH_VERSION ?? "0.0.0-source";
export const templatesFolder = join(packageRoot, "templates");
export const playgroundTemplate = join(packageRoot, "templates", "playground");
export const runnerScript = join(packageRoot, "dist", "runner.sh");
export const localAgentProgram = join(packageRoot, "dist", "local-agent.js");
export const orchProgram = join(packageRoot, "dist", "orch.js");
