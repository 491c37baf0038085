import { calcPrice } from "@pydantic/genai-prices";
import type { PriceUsage } from "./adapter.ts";

/** USD per million tokens. Without `cachedInput`, cached tokens cost as much as any other input. */
export type ModelPrice = {
  readonly input: number;
  readonly output: number;
  readonly cachedInput?: number | null;
};

export type PriceList = {
  readonly price: PriceUsage;
  /** What a run is likely to cost, for reserving money before it starts. USD. */
  readonly estimateRun: (model: string | null, inputTokens: number, outputTokens: number) => number;
};

type Tokens = Parameters<PriceUsage>[1];

/** The price of every model that nobody knows. */
const unknownModelPrice: ModelPrice = { input: 5, output: 15, cachedInput: 2.5 };

/** The orchestration contract's price list, which wins over the data set; cached input as the vendors discount it. */
const contractPrices: Readonly<Record<string, ModelPrice>> = {
  "claude-sonnet-4.5": { input: 3, output: 15, cachedInput: 0.3 },
  "gpt-4o": unknownModelPrice,
  "gemini-2.0-flash-exp": { input: 1, output: 2, cachedInput: 0.25 },
  "gpt-4-turbo": { input: 10, output: 30 },
};

/** Names that the `claude` program takes instead of a full model name. */
const shortNames: Readonly<Record<string, string>> = {
  sonnet: "claude-sonnet-4-5",
  opus: "claude-opus-4-5",
  haiku: "claude-haiku-4-5",
};

/**
 * The data set's long-context tiers count the tokens of one request, but a run's total is the sum of many:
 * it is priced as requests of at most this size.
 */
const requestTokens = 50_000;

/** One spelling for all: `anthropic/claude-sonnet-4-5-20250929` and `claude-sonnet-4.5` are the same model. */
const plainName = (model: string): string =>
  model
    .toLowerCase()
    .replace(/\[[^\]]*\]$/, "")
    .replace(/[@-](\d{8}|\d{4}-\d{2}-\d{2}|latest)$/, "")
    .replaceAll(".", "-");

/** `a/b/c` may be a model of provider a, or model c wherever it runs: the longest form is tried first. */
const candidates = (model: string): readonly string[] => {
  const parts = model.trim().toLowerCase().split("/").filter(Boolean);
  return parts.map((_, index) => parts.slice(index).join("/"));
};

const fromTable = (table: ReadonlyMap<string, ModelPrice>, model: string): ModelPrice | null => {
  for (const name of candidates(model)) {
    const found = table.get(plainName(name));
    if (found !== undefined) return found;
  }
  return null;
};

const tableOf = (prices: Readonly<Record<string, ModelPrice>>): ReadonlyMap<string, ModelPrice> =>
  new Map(Object.entries(prices).map(([name, price]) => [plainName(name), price]));

/** Counts come from other programs' output: what is no sensible number counts as nothing. */
const sane = (value: number): number => (Number.isFinite(value) && value > 0 ? Math.min(value, 1e12) : 0);

const saneTokens = (tokens: Tokens): Tokens => {
  const inputTokens = sane(tokens.inputTokens);
  return {
    inputTokens,
    cachedInputTokens: Math.min(inputTokens, sane(tokens.cachedInputTokens)),
    outputTokens: sane(tokens.outputTokens),
  };
};

const costAt = (price: ModelPrice, tokens: Tokens): number => {
  const fresh = tokens.inputTokens - tokens.cachedInputTokens;
  const cachedPrice = price.cachedInput ?? price.input;
  return (
    (fresh * sane(price.input) +
      tokens.cachedInputTokens * sane(cachedPrice) +
      tokens.outputTokens * sane(price.output)) /
    1_000_000
  );
};

const fromDataSet = (name: string, provider: string | null, tokens: Tokens): number | null => {
  const requests = Math.max(1, tokens.inputTokens / requestTokens);
  const usage = {
    input_tokens: tokens.inputTokens / requests,
    cache_read_tokens: tokens.cachedInputTokens / requests,
    output_tokens: tokens.outputTokens / requests,
  };
  try {
    const result = calcPrice(usage, name, provider === null ? {} : { providerId: provider });
    const cost = result === null ? Number.NaN : result.total_price * requests;
    return Number.isFinite(cost) && cost >= 0 ? cost : null;
  } catch {
    // The data set throws for a provider it does not know and for units a model does not sell.
    return null;
  }
};

const searchDataSet = (model: string, tokens: Tokens): number | null => {
  for (const name of candidates(model)) {
    const slash = name.indexOf("/");
    const found =
      slash > 0
        ? fromDataSet(name.slice(slash + 1), name.slice(0, slash), tokens)
        : fromDataSet(shortNames[plainName(name)] ?? name, null, tokens);
    if (found !== null) return found;
  }
  return null;
};

/** Order: the user's own prices, the contract's four models, the data set of today's models, `gpt-4o` as a guess. */
export const createPriceList = (overrides: Readonly<Record<string, ModelPrice>> = {}): PriceList => {
  const own = tableOf(overrides);
  const contract = tableOf(contractPrices);
  const price: PriceUsage = (model, usage) => {
    const tokens = saneTokens(usage);
    const name = model?.trim() ?? "";
    const known = fromTable(own, name) ?? fromTable(contract, name);
    if (known !== null) return { costUsd: costAt(known, tokens), source: "priced" };
    const listed = searchDataSet(name, tokens);
    if (listed !== null) return { costUsd: listed, source: "priced" };
    return { costUsd: costAt(fromTable(own, "gpt-4o") ?? unknownModelPrice, tokens), source: "estimated" };
  };
  return {
    price,
    estimateRun: (model, inputTokens, outputTokens) =>
      price(model, { inputTokens, cachedInputTokens: 0, outputTokens }).costUsd,
  };
};
