/** What a CLI sent, whatever its protocol: the tools it offers and how many of them were used so far. */
export type Dialect = "messages" | "responses" | "chat" | "generate-content";

export type OfferedTool = {
  readonly name: string;
  /** OpenAI Responses: the group a tool is in. */
  readonly namespace: string | null;
  /** OpenAI Responses: takes plain text instead of JSON. */
  readonly freeform: boolean;
  readonly parameters: readonly string[];
};

export type Conversation = {
  readonly dialect: Dialect;
  readonly model: string;
  readonly stream: boolean;
  readonly tools: readonly OfferedTool[];
  readonly toolTurns: number;
  /** True when an answer in a JSON shape is asked for: titles, routing and other calls beside the work. */
  readonly structured: boolean;
  readonly workingFolder: string | null;
  readonly reportFile: string | null;
};

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null;
const objects = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isObject) : []);
const text = (value: unknown): string => (typeof value === "string" ? value : "");
const properties = (schema: unknown): string[] =>
  isObject(schema) && isObject(schema.properties) ? Object.keys(schema.properties) : [];

const tool = (from: Json, schema: unknown, namespace: string | null = null): OfferedTool => ({
  name: text(from.name) || text(from.type),
  namespace,
  freeform: from.type === "custom",
  parameters: properties(schema),
});

const responsesTools = (body: Json): OfferedTool[] => {
  const late = objects(body.input).filter((item) => item.type === "additional_tools");
  const all = [...objects(body.tools), ...late.flatMap((item) => objects(item.tools))];
  return all.flatMap((item) =>
    item.type === "namespace"
      ? objects(item.tools).map((inner) => tool(inner, inner.parameters, text(item.name)))
      : [tool(item, item.parameters)],
  );
};

const readers: Record<Dialect, (body: Json) => { tools: OfferedTool[]; toolTurns: number }> = {
  messages: (body) => ({
    tools: objects(body.tools).map((item) => tool(item, item.input_schema)),
    toolTurns: objects(body.messages).filter(
      (message) =>
        message.role === "assistant" && objects(message.content).some((part) => part.type === "tool_use"),
    ).length,
  }),
  responses: (body) => ({
    tools: responsesTools(body),
    toolTurns: objects(body.input).filter((item) => text(item.type).endsWith("_call")).length,
  }),
  chat: (body) => ({
    tools: objects(body.tools).map((item) => {
      const inner = isObject(item.function) ? item.function : item;
      return tool(inner, inner.parameters);
    }),
    toolTurns: objects(body.messages).filter(
      (message) => message.role === "assistant" && objects(message.tool_calls).length > 0,
    ).length,
  }),
  "generate-content": (body) => ({
    tools: objects(body.tools)
      .flatMap((group) => objects(group.functionDeclarations))
      .map((item) => tool(item, item.parametersJsonSchema ?? item.parameters)),
    toolTurns: objects(body.contents).filter(
      (content) =>
        content.role === "model" && objects(content.parts).some((part) => isObject(part.functionCall)),
    ).length,
  }),
};

const asksForShape = (body: Json): boolean => {
  const generation = isObject(body.generationConfig) ? body.generationConfig : {};
  const wanted = [body.response_format, body.text, body.output_config];
  return (
    generation.responseMimeType === "application/json" ||
    wanted.some((item) => JSON.stringify(item ?? null).includes('"json_schema"'))
  );
};

/** All texts of the request, one below the other. */
const spokenText = (value: unknown): string => {
  if (typeof value === "string") return `${value}\n`;
  if (Array.isArray(value)) return value.map(spokenText).join("");
  return isObject(value) ? Object.values(value).map(spokenText).join("") : "";
};

/** Every CLI tells the model its working folder, each in other words. */
const findFolder = (spoken: string): string | null => {
  const told =
    spoken.match(/<cwd>(\/[^<]+)<\/cwd>/) ??
    spoken.match(/(?:working directory|workspace director(?:y|ies))[^/]{0,80}(\/[^\n`"<>]+)/i);
  return told?.[1]?.replace(/[.,]$/, "") ?? null;
};

/** Between backticks its folders may have any name. */
const findReport = (spoken: string): string | null =>
  spoken.match(/`(\/[^`\n]*report[^`\n/]*\.md)`/i)?.[1] ??
  (spoken.match(/\/[^\s`"'<>:]*report[^\s`"'<>/:]*\.md/i) ?? [null])[0];

export const readConversation = (
  dialect: Dialect,
  raw: string,
  model: string,
  stream: boolean,
): Conversation => {
  const body = JSON.parse(raw) as Json;
  const spoken = spokenText(body);
  return {
    dialect,
    model: text(body.model) || model,
    stream: stream || body.stream === true,
    ...readers[dialect](body),
    structured: asksForShape(body),
    workingFolder: findFolder(spoken),
    reportFile: findReport(spoken),
  };
};
