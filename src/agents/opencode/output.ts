import type { OutputFact, OutputReader, ReportedUsage } from "../adapter.ts";
import { activity } from "../shared/activity.ts";
import { failureOr } from "../shared/failure-text.ts";
import { countOf, type JsonObject, objectOf, parseJsonLine, textOf } from "../shared/json-line.ts";
import { toolActivity } from "../shared/tool-activity.ts";

/** What must be remembered between lines: fixed in size, however long the run is. */
type Memory = {
  readonly usage: Usage;
  /** True since an answer that did not come to its end, until one does. */
  broken: boolean;
};

type Usage = { -readonly [K in keyof ReportedUsage]: ReportedUsage[K] };

/** A tool that was refused or failed is no failure of the run: the model goes on without it. */
const toolFacts = (part: JsonObject): OutputFact[] => {
  const state = objectOf(part.state);
  const told = toolActivity(textOf(part.tool), objectOf(state.input));
  if (state.status !== "error") return told;
  const error = textOf(state.error);
  const denied = /permission|rejected|prevents you/i.test(error);
  return [...told, ...activity("note", denied ? "not allowed in this role" : error)];
};

const noAnswer = {
  kind: "retrying",
  outcome: "server-error",
  message: "the answer was empty, or not that of a model",
  retryAfterSeconds: null,
} as const;

const cutShort = {
  kind: "failure",
  outcome: "turn-limit",
  message: "the answer was cut off at the model's output limit",
  retryAfterSeconds: null,
} as const;

/** Each step tells its own tokens; the run's are their sum. A cost of 0 is that of a model without a price. */
const addStep = (memory: Memory, part: JsonObject): OutputFact[] => {
  const { usage } = memory;
  const tokens = objectOf(part.tokens);
  const cache = objectOf(tokens.cache);
  usage.inputTokens += countOf(tokens.input) + countOf(cache.read) + countOf(cache.write);
  usage.cachedInputTokens += countOf(cache.read);
  usage.cacheWriteTokens = (usage.cacheWriteTokens ?? 0) + countOf(cache.write);
  usage.outputTokens += countOf(tokens.output) + countOf(tokens.reasoning);
  const cost = typeof part.cost === "number" && part.cost > 0 ? part.cost : 0;
  if (cost > 0) usage.costUsd = (usage.costUsd ?? 0) + cost;
  const step: OutputFact[] = [{ kind: "usage", usage: { ...usage } }];
  memory.broken = part.reason === "unknown" && countOf(tokens.input) + countOf(tokens.output) === 0;
  if (part.reason === "stop") return [...step, { kind: "completed" }];
  if (part.reason === "length") return [...step, cutShort];
  // What is no answer of a model, it asks for again at once, and for ever.
  return memory.broken ? [...step, ...activity("note", noAnswer.message), noAnswer] : step;
};

const waitOf = (headers: JsonObject): number | null => {
  const milliseconds = Number(textOf(headers["retry-after-ms"]) || Number.NaN);
  const seconds = Number(textOf(headers["retry-after"]) || milliseconds / 1_000);
  return Number.isFinite(seconds) && seconds > 0 ? Math.ceil(seconds) : null;
};

const errorFacts = (error: JsonObject): OutputFact[] => {
  const data = objectOf(error.data);
  const text = [textOf(data.message), textOf(error.name)].filter(Boolean).join(" — ");
  const status = typeof data.statusCode === "number" ? data.statusCode : null;
  const retryAfterSeconds = waitOf(objectOf(data.responseHeaders));
  // The provider's own word, such as insufficient_quota, stands in the body only.
  const body = textOf(data.responseBody).slice(0, 2_000);
  const failure = failureOr("crashed", { text: `${text} ${body}`, status, retryAfterSeconds });
  return [{ ...failure, message: text.slice(0, 300) }];
};

const streamError = /message="stream error".*?error\.error="((?:[^"\\]|\\.)*)/;

/** What a log line says of a failed call of the model: opencode tries it again, silently, up to for ever. */
const failedCall = (logLine: string): string | null => {
  const told = streamError.exec(logLine.slice(0, 4_000))?.[1];
  return told === undefined ? null : (told.split("\\n")[0] ?? "");
};

const noteOf = (line: string): OutputFact[] => {
  const failed = failedCall(line);
  if (failed !== null) {
    const told: OutputFact = { ...failureOr("server-error", { text: failed }), kind: "retrying" };
    return [...activity("note", `failed call: ${failed}`), told];
  }
  return line.includes("level=ERROR") ? [] : activity("note", line);
};

const textFacts = (memory: Memory, part: JsonObject): OutputFact[] => {
  const text = textOf(part.text).trim();
  if (text === "") return [];
  // The same half answer, again and again, is no sign of life.
  if (memory.broken) return activity("note", text);
  return [...activity("say", text), { kind: "final-message", text }];
};

/** opencode's JSON lines. There is no last one: the step that ends with "stop" is the end. */
export const createOpencodeReader = (): OutputReader => {
  const usage: Usage = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, costUsd: null };
  const memory: Memory = { usage, broken: false };
  const factsOf = (event: JsonObject): OutputFact[] => {
    const part = objectOf(event.part);
    switch (event.type) {
      case "text":
        return textFacts(memory, part);
      case "reasoning":
        return activity("think", textOf(part.text));
      case "tool_use":
        return toolFacts(part);
      case "step_finish":
        return addStep(memory, part);
      case "error":
        return errorFacts(objectOf(event.error));
      default:
        return [];
    }
  };
  return {
    line: (rawLine, stream) => {
      const event = parseJsonLine(rawLine);
      if (event !== null) return factsOf(event);
      return stream === "stderr" ? noteOf(rawLine) : [];
    },
  };
};
