import { describe, expect, it } from "vitest";
import { classifyFailure } from "../../../src/agents/shared/failure-text.ts";
import { readRetryAfter } from "../../../src/agents/shared/retry-after.ts";

const now = Date.parse("2026-11-21T04:00:00Z");
const told = (text: string, status: number | null = null) => classifyFailure({ text, status }, now);

describe("what went wrong, by status and words", () => {
  it.each([
    ["invalid x-api-key", 401, "wrong-key"],
    ["API key not valid. Please pass a valid API key.", 400, "wrong-key"],
    ["Incorrect API key provided: sk-***", null, "wrong-key"],
    ["Permission denied", 403, "wrong-key"],
    ["Not logged in · Please run /login", null, "not-logged-in"],
    ["No authentication information found. Please sign in", null, "not-logged-in"],
    ["model: claude-9", 404, "unknown-model"],
    ["The model `gpt-9` does not exist or you do not have access to it.", null, "unknown-model"],
    ["Rate limit reached. Please try again in 20s", 429, "rate-limited"],
    ["429 Too Many Requests", null, "rate-limited"],
    ["You exceeded your current quota, please check your plan and billing details.", 429, "quota-exhausted"],
    ["You exceeded your current quota. Please retry in 32.5s.", 429, "rate-limited"],
    ["insufficient_quota, retry in 20s", 429, "quota-exhausted"],
    ["Rate limit. Try again in 5 hours", 429, "quota-exhausted"],
    ["Payment required", 402, "quota-exhausted"],
    ["Overloaded", 529, "server-error"],
    ["stream disconnected before completion", null, "server-error"],
    ["connect ECONNREFUSED 127.0.0.1:1", null, "server-error"],
    ["prompt is too long: 250000 tokens > 200000 maximum", 400, "context-too-long"],
    ['{"error":{"code":"context_length_exceeded"}}', 400, "context-too-long"],
    ["Output blocked by content filtering policy", 400, "refused"],
    ["Reached maximum number of turns (3)", null, "turn-limit"],
  ])("%s (%s) is %s", (text, status, outcome) => {
    expect(told(text, status)?.outcome).toBe(outcome);
  });

  // As the five programs worded it in real sessions, or providers and proxies to them.
  it.each([
    ["Request Entity Too Large — ContextOverflowError", null, "context-too-long"],
    ["Request payload size exceeds the limit: 20971520 bytes.", 400, "context-too-long"],
    ["Your input exceeds the context window of this model.", null, "context-too-long"],
    ["The provider rejected the prompt as too long, but automatic recovery failed", null, "context-too-long"],
    ["Claude's response exceeded the 32000 output token maximum.", null, "turn-limit"],
    ["Incomplete response returned, reason: max_output_tokens", null, "turn-limit"],
    ["Insufficient credits. Add more using https://openrouter.ai/settings/credits", null, "quota-exhausted"],
    ["Your account has been suspended", 403, "quota-exhausted"],
    ["Forbidden: request was blocked by a gateway or proxy.", 403, "wrong-key"],
    ["Country, region, or territory not supported", 403, "wrong-key"],
    ["Your input was flagged by our moderation", 403, "refused"],
    ["The model response was blocked due to safety settings.", null, "refused"],
    ["error creating thread: fs sandbox helper failed: building bubblewrap command", null, "refused"],
    ["bwrap: No permissions to create new namespace, likely because ...", null, "refused"],
    ["The model `gpt-4` has been deprecated", 404, "unknown-model"],
    ["No endpoints found for acme/model-1", 404, "unknown-model"],
    ["404 page not found", 404, "unknown-model"],
    ["Your client version is no longer supported", 400, "too-old"],
    ["Request timeout", 408, "server-error"],
    ["API returned an empty or malformed response (HTTP 200)", null, "server-error"],
    ["JSON Parse error: Expected '}'", null, "server-error"],
    ["Incomplete JSON segment at the end", null, "server-error"],
    ["Failed to finalize chat-completions stream: missing finish_reason", null, "server-error"],
    ["Model stream ended without a finish reason.", null, "server-error"],
    ["The model returned an empty response with no text or thoughts.", null, "server-error"],
    ["Throttling: please slow down", 400, "rate-limited"],
  ])("%s (%s) is %s", (text, status, outcome) => {
    expect(told(text, status)?.outcome).toBe(outcome);
  });

  it("takes the words out of a proxy's page", () => {
    const page = "<html><head><title>502 Bad Gateway</title></head><body><hr>nginx/1.25.3</body></html>";
    expect(told(page, 502)).toMatchObject({
      outcome: "server-error",
      message: "502 Bad Gateway nginx/1.25.3",
    });
  });

  it("does not guess", () => {
    expect(told("TypeError: x is not a function")).toBeNull();
    expect(told("")).toBeNull();
    expect(told("Something about your request is odd.", 400)).toBeNull();
    expect(told("Unprocessable", 422)).toBeNull();
  });

  it("takes the message out of JSON, on one clean line", () => {
    const text = '429 {"error":{"message":"Slow\\n\\u001b[31mdown","code":429}}';
    expect(told(text)?.message).toBe("Slow down");
  });

  it("is quick with a megabyte of anything", () => {
    const start = performance.now();
    for (const filler of ["a", "retry in ", "model ", "1h ", '"message":"\\\\', "((((", "429 "]) {
      told(filler.repeat(200_000));
      readRetryAfter(filler.repeat(200_000), now);
    }
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});

describe("how long to wait", () => {
  it.each([
    ["Please try again in 20s", 20],
    ["try again in 1.2s", 2],
    ["retry-after: 30", 30],
    ["Please retry in 350ms", 1],
    ["Suggested retry after 7200s.", 7_200],
    ['"retryDelay":"34s"', 34],
    ["try again in 1h 20m", 4_800],
    ["try again in 3 days 2 hours 5 minutes", 266_700],
    ["Your quota will reset after 2h30m5s", 9_005],
    ["usage limit reached|1795237200", (1_795_237_200_000 - now) / 1_000],
    ["resets at 2026-11-21T05:00:00Z", 3_600],
    ["resets at 2020-01-01T05:00:00Z", null],
    ["429 Too Many Requests, request id: 12345", null],
    ["nothing to see", null],
  ])("%s: %s", (text, seconds) => {
    expect(readRetryAfter(text, now)).toBe(seconds);
  });
});
