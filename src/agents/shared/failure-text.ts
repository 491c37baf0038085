import type { RunOutcome } from "../../engine/domain/words.ts";
import type { OutputFact } from "../adapter.ts";
import { oneLine } from "./activity.ts";
import { readRetryAfter } from "./retry-after.ts";

export type Failure = Extract<OutputFact, { kind: "failure" }>;

/** What a failure is told apart by: the HTTP status where the agent gives it, and the words. */
export type FailureSigns = {
  readonly text: string;
  readonly status?: number | null;
  readonly retryAfterSeconds?: number | null;
};

type Sign = readonly [RunOutcome, RegExp];

/** A limit that lifts within this time is a rate limit, whatever the provider calls it. */
const longestRateLimitSeconds = 15 * 60;

/** Words that are certain, whatever the status. The first that fits counts. */
const certain: readonly Sign[] = [
  [
    "context-too-long",
    /prompt is too long|context[ _](?:length|window)|maximum context|input token count.{0,40}exceed|too many (?:input )?tokens|request too large|room in the model's context/i,
  ],
  ["turn-limit", /max(?:imum)?[ _](?:number of )?(?:session[ _])?(?:turns|steps)|turn limit|loop detected/i],
  [
    "not-logged-in",
    /not (?:logged|signed) in|please (?:run )?\S*(?:log|sign)[ -]?in|\/login\b|missing environment variable|(?:set|no|select) an? auth(?:entication)? method|no (?:api key|credentials|authentication)|missing (?:bearer|api key)|login required|invalid auth method|api key (?:is )?(?:not set|missing|required)/i,
  ],
  [
    "quota-exhausted",
    /insufficient[_ ](?:quota|funds|credits?)|credit balance|usage limit|(?:out of|run out of|no) credits|spending (?:limit|cap)|payment required|billing[_ ]hard|exceeded your (?:monthly|weekly|daily)|(?:monthly|weekly|daily|session|5-hour) limit|hit your (?:usage |session )?limit|exhausted your (?:daily )?(?:quota|capacity)|premium request/i,
  ],
  [
    "wrong-key",
    /(?:invalid|incorrect|wrong|bad|expired|revoked)[ _-](?:x-)?(?:api[ _-]?|auth(?:entication|orization)?[ _-]?|access[ _-]?|bearer[ _-]?)(?:key|token|credentials?)|api[ _]key (?:not valid|not found|expired|is invalid)|authentication[_ ](?:error|failed|fails)|bad credentials|unauthenticated|token (?:has )?(?:been )?(?:expired|revoked)|invalid x-api-key/i,
  ],
  [
    "unknown-model",
    /model[_ ]not[_ ](?:found|supported|exist)|(?:unknown|unsupported|invalid|no such|unrecognized) model|model\b.{0,80}\b(?:not found|does(?: not|n't) exist|may not exist|is not (?:supported|available|valid|found)|not supported)|models\/\S+ is not found|(?:no access to|issue with) the (?:selected )?model|not_found_error.{0,60}model/i,
  ],
  [
    "refused",
    /usage polic|content[ _](?:polic|filter)|safety|prohibited|flagged (?:as|for)|(?:model|request|response) (?:was )?(?:refused|declined|blocked)|refusal|invalid prompt/i,
  ],
];

const unsure: readonly Sign[] = [
  ["rate-limited", /rate[ _-]?limit|too many requests|resource[_ ]exhausted|quota|\b429\b/i],
  ["wrong-key", /\b401\b|unauthori[sz]ed|forbidden|\b403\b|permission[_ ]denied/i],
  [
    "server-error",
    /\b(?:5\d\d|529)\b|overloaded|server[_ ]error|internal error|high demand|bad gateway|unavailable|gateway timeout|stream (?:disconnected|closed|ended|error)|connection|socket|network|fetch failed|econn\w+|enotfound|eai_again|terminated|timed? ?out|premature|aborted/i,
  ],
];

const find = (signs: readonly Sign[], text: string): RunOutcome | null =>
  signs.find(([, pattern]) => pattern.test(text))?.[0] ?? null;

const byStatus = (status: number, text: string): RunOutcome | null => {
  if (status === 401) return find(certain, text) === "not-logged-in" ? "not-logged-in" : "wrong-key";
  if (status === 402) return "quota-exhausted";
  if (status === 429) return find(certain, text) === "quota-exhausted" ? "quota-exhausted" : "rate-limited";
  if (status === 413) return "context-too-long";
  if (status >= 500) return "server-error";
  const said = find(certain, text);
  if (said !== null) return said;
  if (status === 403) return "wrong-key";
  return status === 404 ? "unknown-model" : null;
};

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

/** `{"error":{"message":"…"}}` as the message alone, for a person to read. */
const plainMessage = (text: string): string => {
  const inner = text.match(/"message"\s*:\s*("(?:[^"\\]|\\.)*")/)?.[1];
  try {
    return oneLine(inner === undefined ? text : String(JSON.parse(inner)), 300);
  } catch {
    return oneLine(text, 300);
  }
};

/** Null when nothing in it tells what it was. */
export const classifyFailure = (signs: FailureSigns, now: number = Date.now()): Failure | null => {
  const text = signs.text.slice(0, 8_000);
  const status = signs.status ?? statusIn(text);
  const outcome =
    (status === null ? null : byStatus(status, text)) ?? find(certain, text) ?? find(unsure, text);
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
