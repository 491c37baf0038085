import type { ModelTokens, OutputFact, OutputReader } from "../adapter.ts";
import { activity, pathEnd, plainCommand } from "../shared/activity.ts";
import { answerWords } from "../shared/answer-words.ts";
import { classifyFailure, failureOr, plainMessage } from "../shared/failure-text.ts";
import { countOf, type JsonObject, objectOf, objectsOf, parseJsonLine, textOf } from "../shared/json-line.ts";

/** What must be remembered between lines: fixed in size, however long the run is. */
type Memory = {
  lastMessage: string;
  /** The error that is being retried: the last line may say less than this. */
  retried: string;
};

const changedFiles = (item: JsonObject): string => {
  const files = objectsOf(item.changes);
  const names = files.slice(0, 3).map((change) => pathEnd(textOf(change.path)));
  const more = files.length > names.length ? ` and ${files.length - names.length} more` : "";
  return `edit ${names.join(", ")}${more}`;
};

const startedFacts = (item: JsonObject): OutputFact[] => {
  switch (item.type) {
    case "command_execution":
      return activity("run", `run ${plainCommand(textOf(item.command))}`);
    case "mcp_tool_call":
      return activity("run", `use ${textOf(item.server)} ${textOf(item.tool)}`);
    case "web_search":
      return activity("read", `search ${textOf(item.query)}`);
    default:
      return [];
  }
};

const completedFacts = (memory: Memory, item: JsonObject): OutputFact[] => {
  switch (item.type) {
    case "agent_message":
      memory.lastMessage = textOf(item.text);
      memory.retried = "";
      return activity("say", answerWords(memory.lastMessage));
    case "reasoning":
      return activity("think", textOf(item.text));
    case "file_change":
      return item.status === "failed"
        ? activity("note", "a change was refused")
        : activity("edit", changedFiles(item));
    // Mere warnings come as errors, too: a model without metadata, a fallback to another transport.
    case "error":
      return activity("note", textOf(item.message));
    default:
      return [];
  }
};

export type CodexTokens = Required<Omit<ModelTokens, "model" | "requests">>;

/** Codex counts in the same words in its output and in its record of the session. */
export const tokensOf = (usage: JsonObject): CodexTokens => ({
  inputTokens: countOf(usage.input_tokens),
  cachedInputTokens: countOf(usage.cached_input_tokens),
  cacheWriteTokens: countOf(usage.cache_write_input_tokens),
  outputTokens: countOf(usage.output_tokens),
});

/** The words of the provider are in a JSON text within the message, or after the words of Codex. */
const failedFact = (memory: Memory, event: JsonObject): OutputFact => {
  const said = textOf(objectOf(event.error).message) || textOf(event.message) || "the turn failed";
  const own = classifyFailure({ text: said });
  // A 500 is reworded as "high demand"; what was retried before tells more in no other case.
  if (own !== null) return own;
  const told = classifyFailure({ text: memory.retried });
  if (told !== null) return { ...told, message: plainMessage(said) };
  return failureOr("crashed", { text: said });
};

const retryFacts = (text: string): OutputFact[] => {
  const failure = failureOr("server-error", { text });
  return [
    ...activity("note", text),
    ...(/^reconnecting/i.test(text) ? [{ ...failure, kind: "retrying" as const }] : []),
  ];
};

/** Reads `codex exec --json`. */
export const createCodexReader = (): OutputReader => {
  const memory: Memory = { lastMessage: "", retried: "" };
  return {
    line: (line, stream) => {
      const event = stream === "stdout" ? parseJsonLine(line) : null;
      switch (event?.type) {
        case "item.started":
          return startedFacts(objectOf(event.item));
        case "item.completed":
          return completedFacts(memory, objectOf(event.item));
        // Not final: "Reconnecting... 1/2 (…)". The turn ends with turn.completed or turn.failed.
        case "error":
          memory.retried = textOf(event.message).slice(0, 4_000);
          return retryFacts(memory.retried);
        case "turn.completed":
          return [
            { kind: "usage", usage: { ...tokensOf(objectOf(event.usage)), costUsd: null } },
            { kind: "final-message", text: memory.lastMessage },
            { kind: "completed" },
          ];
        case "turn.failed":
          return [failedFact(memory, event)];
        default:
          return [];
      }
    },
  };
};
