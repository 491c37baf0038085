import * as z from "zod";
import { type ActivityKind, activityKinds } from "../engine/domain/words.ts";
import type { OutputFact, OutputReader, ReportedUsage } from "./adapter.ts";
import { oneLine } from "./shared/activity.ts";

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

const textOf = (line: Line): string => {
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
  const text = textOf(line);
  if (text !== "") facts.push({ kind: "activity", activity: kindOf(line), text });
  if (line.model !== undefined) facts.push({ kind: "model", model: oneLine(line.model) });
  if (foldUsage(usage, line)) facts.push({ kind: "usage", usage: { ...usage } });
  if (line.final !== undefined) facts.push({ kind: "final-message", text: line.final });
  return facts;
};

/** Reads the output of any program: text as what it says, JSON lines of ours as what they mean. */
export const createPlainReader = (): OutputReader => {
  const usage: Usage = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, costUsd: null };
  return {
    line: (rawLine, stream) => {
      const line = stream === "stdout" ? parseLine(rawLine.trim()) : null;
      if (line !== null) return factsOf(line, usage);
      const text = oneLine(rawLine);
      if (text === "") return [];
      return [{ kind: "activity", activity: stream === "stdout" ? "say" : "note", text }];
    },
  };
};
