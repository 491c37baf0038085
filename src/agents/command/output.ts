import * as z from "zod";
import { type ActivityKind, activityKinds } from "../../engine/domain/words.ts";
import type { OutputFact, OutputReader, ReportedUsage } from "../adapter.ts";
import { activity, oneLine } from "../shared/activity.ts";
import { type JsonObject, objectOf, parseJsonLine, textOf } from "../shared/json-line.ts";
import { createDialectReader, type Dialect, recogniseDialect } from "./dialects.ts";

const maxJson = 64 * 1024;

const count = z.number().nonnegative().finite();

/** A line of a program that knows of orch: any of these keys. Numbers are totals of the run so far. */
const lineSchema = z.object({
  activity: z.string().optional(),
  kind: z.string().optional(),
  text: z.string().optional(),
  message: z.string().optional(),
  final: z.string().optional(),
  model: z.string().optional(),
  tokens: z
    .union([count, z.object({ input: count.optional(), output: count.optional(), cached: count.optional() })])
    .optional(),
  inputTokens: count.optional(),
  cachedInputTokens: count.optional(),
  outputTokens: count.optional(),
  cost: count.optional(),
  costUsd: count.optional(),
});
type Line = z.infer<typeof lineSchema>;

const kindOf = (line: Line): ActivityKind => {
  const name = line.kind ?? line.activity;
  if (name === "tool") return "run";
  return activityKinds.find((kind) => kind === name) ?? "say";
};

const wordsOf = (line: Line): string => {
  const isKind = (activityKinds as readonly string[]).includes(line.activity ?? "");
  return oneLine(line.text ?? line.message ?? (isKind ? "" : line.activity) ?? "");
};

const tokensOf = (line: Line) => {
  const { tokens } = line;
  const split = typeof tokens === "number" ? { input: tokens } : tokens;
  return {
    inputTokens: line.inputTokens ?? split?.input,
    cachedInputTokens: line.cachedInputTokens ?? split?.cached,
    outputTokens: line.outputTokens ?? split?.output,
  };
};

type Usage = { -readonly [K in keyof ReportedUsage]: ReportedUsage[K] };

/** Adds what a line says of use; false when it says nothing. Totals never go down. */
const foldUsage = (usage: Usage, line: Line): boolean => {
  const tokens = tokensOf(line);
  const cost = line.costUsd ?? line.cost;
  if (cost === undefined && Object.values(tokens).every((value) => value === undefined)) return false;
  usage.inputTokens = Math.max(usage.inputTokens, Math.round(tokens.inputTokens ?? 0));
  usage.cachedInputTokens = Math.max(usage.cachedInputTokens, Math.round(tokens.cachedInputTokens ?? 0));
  usage.outputTokens = Math.max(usage.outputTokens, Math.round(tokens.outputTokens ?? 0));
  if (cost !== undefined) usage.costUsd = Math.max(usage.costUsd ?? 0, cost);
  return true;
};

const parseLine = (rawLine: string): Line | null => {
  if (!rawLine.startsWith("{") || rawLine.length > maxJson) return null;
  try {
    return lineSchema.safeParse(JSON.parse(rawLine)).data ?? null;
  } catch {
    return null;
  }
};

const factsOf = (line: Line, usage: Usage): readonly OutputFact[] => {
  const facts: OutputFact[] = [];
  const text = wordsOf(line);
  if (text !== "") facts.push({ kind: "activity", activity: kindOf(line), text });
  if (line.model !== undefined) facts.push({ kind: "model", model: oneLine(line.model) });
  if (foldUsage(usage, line)) facts.push({ kind: "usage", usage: { ...usage } });
  if (line.final !== undefined) facts.push({ kind: "final-message", text: line.final });
  return facts;
};

/** A JSON line that is not ours: what a person can read of it, never the line itself, and no guess at its counts. */
const strangeFacts = (event: JsonObject): readonly OutputFact[] => {
  const said = [event.message, event.text, event.content, event.error, objectOf(event.error).message];
  const text = said.map(textOf).find((value) => value !== "");
  if (text !== undefined) return activity("say", text);
  const tool = [event.toolName, event.tool_name, event.tool].map(textOf).find((value) => value !== "");
  return tool === undefined ? [] : activity("run", `use ${tool}`);
};

/** Reads the output of any program: text as what it says, JSON lines of ours as what they mean. */
const createPlainReader = (): OutputReader => {
  const usage: Usage = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, costUsd: null };
  return {
    line: (rawLine, stream) => {
      const event = stream === "stdout" ? parseJsonLine(rawLine) : null;
      if (event === null) return activity(stream === "stdout" ? "say" : "note", rawLine);
      const line = parseLine(rawLine.trim());
      const facts = line === null ? [] : factsOf(line, usage);
      return facts.length > 0 ? facts : strangeFacts(event);
    },
  };
};

/** A wrapper may print a line of its own between those of the program that it wraps. */
const createWrappedReader = (dialect: Dialect): OutputReader => {
  const known = createDialectReader(dialect);
  const plain = createPlainReader();
  return {
    line: (rawLine, stream) =>
      stream === "stdout" && parseJsonLine(rawLine) === null
        ? plain.line(rawLine, stream)
        : known.line(rawLine, stream),
  };
};

/** A dialect shows itself at the start: later, such a line is one that the program quotes. */
const linesToRecognise = 50;

/** Follows what the lines show themselves to be: a wrong word in orch.yaml must not make a good run a failed one. */
const createRecognisingReader = (beginning: OutputReader): OutputReader => {
  let reader = beginning;
  let left = linesToRecognise;
  return {
    line: (rawLine, stream) => {
      if (left > 0 && stream === "stdout") {
        left -= 1;
        const event = parseJsonLine(rawLine);
        const dialect = event === null ? null : recogniseDialect(event);
        if (dialect !== null) {
          left = 0;
          reader = createWrappedReader(dialect);
        }
      }
      return reader.line(rawLine, stream);
    },
  };
};

/** `output` of orch.yaml; null when it says nothing. */
export const createCommandReader = (output: Dialect | "text" | null): OutputReader => {
  if (output === "text") return createPlainReader();
  return createRecognisingReader(output === null ? createPlainReader() : createWrappedReader(output));
};
