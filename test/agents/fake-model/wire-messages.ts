import { type Answer, type Connection, identifier, type Wire } from "./answer.ts";

/** Anthropic Messages. Its input tokens leave out the cached ones. */
const usageOf = ({ usage }: Answer): Record<string, number> => ({
  input_tokens: usage.input - usage.cached,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: usage.cached,
  output_tokens: usage.output,
});

const blocksOf = ({ text, call }: Answer): Record<string, unknown>[] => [
  ...(text === "" ? [] : [{ type: "text", text }]),
  ...(call === null
    ? []
    : [{ type: "tool_use", id: identifier("toolu_"), name: call.tool.name, input: call.input }]),
];

const messageOf = (answer: Answer): Record<string, unknown> => ({
  id: identifier("msg_"),
  type: "message",
  role: "assistant",
  model: answer.model,
  stop_sequence: null,
});

const stops = { refusal: "refusal", "max-tokens": "max_tokens" } as const;

const stopReason = ({ call, stop }: Answer): string => {
  if (stop === "refusal" || stop === "max-tokens") return stops[stop];
  return call === null ? "end_turn" : "tool_use";
};

const streamBlock = async (
  connection: Connection,
  answer: Answer,
  block: Record<string, unknown>,
  index: number,
): Promise<void> => {
  const isText = block.type === "text";
  const start = isText ? { type: "text", text: "" } : { ...block, input: {} };
  connection.event("content_block_start", { type: "content_block_start", index, content_block: start });
  await connection.pieces(isText ? String(block.text) : JSON.stringify(block.input), answer, (piece) => {
    const delta = isText
      ? { type: "text_delta", text: piece }
      : { type: "input_json_delta", partial_json: piece };
    connection.event("content_block_delta", { type: "content_block_delta", index, delta });
  });
  connection.event("content_block_stop", { type: "content_block_stop", index });
};

export const messagesWire: Wire = {
  whole: (answer) => ({
    ...messageOf(answer),
    content: blocksOf(answer),
    stop_reason: stopReason(answer),
    usage: usageOf(answer),
  }),
  stream: async (connection, answer) => {
    const usage = usageOf(answer);
    connection.open();
    connection.event("message_start", {
      type: "message_start",
      message: {
        ...messageOf(answer),
        content: [],
        stop_reason: null,
        usage: { ...usage, output_tokens: 1 },
      },
    });
    if (await connection.breaks(answer)) return;
    for (const [index, block] of blocksOf(answer).entries()) {
      await streamBlock(connection, answer, block, index);
    }
    if (answer.stop === "unsaid") return connection.end();
    connection.event("message_delta", {
      type: "message_delta",
      delta: { stop_reason: stopReason(answer), stop_sequence: null },
      usage,
    });
    connection.event("message_stop", { type: "message_stop" });
    connection.end();
  },
};
