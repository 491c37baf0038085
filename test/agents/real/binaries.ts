import { existsSync } from "node:fs";
import path from "node:path";

export const repository = path.resolve(import.meta.dirname, "../../..");

/** Folder of `scripts/install-agents.sh`. */
export const agentsFolder = process.env.ORCH_AGENTS_FOLDER ?? path.join(repository, ".agents");

export const realAgents = ["claude", "codex", "gemini", "copilot", "opencode"] as const;
export type RealAgent = (typeof realAgents)[number];

/** The installed program, or why there is none: for `describe.skipIf(binary.missing)(binary.title, …)`. */
export type RealBinary = { readonly path: string; readonly missing: boolean; readonly title: string };

export const realBinary = (name: RealAgent): RealBinary => {
  const file = path.join(agentsFolder, name, "node_modules/.bin", name);
  const missing = !existsSync(file);
  const reason = missing ? ` (skipped: ${file} is missing, run scripts/install-agents.sh ${name})` : "";
  return { path: file, missing, title: `the real ${name}${reason}` };
};

/** For a test that needs several of them: the first that is missing, or null. */
export const firstMissing = (...names: readonly RealAgent[]): RealBinary | null =>
  names.map(realBinary).find(({ missing }) => missing) ?? null;
