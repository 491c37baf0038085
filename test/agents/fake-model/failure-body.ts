import type { Dialect } from "./conversation.ts";

/** Error bodies as each provider words them: the CLIs take their own messages from there. */
export type Failure = {
  readonly status: number;
  readonly message?: string | Readonly<Record<Dialect, string>>;
  readonly code?: string;
  readonly retryAfterSeconds?: number;
};

const messages: Readonly<Record<number, string>> = {
  401: "invalid x-api-key (scripted)",
  429: "This request would exceed your rate limit (scripted)",
  500: "Internal server error (scripted)",
  529: "Overloaded (scripted)",
};
const anthropicTypes: Readonly<Record<number, string>> = {
  400: "invalid_request_error",
  402: "billing_error",
  413: "request_too_large",
  401: "authentication_error",
  403: "permission_error",
  404: "not_found_error",
  429: "rate_limit_error",
  529: "overloaded_error",
};
const geminiStatuses: Readonly<Record<number, string>> = {
  400: "INVALID_ARGUMENT",
  401: "UNAUTHENTICATED",
  403: "PERMISSION_DENIED",
  404: "NOT_FOUND",
  429: "RESOURCE_EXHAUSTED",
  500: "INTERNAL",
  503: "UNAVAILABLE",
};
const openaiCodes: Readonly<Record<number, string>> = {
  401: "invalid_api_key",
  404: "model_not_found",
  429: "rate_limit_exceeded",
};

const unknownModel: Readonly<Record<Dialect, string>> = {
  messages: "model: no-such-model",
  responses: "The model `no-such-model` does not exist or you do not have access to it.",
  chat: "The model `no-such-model` does not exist or you do not have access to it.",
  "generate-content":
    "models/no-such-model is not found for API version v1beta, or is not supported for generateContent.",
};

export const failureBody = (dialect: Dialect, failure: Failure): unknown => {
  const { status } = failure;
  const usual = status === 404 ? unknownModel[dialect] : messages[status];
  const own = typeof failure.message === "object" ? failure.message[dialect] : failure.message;
  const message = own ?? usual ?? `scripted failure ${status}`;
  if (dialect === "messages") {
    return { type: "error", error: { type: anthropicTypes[status] ?? "api_error", message } };
  }
  if (dialect === "generate-content") {
    // Google says in the body when to come again, not in a header.
    const type = "type.googleapis.com/google.rpc.RetryInfo";
    const wait = failure.retryAfterSeconds;
    const details = wait === undefined ? [] : [{ "@type": type, retryDelay: `${wait}s` }];
    return { error: { code: status, message, status: geminiStatuses[status] ?? "UNKNOWN", details } };
  }
  const code = failure.code ?? openaiCodes[status] ?? null;
  const type = failure.code ?? (status < 500 ? "invalid_request_error" : "server_error");
  return { error: { message, type, param: null, code } };
};

/** The same failure as an event of a stream that has begun. */
export const failureEvent = (
  dialect: Dialect,
  failure: Failure,
): readonly [name: string | null, data: unknown] => {
  const body = failureBody(dialect, failure);
  if (dialect === "messages") return ["error", body];
  if (dialect !== "responses") return [null, body];
  const { error } = body as { readonly error: { readonly code: string | null; readonly message: string } };
  const told = { code: error.code ?? "server_error", message: error.message };
  const response = { id: "resp_failed", object: "response", status: "failed", error: told, output: [] };
  return ["response.failed", { type: "response.failed", sequence_number: 2, response }];
};
