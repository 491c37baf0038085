import type { OutputReader } from "../adapter.ts";
import { createClaudeReader } from "../claude/output.ts";
import { createCodexReader } from "../codex/output.ts";
import { createCopilotReader } from "../copilot/output.ts";
import { createGeminiReader } from "../gemini/output.ts";
import { createOpencodeReader } from "../opencode/output.ts";
import { type JsonObject, objectOf, textOf } from "../shared/json-line.ts";

/** Output of programs that orch knows, and that forks of them and wrappers around them print as well. */
export type Dialect = "claude" | "codex" | "copilot" | "gemini" | "opencode";

const readers: Readonly<Record<Dialect, () => OutputReader>> = {
  claude: createClaudeReader,
  codex: createCodexReader,
  copilot: createCopilotReader,
  gemini: createGeminiReader,
  opencode: createOpencodeReader,
};

export const createDialectReader = (dialect: Dialect): OutputReader => readers[dialect]();

/** By what each prints first and no other does; null when a line is the beginning of none. */
export const recogniseDialect = (event: JsonObject): Dialect | null => {
  const type = textOf(event.type);
  if (type === "system" && event.subtype === "init") return "claude";
  // All that it prints when it cannot even begin.
  if (type === "result" && typeof event.is_error === "boolean") return "claude";
  if (type === "thread.started" && textOf(event.thread_id) !== "") return "codex";
  if (type === "init" && textOf(event.session_id) !== "") return "gemini";
  if (type === "step_start" && textOf(event.sessionID) !== "") return "opencode";
  const inCopilot = type.startsWith("session.") && Object.keys(objectOf(event.data)).length > 0;
  return inCopilot ? "copilot" : null;
};
