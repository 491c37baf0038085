import type { RunOutcome } from "../../engine/domain/words.ts";
import type { OutputFact } from "../adapter.ts";
import { oneLine } from "./activity.ts";
import { certainOutcome, likelyOutcome, outcomeOfStatus } from "./failure-signs.ts";
import { readRetryAfter } from "./retry-after.ts";

export type Failure = Extract<OutputFact, { kind: "failure" }>;

/** What a failure is told apart by: the HTTP status where the agent gives it, and the words. */
export type FailureSigns = {
  readonly text: string;
  readonly status?: number | null;
  readonly retryAfterSeconds?: number | null;
};

/** A limit that lifts within this time is a rate limit, whatever the provider calls it. */
const longestRateLimitSeconds = 15 * 60;

/** Providers say "quota" for a minute's limit as for a month's: the time to wait tells them apart. */
const byTime = (outcome: RunOutcome, text: string, seconds: number | null): RunOutcome => {
  if (outcome === "rate-limited") {
    if (seconds !== null && seconds > longestRateLimitSeconds) return "quota-exhausted";
    return seconds === null && /exceeded your current quota|plan and billing|per ?day/i.test(text)
      ? "quota-exhausted"
      : outcome;
  }
  const short = seconds !== null && seconds <= longestRateLimitSeconds;
  return outcome === "quota-exhausted" && short && !/insufficient|credit|payment/i.test(text)
    ? "rate-limited"
    : outcome;
};

/** A status in the words themselves: `"code":429`, `status 503`, `unexpected status 401`. */
const statusIn = (text: string): number | null => {
  const found = text.match(/(?:status(?: code)?|"?code"?|error|http)["':= ]{1,4}([45]\d\d)\b/i)?.[1];
  return found === undefined ? null : Number(found);
};

const markup = /<(?:!doctype|html|head|body|center)\b/i;

/** A proxy answers with a page: its words without its tags. */
const withoutTags = (text: string): string =>
  markup.test(text)
    ? text.replace(/<(script|style)\b[^<]{0,2000}<\/\1>/gi, " ").replace(/<[^<>]{0,500}>/g, " ")
    : text;

/** `{"error":{"message":"…"}}` as the message alone, a page as its text: for a person to read. */
export const plainMessage = (raw: string): string => {
  const text = raw.slice(0, 8_000);
  const inner = text.match(/"message"\s*:\s*("(?:[^"\\]|\\.)*")/)?.[1];
  try {
    return oneLine(withoutTags(inner === undefined ? text : String(JSON.parse(inner))), 300);
  } catch {
    return oneLine(withoutTags(text), 300);
  }
};

/** Null when nothing in it tells what it was. */
export const classifyFailure = (signs: FailureSigns, now: number = Date.now()): Failure | null => {
  const text = signs.text.slice(0, 8_000);
  const status = signs.status ?? statusIn(text);
  const outcome =
    (status === null ? null : outcomeOfStatus(status, text)) ?? certainOutcome(text) ?? likelyOutcome(text);
  if (outcome === null) return null;
  const limited = outcome === "rate-limited" || outcome === "quota-exhausted";
  const asked = limited || outcome === "server-error";
  const seconds = asked ? (readRetryAfter(text, now) ?? signs.retryAfterSeconds ?? null) : null;
  const told = limited ? byTime(outcome, text, seconds) : outcome;
  return { kind: "failure", outcome: told, message: plainMessage(text), retryAfterSeconds: seconds };
};

export const failureOr = (fallback: RunOutcome, signs: FailureSigns): Failure =>
  classifyFailure(signs) ?? {
    kind: "failure",
    outcome: fallback,
    message: plainMessage(signs.text),
    retryAfterSeconds: null,
  };
