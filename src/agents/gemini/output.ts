import type { OutputFact, OutputReader } from "../adapter.ts";
import { activity } from "../shared/activity.ts";
import { classifyFailure, failureOr } from "../shared/failure-text.ts";
import { countOf, type JsonObject, objectOf, parseJsonLine, textOf } from "../shared/json-line.ts";
import { toolActivity } from "../shared/tool-activity.ts";

/** The last message is kept for the end; an endless one is cut. */
const maxMessageLength = 256 * 1024;

/** What must be remembered between lines: bounded, however long the run is. */
type Memory = { message: string; unsaid: string; retryAfterSeconds: number | null; lastError: string };

/** As much of a message as one line of activity shows. */
const lineLength = 160;

/** What is left of a message when something else begins. */
const restOfMessage = (memory: Memory): OutputFact[] => {
  const rest = memory.unsaid;
  memory.unsaid = "";
  return activity("say", rest);
};

/** Text comes in pieces of a few words: each line of activity goes on where the last one ended. */
const messageFacts = (memory: Memory, event: JsonObject): OutputFact[] => {
  if (event.role !== "assistant") return [];
  const piece = textOf(event.content);
  const goesOn = event.delta === true;
  const before = goesOn ? [] : restOfMessage(memory);
  memory.message = goesOn ? `${memory.message}${piece}` : piece;
  if (memory.message.length > maxMessageLength) memory.message = memory.message.slice(-maxMessageLength);
  memory.unsaid += piece;
  if (memory.unsaid.length < lineLength) return before;
  const end = memory.unsaid.lastIndexOf(" ", lineLength);
  const said = memory.unsaid.slice(0, end > 0 ? end : lineLength);
  // Of a piece that is longer than a line, the beginning is enough.
  memory.unsaid = piece.length > lineLength ? "" : memory.unsaid.slice(said.length);
  return [...before, ...activity("say", said)];
};

const resultFacts = (event: JsonObject): OutputFact[] => {
  if (event.status !== "error") return [];
  const error = objectOf(event.error);
  const denied = error.type === "policy_violation" ? "not allowed: " : "";
  return activity("note", `${denied}${textOf(error.message) || textOf(event.output)}`);
};

const countsOf = (stats: JsonObject) => {
  const input = countOf(stats.input_tokens);
  return {
    inputTokens: input,
    cachedInputTokens: countOf(stats.cached),
    // `output_tokens` leaves out the thoughts, which are paid for as output.
    outputTokens: Math.max(countOf(stats.output_tokens), countOf(stats.total_tokens) - input),
  };
};

/** A run on "auto" learns here only which models it was routed to; a small one does the routing itself. */
const usageFact = (stats: JsonObject): OutputFact => {
  const models = Object.entries(objectOf(stats.models))
    .slice(0, 20)
    .map(([model, counts]) => ({ model, ...countsOf(objectOf(counts)) }));
  return { kind: "usage", usage: { ...countsOf(stats), costUsd: null, models } };
};

const endFacts = (memory: Memory, event: JsonObject): OutputFact[] => {
  const usage = usageFact(objectOf(event.stats));
  if (event.status === "success") {
    return [usage, { kind: "final-message", text: memory.message.trim() }, { kind: "completed" }];
  }
  const error = objectOf(event.error);
  const type = textOf(error.type);
  const said = textOf(error.message).replace(/^\[API Error: (.*)\]/s, "$1");
  // An answer that was empty, blocked or cut off ends without an error of its own: it was told before.
  const named = type === "" || type === "unknown" ? said : `${said} (${type})`;
  const text = said === "" ? memory.lastError : named;
  return [usage, failureOr("crashed", { text, retryAfterSeconds: memory.retryAfterSeconds })];
};

/** Gemini CLI ends a run that repeats itself with exit code 0 and a result of success. */
const errorFacts = (memory: Memory, event: JsonObject): OutputFact[] => {
  const message = textOf(event.message);
  memory.lastError = message.slice(0, 4_000);
  if (/loop detected/i.test(message)) return [failureOr("turn-limit", { text: message })];
  const failure = event.severity === "error" ? classifyFailure({ text: message }) : null;
  return failure === null ? activity("note", message) : [failure];
};

/** Standard error is noise, but for the retries: "Attempt 1 failed with status 429. Retrying…". */
const retryFacts = (memory: Memory, line: string): OutputFact[] => {
  const attempt = /^Attempt (\d+) failed/.exec(line);
  if (attempt === null) return [];
  const failure = failureOr("server-error", { text: line });
  memory.retryAfterSeconds = failure.retryAfterSeconds;
  return [
    ...activity("note", `attempt ${attempt[1]} failed: ${failure.outcome}`),
    { ...failure, kind: "retrying" },
  ];
};

/** Reads `gemini -o stream-json`. */
export const createGeminiReader = (): OutputReader => {
  const memory: Memory = { message: "", unsaid: "", retryAfterSeconds: null, lastError: "" };
  return {
    line: (line, stream) => {
      if (stream === "stderr") return retryFacts(memory, line.slice(0, 4_000));
      const event = parseJsonLine(line);
      switch (event?.type) {
        case "init": {
          const model = textOf(event.model);
          return model === "" ? [] : [{ kind: "model", model }];
        }
        case "message":
          return messageFacts(memory, event);
        case "tool_use":
          memory.message = "";
          return [
            ...restOfMessage(memory),
            ...toolActivity(textOf(event.tool_name), objectOf(event.parameters)),
          ];
        case "tool_result":
          return resultFacts(event);
        case "error":
          return errorFacts(memory, event);
        case "result":
          return [...restOfMessage(memory), ...endFacts(memory, event)];
        default:
          return [];
      }
    },
  };
};
