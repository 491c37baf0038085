import type { OutputFact, OutputReader, ReportedUsage } from "../adapter.ts";
import { activity } from "../shared/activity.ts";
import { answerWords } from "../shared/answer-words.ts";
import { failureOr } from "../shared/failure-text.ts";
import { countOf, type JsonObject, objectOf, objectsOf, parseJsonLine, textOf } from "../shared/json-line.ts";
import { toolActivity } from "../shared/tool-activity.ts";

type Counts = Required<Omit<ReportedUsage, "costUsd" | "models">>;

/** What must be remembered between lines: fixed in size, however long the run is. */
type Memory = {
  lastMessage: string;
  totals: Counts;
  retryAfterSeconds: number | null;
  /** What the last retry was for; null again when the model answered. */
  retrying: string | null;
};

/** Anthropic counts cached tokens beside the input, orch within it; so does Qwen Code, which tells a total. */
const messageCounts = (usage: JsonObject): Counts => {
  const cached = countOf(usage.cache_read_input_tokens);
  const input = countOf(usage.input_tokens);
  const output = countOf(usage.output_tokens);
  const within = countOf(usage.total_tokens) > 0 && countOf(usage.total_tokens) === input + output;
  return {
    inputTokens: within ? input : input + countOf(usage.cache_creation_input_tokens) + cached,
    cachedInputTokens: cached,
    cacheWriteTokens: countOf(usage.cache_creation_input_tokens),
    outputTokens: output,
  };
};

const modelCounts = (usage: JsonObject): Counts => {
  const cached = countOf(usage.cacheReadInputTokens);
  return {
    inputTokens: countOf(usage.inputTokens) + countOf(usage.cacheCreationInputTokens) + cached,
    cachedInputTokens: cached,
    cacheWriteTokens: countOf(usage.cacheCreationInputTokens),
    outputTokens: countOf(usage.outputTokens),
  };
};

const add = (one: Counts, other: Counts): Counts => ({
  inputTokens: one.inputTokens + other.inputTokens,
  cachedInputTokens: one.cachedInputTokens + other.cachedInputTokens,
  cacheWriteTokens: one.cacheWriteTokens + other.cacheWriteTokens,
  outputTokens: one.outputTokens + other.outputTokens,
});

const none: Counts = { inputTokens: 0, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 0 };

const toolFacts = (name: string, input: JsonObject): OutputFact[] =>
  name === "StructuredOutput"
    ? activity("say", answerWords(JSON.stringify(input)))
    : toolActivity(name, input);

const partFacts = (part: JsonObject): OutputFact[] => {
  if (part.type === "text") return activity("say", textOf(part.text));
  if (part.type === "thinking") return activity("think", textOf(part.thinking));
  return part.type === "tool_use" ? toolFacts(textOf(part.name), objectOf(part.input)) : [];
};

const assistantFacts = (memory: Memory, event: JsonObject): OutputFact[] => {
  const message = objectOf(event.message);
  // Claude Code words its own errors as a message of a model that does not exist; the result says it again.
  if (message.model === "<synthetic>") return [];
  memory.retrying = null;
  const facts = objectsOf(message.content).flatMap(partFacts);
  const id = textOf(message.id);
  if (id === "" || id === memory.lastMessage) return facts;
  memory.lastMessage = id;
  memory.totals = add(memory.totals, messageCounts(objectOf(message.usage)));
  return [...facts, { kind: "usage", usage: { ...memory.totals, costUsd: null } }];
};

