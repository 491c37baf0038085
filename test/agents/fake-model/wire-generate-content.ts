import { type Answer, identifier, type Wire } from "./answer.ts";

/** Gemini generateContent and streamGenerateContent. */
const usageOf = ({ usage }: Answer): Record<string, unknown> => ({
  promptTokenCount: usage.input,
  candidatesTokenCount: usage.output,
  thoughtsTokenCount: usage.reasoning,
  cachedContentTokenCount: usage.cached,
  totalTokenCount: usage.input + usage.output + usage.reasoning,
});

const callPart = ({ call }: Answer): Record<string, unknown> | null =>
  call === null
    ? null
    : {
        functionCall: { id: identifier("call_"), name: call.tool.name, args: call.input },
        thoughtSignature: "c2tpcA==",
      };

const stops = { refusal: "SAFETY", "max-tokens": "MAX_TOKENS", normal: "STOP", unsaid: "STOP" } as const;

const chunk = (answer: Answer, parts: readonly unknown[], last: boolean): Record<string, unknown> => ({
  candidates: [
    { content: { role: "model", parts }, index: 0, ...(last ? { finishReason: stops[answer.stop] } : {}) },
  ],
  ...(last ? { usageMetadata: usageOf(answer) } : {}),
  modelVersion: answer.model,
});

export const generateContentWire: Wire = {
  whole: (answer) => {
    const call = callPart(answer);
    return chunk(
      answer,
      [...(answer.text === "" ? [] : [{ text: answer.text }]), ...(call === null ? [] : [call])],
      true,
    );
  },
  stream: async (connection, answer) => {
    const responseId = identifier("");
    const emit = (parts: readonly unknown[], last: boolean): void =>
      connection.event(null, { ...chunk(answer, parts, last), responseId });
    connection.open();
    if (answer.breakAfterHead !== null) emit([{ text: "I begin " }], false);
    if (await connection.breaks(answer)) return;
    await connection.pieces(answer.text, answer, (text) => emit([{ text }], false));
    if (answer.stop === "unsaid") return connection.end();
    emit([callPart(answer) ?? { text: "" }], true);
    connection.end();
  },
};
