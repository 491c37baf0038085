import type { OutputFact, OutputReader } from "../adapter.ts";
import { activity, oneLine } from "../shared/activity.ts";
import { classifyFailure, type FailureSigns, failureOr } from "../shared/failure-text.ts";
import { type JsonObject, objectOf, parseJsonLine, textOf } from "../shared/json-line.ts";
import { toolActivity } from "../shared/tool-activity.ts";

/** What the last failed call of the model said: its end is told in other words. */
type Memory = { lastFailure: FailureSigns | null };

/** A denied tool call is no failure of the run: Copilot goes on without it. */
const refusal = (data: JsonObject): OutputFact[] => {
  if (data.success !== false) return [];
  const error = objectOf(data.error);
  const denied = textOf(error.code) === "denied";
  return activity("note", denied ? "not allowed in this role" : textOf(error.message));
};

const statusOf = (data: JsonObject): number | null =>
  typeof data.statusCode === "number" ? data.statusCode : null;

/** Copilot tries most failures again by itself: none of these is the end. */
const failedCall = (data: JsonObject, memory: Memory): OutputFact[] => {
  const raw = textOf(data.errorMessage);
  const text = textOf(parseJsonLine(raw)?.message) || raw;
  const code = textOf(parseJsonLine(raw)?.code);
  memory.lastFailure = { text: `${text} ${code}`, status: statusOf(data) };
  const failure = failureOr("server-error", memory.lastFailure);
  return [...activity("note", `${failure.outcome}: ${text}`), { ...failure, kind: "retrying" }];
};

const sessionError = (data: JsonObject, memory: Memory): OutputFact[] => {
  const signs = { text: textOf(data.message), status: statusOf(data) };
  const told = classifyFailure(signs) ?? (memory.lastFailure && classifyFailure(memory.lastFailure));
  if (told !== null) return [{ ...told, message: oneLine(signs.text, 300) }];
  // A stream that was cut: "No response was returned. Send your message again to retry."
  return [failureOr(/no response/i.test(signs.text) ? "server-error" : "crashed", signs)];
};

const message = (data: JsonObject): OutputFact[] => {
  const text = textOf(data.content);
  if (text === "") return [];
  return [...activity("say", text), { kind: "final-message", text }];
};

const result = (event: JsonObject): OutputFact[] => (event.exitCode === 0 ? [{ kind: "completed" }] : []);

const modelOf = (data: JsonObject): OutputFact[] => {
  const model = textOf(data.model);
  return model === "" ? [] : [{ kind: "model", model }];
};

const factsOf = (event: JsonObject, memory: Memory): OutputFact[] => {
  const data = objectOf(event.data);
  switch (event.type) {
    case "session.tools_updated":
      return modelOf(data);
    case "tool.execution_start":
      return toolActivity(textOf(data.toolName), objectOf(data.arguments));
    case "tool.execution_complete":
      return refusal(data);
    case "assistant.message":
      return message(data);
    case "model.call_failure":
      return failedCall(data, memory);
    case "session.error":
      return sessionError(data, memory);
    case "result":
      return result(event);
    default:
      return [];
  }
};

/** Copilot's JSON lines. They hold no tokens: those stand in its usage file, written when it ends. */
export const createCopilotReader = (): OutputReader => {
  const memory: Memory = { lastFailure: null };
  return {
    line: (rawLine, stream) => {
      const event = parseJsonLine(rawLine);
      if (event !== null) return factsOf(event, memory);
      return activity("note", stream === "stderr" ? rawLine : "");
    },
  };
};