const systemFacts = (memory: Memory, event: JsonObject): OutputFact[] => {
  if (event.subtype === "init") {
    const model = textOf(event.model);
    return model === "" ? [] : [{ kind: "model", model }];
  }
  if (event.subtype === "permission_denied") {
    return activity("note", `not allowed: ${textOf(event.tool_name)}`);
  }
  if (event.subtype !== "api_retry") return [];
  const delay = countOf(event.retry_delay_ms);
  const tries = countOf(event.attempt);
  // Its own pause is half a second, doubled each time, and a quarter at random: what is longer was asked for.
  const asked = delay > 500 * 2 ** (tries - 1) * 1.3 ? Math.max(1, Math.floor(delay / 1_000)) : null;
  if (event.error === "rate_limit") memory.retryAfterSeconds = asked ?? memory.retryAfterSeconds;
  memory.retrying = textOf(event.error) || "error";
  const status = countOf(event.error_status);
  const signs = { text: memory.retrying, status: status === 0 ? null : status, retryAfterSeconds: asked };
  const attempt = `${tries} of ${countOf(event.max_retries)}`;
  return [
    ...activity("note", `waits ${Math.ceil(delay / 1_000)} s: ${memory.retrying}, retry ${attempt}`),
    { ...failureOr("server-error", signs), kind: "retrying" },
  ];
};

const finalUsage = (memory: Memory, event: JsonObject): OutputFact => {
  // `usage` leaves out the calls of smaller helper models, `modelUsage` has them all.
  const byModel = Object.values(objectOf(event.modelUsage)).map((usage) => modelCounts(objectOf(usage)));
  const counts = byModel.length > 0 ? byModel.reduce(add, none) : messageCounts(objectOf(event.usage));
  // A run that failed half-way may report nothing; what the messages said is known all the same.
  if (counts.inputTokens + counts.outputTokens === 0) {
    return { kind: "usage", usage: { ...memory.totals, costUsd: null } };
  }
  const cost = event.total_cost_usd;
  const costUsd = typeof cost === "number" && Number.isFinite(cost) && cost >= 0 ? cost : null;
  return { kind: "usage", usage: { ...counts, costUsd } };
};

const errorFact = (memory: Memory, event: JsonObject, subtype: string, text: string): OutputFact => {
  // A stream that breaks again and again ends as a mere "error during execution".
  if (subtype === "error_during_execution" && memory.retrying !== null) {
    const message = `the connection to the model failed (${memory.retrying})`;
    return { kind: "failure", outcome: "server-error", message, retryAfterSeconds: null };
  }
  const status = countOf(event.api_error_status);
  // Programs that print alike name their one error in their own way.
  const one = textOf(objectOf(event.error).message);
  const errors = Array.isArray(event.errors) ? event.errors.map(textOf) : one === "" ? [] : [one];
  const said = [text, textOf(event.api_error_type), ...errors].filter((part) => part !== "").join(" · ");
  return failureOr("crashed", {
    text: said === "" ? subtype : said,
    status: status === 0 ? null : status,
    retryAfterSeconds: memory.retryAfterSeconds,
  });
};

const endFacts = (memory: Memory, event: JsonObject): OutputFact[] => {
  const answer = event.structured_output;
  const text = answer === undefined ? textOf(event.result) : JSON.stringify(answer);
  const subtype = textOf(event.subtype);
  if (subtype === "error_max_budget_usd") {
    return [{ kind: "failure", outcome: "over-budget", message: "", retryAfterSeconds: null }];
  }
  // The answer has another shape than was asked for; the report is a file and has nothing to do with it.
  if (subtype === "error_max_structured_output_retries") return [{ kind: "completed" }];
  if (event.stop_reason === "refusal") {
    return [{ kind: "failure", outcome: "refused", message: text.slice(0, 300), retryAfterSeconds: null }];
  }
  // An error of the API comes as `subtype: "success"` with `is_error: true`.
  if (event.is_error === true || subtype !== "success") return [errorFact(memory, event, subtype, text)];
  return [{ kind: "final-message", text }, { kind: "completed" }];
};

/** Reads `claude -p --output-format stream-json --verbose`. */
export const createClaudeReader = (): OutputReader => {
  const memory: Memory = {
    lastMessage: "",
    totals: none,
    retryAfterSeconds: null,
    retrying: null,
  };
  return {
    line: (line, stream) => {
      const event = stream === "stdout" ? parseJsonLine(line) : null;
      switch (event?.type) {
        case "system":
          return systemFacts(memory, event);
        case "assistant":
          return assistantFacts(memory, event);
        case "result":
          return [finalUsage(memory, event), ...endFacts(memory, event)];
        default:
          return [];
      }
    },
  };
};
