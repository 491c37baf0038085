import type { Adapter, AgentContext, PriceUsage } from "../../src/agents/adapter.ts";
import { modelsSoldBy } from "../../src/agents/prices.ts";

type Maker = {
  /** Whose models the program runs, in the list of today's prices. */
  readonly seller: string;
  /** Those that work on code. */
  readonly fit: RegExp;
  /** How the program writes the name of a model of this seller. */
  readonly prefix: string;
  readonly variable: string | null;
};

const makers: ReadonlyMap<string, Maker> = new Map([
  ["claude", { seller: "anthropic", fit: /^claude-/, prefix: "", variable: "ANTHROPIC_MODEL" }],
  ["codex", { seller: "openai", fit: /^gpt-[5-9]/, prefix: "", variable: null }],
  ["copilot", { seller: "github-copilot", fit: /./, prefix: "", variable: "COPILOT_MODEL" }],
  ["gemini", { seller: "google", fit: /^gemini-\d/, prefix: "", variable: "GEMINI_MODEL" }],
  ["opencode", { seller: "opencode", fit: /./, prefix: "opencode/", variable: null }],
]);

export type DoctorModels = {
  /** Null when the program takes its own default, or has no model at all. */
  readonly used: string | null;
  /** Where that is said: a key of orch.yaml, or a variable. */
  readonly setBy: string | null;
  /** USD per million tokens; null when nobody knows the price, or the model. */
  readonly price: { readonly input: number; readonly output: number } | null;
  /** Models with a known price, the newest first. */
  readonly known: readonly string[];
};

const generation = (name: string): number => {
  const [, major = "0", minor = "0"] = /(\d{1,2})(?:[.-](\d{1,2}))?(?![\db])/.exec(name) ?? [];
  return Number(major) + Number(minor) / 100;
};

const knownOf = ({ seller, fit, prefix }: Maker): readonly string[] =>
  modelsSoldBy(seller)
    .filter((name) => fit.test(name) && !/\d{8}|\d{4}-\d{2}-\d{2}/.test(name))
    .toSorted((one, other) => generation(other) - generation(one))
    .map((name) => `${prefix}${name}`);

/** The last one counts, as it does for the programs themselves: `-m x`, `--model x`, `--model=x`. */
const inArguments = (words: readonly string[]): string | null => {
  const index = words.findLastIndex((word) => /^(?:-m|--model)(?:=|$)/.test(word));
  const word = words[index];
  if (word === undefined) return null;
  return word.includes("=") ? word.slice(word.indexOf("=") + 1) : (words[index + 1] ?? null);
};

type Used = { readonly used: string; readonly setBy: string };

const usedBy = (name: string, { settings, hostEnvironment }: AgentContext): Used | null => {
  const variable = makers.get(name)?.variable ?? "";
  // Only Copilot's own variable reaches it from outside; the others have to stand in orch.yaml.
  const fromHost = variable === "COPILOT_MODEL" ? hostEnvironment[variable] : undefined;
  const places: readonly (readonly [string | null | undefined, string])[] = [
    [inArguments(settings.extraArguments), `agents.${name}.extraArgs`],
    [settings.model, `agents.${name}.model`],
    [settings.environment[variable], `${variable} in agents.${name}.env`],
    [fromHost, variable],
  ];
  const [used, setBy] = places.find(([model]) => model != null && model !== "") ?? [];
  return used == null || setBy === undefined ? null : { used, setBy };
};

const priceOf = (model: string, price: PriceUsage): DoctorModels["price"] => {
  const million = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0 };
  const input = price(model, { ...million, inputTokens: 1_000_000 });
  if (input.source === "estimated") return null;
  const output = price(model, { ...million, outputTokens: 1_000_000 });
  const round = (usd: number): number => Math.round(usd * 10_000) / 10_000;
  return { input: round(input.costUsd), output: round(output.costUsd) };
};

/** Which model an agent will work with, and which ones have a known price. */
export const modelsOf = (adapter: Adapter, context: AgentContext, price: PriceUsage): DoctorModels => {
  const maker = makers.get(adapter.name);
  // A command of orch.yaml may have the name of an agent, and is another program.
  const known = maker === undefined || context.settings.command !== null ? [] : knownOf(maker);
  const found = adapter.free ? null : usedBy(adapter.name, context);
  if (found === null) return { used: null, setBy: null, price: null, known };
  return { ...found, price: priceOf(found.used, price), known };
};
