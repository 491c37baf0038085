import { type Answer, type Connection, identifier, type Wire } from "./answer.ts";

/** OpenAI Responses. */
type Item = Record<string, unknown> & { readonly id: string; readonly type: string };
type Emit = (type: string, data: Record<string, unknown>) => void;

const itemsOf = ({ text, call }: Answer): Item[] => {
  const items: Item[] = [];
  if (text !== "") {
    const part = { type: "output_text", text, annotations: [], logprobs: [] };
    const id = identifier("msg_");
    items.push({ id, type: "message", role: "assistant", status: "completed", content: [part] });
  }
  if (call !== null) {
    const group = call.tool.namespace === null ? {} : { namespace: call.tool.namespace };
    const common = { call_id: identifier("call_"), name: call.tool.name, status: "completed", ...group };
    items.push(
      call.freeform === null
        ? { id: identifier("fc_"), type: "function_call", arguments: JSON.stringify(call.input), ...common }
        : { id: identifier("ctc_"), type: "custom_tool_call", input: call.freeform, ...common },
    );
  }
  return items;
};

const stops = { refusal: "content_filter", "max-tokens": "max_output_tokens" } as const;

/** What is cut short ends as "incomplete", with the reason. */
const statusOf = ({ stop }: Answer) =>
  stop === "refusal" || stop === "max-tokens"
    ? { status: "incomplete", incomplete_details: { reason: stops[stop] } }
    : { status: "completed", incomplete_details: null };

const responseOf = (id: string, answer: Answer, output: readonly Item[], done: boolean) => ({
  id,
  object: "response",
  created_at: Math.floor(Date.now() / 1000),
  ...(done ? statusOf(answer) : { status: "in_progress", incomplete_details: null }),
  model: answer.model,
  output,
  error: null,
  metadata: {},
  parallel_tool_calls: true,
  tool_choice: "auto",
  tools: [],
  usage: done
    ? {
        input_tokens: answer.usage.input,
        input_tokens_details: { cached_tokens: answer.usage.cached },
        output_tokens: answer.usage.output,
        output_tokens_details: { reasoning_tokens: answer.usage.reasoning },
        total_tokens: answer.usage.input + answer.usage.output,
      }
    : null,
});

const streamMessage = async (
  connection: Connection,
  answer: Answer,
  item: Item,
  index: number,
  emit: Emit,
): Promise<void> => {
  const place = { item_id: item.id, output_index: index, content_index: 0 };
  const empty = { type: "output_text", text: "", annotations: [], logprobs: [] };
  emit("response.content_part.added", { ...place, part: empty });
  await connection.pieces(answer.text, answer, (delta) =>
    emit("response.output_text.delta", { ...place, delta, logprobs: [] }),
  );
  emit("response.output_text.done", { ...place, text: answer.text, logprobs: [] });
  emit("response.content_part.done", { ...place, part: { ...empty, text: answer.text } });
};

const streamCall = async (
  connection: Connection,
  answer: Answer,
  item: Item,
  index: number,
  emit: Emit,
): Promise<void> => {
  const place = { item_id: item.id, output_index: index };
  const [event, key] =
    item.type === "function_call"
      ? (["response.function_call_arguments", "arguments"] as const)
      : (["response.custom_tool_call_input", "input"] as const);
  await connection.pieces(String(item[key]), answer, (delta) => emit(`${event}.delta`, { ...place, delta }));
  emit(`${event}.done`, { ...place, [key]: item[key] });
};

const begun = (item: Item): Record<string, unknown> => {
  if (item.type === "message") return { ...item, status: "in_progress", content: [] };
  const key = item.type === "function_call" ? "arguments" : "input";
  return { ...item, status: "in_progress", [key]: "" };
};

export const responsesWire: Wire = {
  whole: (answer) => responseOf(identifier("resp_"), answer, itemsOf(answer), true),
  stream: async (connection, answer) => {
    const id = identifier("resp_");
    const items = itemsOf(answer);
    let sequence = 0;
    const emit: Emit = (type, data) => {
      connection.event(type, { type, ...data, sequence_number: sequence });
      sequence += 1;
    };
    connection.open();
    emit("response.created", { response: responseOf(id, answer, [], false) });
    emit("response.in_progress", { response: responseOf(id, answer, [], false) });
    if (await connection.breaks(answer)) return;
    for (const [index, item] of items.entries()) {
      emit("response.output_item.added", { output_index: index, item: begun(item) });
      const streamItem = item.type === "message" ? streamMessage : streamCall;
      await streamItem(connection, answer, item, index, emit);
      emit("response.output_item.done", { output_index: index, item });
    }
    if (answer.stop === "unsaid") return connection.end();
    const { status } = statusOf(answer);
    emit(`response.${status}`, { response: responseOf(id, answer, items, true) });
    connection.end();
  },
};
