import { type Answer, identifier, type Wire } from "./answer.ts";

/** OpenAI Chat Completions. */
const usageOf = ({ usage }: Answer): Record<string, unknown> => ({
  prompt_tokens: usage.input,
  completion_tokens: usage.output,
  total_tokens: usage.input + usage.output,
  prompt_tokens_details: { cached_tokens: usage.cached },
  completion_tokens_details: { reasoning_tokens: usage.reasoning },
});

const headOf = (answer: Answer, object: string): Record<string, unknown> => ({
  id: identifier("chatcmpl-"),
  object,
  created: Math.floor(Date.now() / 1000),
  model: answer.model,
});

const callOf = ({ call }: Answer): Record<string, unknown> | null => {
  if (call === null) return null;
  const input = call.freeform === null ? call.input : { input: call.freeform };
  return {
    id: identifier("call_"),
    type: "function",
    function: { name: call.tool.name, arguments: JSON.stringify(input) },
  };
};

const stops = { refusal: "content_filter", "max-tokens": "length" } as const;

const finishReason = ({ call, stop }: Answer): string => {
  if (stop === "refusal" || stop === "max-tokens") return stops[stop];
  return call === null ? "stop" : "tool_calls";
};

export const chatWire: Wire = {
  whole: (answer) => {
    const call = callOf(answer);
    const message = {
      role: "assistant",
      content: answer.text === "" ? null : answer.text,
      ...(call === null ? {} : { tool_calls: [call] }),
    };
    return {
      ...headOf(answer, "chat.completion"),
      choices: [{ index: 0, message, finish_reason: finishReason(answer) }],
      usage: usageOf(answer),
    };
  },
  stream: async (connection, answer) => {
    const head = headOf(answer, "chat.completion.chunk");
    const emit = (delta: unknown, finish: string | null = null): void =>
      connection.event(null, { ...head, choices: [{ index: 0, delta, finish_reason: finish }] });
    connection.open();
    emit({ role: "assistant", content: "" });
    if (await connection.breaks(answer)) return;
    await connection.pieces(answer.text, answer, (content) => emit({ content }));
    const call = callOf(answer);
    if (call !== null) {
      const { name, arguments: input } = call.function as { name: string; arguments: string };
      emit({ tool_calls: [{ index: 0, ...call, function: { name, arguments: "" } }] });
      await connection.pieces(input, answer, (piece) =>
        emit({ tool_calls: [{ index: 0, function: { arguments: piece } }] }),
      );
    }
    if (answer.stop === "unsaid") return connection.end();
    emit({}, finishReason(answer));
    connection.event(null, { ...head, choices: [], usage: usageOf(answer) });
    connection.event(null, "[DONE]");
    connection.end();
  },
};
