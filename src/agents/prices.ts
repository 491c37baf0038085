import { calcPrice } from "@pydantic/genai-prices";
import type { ModelTokens, PriceUsage } from "./adapter.ts";
import { amazonName, candidates, plainName } from "./prices/names.ts";
import today from "./prices/today.json" with { type: "json" };

/** USD per million tokens. Without `cachedInput` or `cacheWrite`, these tokens cost as much as any other input. */
type Rates = {
  readonly input: number;
  readonly output: number;
  readonly cachedInput?: number | null;
  readonly cacheWrite?: number;
};

/** `long` holds for a request whose input is above a number of tokens. */
export type ModelPrice = Rates & { readonly long?: Rates & { readonly above: number } };

export type PriceList = {
  readonly price: PriceUsage;
  /** What a run is likely to cost, for reserving money before it starts. USD. */
  readonly estimateRun: (model: string | null, inputTokens: number, outputTokens: number) => number;
};

type Tokens = Omit<ModelTokens, "model">;
type Table = ReadonlyMap<string, ModelPrice>;

/** The price of every model that nobody knows. */
const unknownModelPrice: ModelPrice = { input: 5, output: 15, cachedInput: 2.5 };

/** The orchestration contract's price list, which wins over the data; cached input as the vendors discount it. */
const contractPrices: Readonly<Record<string, ModelPrice>> = {
  "claude-sonnet-4.5": { input: 3, output: 15, cachedInput: 0.3, cacheWrite: 3.75 },
  "gpt-4o": unknownModelPrice,
  "gemini-2.0-flash-exp": { input: 1, output: 2, cachedInput: 0.25 },
  "gpt-4-turbo": { input: 10, output: 30 },
};

/** Today's models, by who sells them. Written by scripts/update-prices.ts. */
const todaysPrices: Readonly<Record<string, Readonly<Record<string, ModelPrice>>>> = today.models;

/** The models of a seller, as it names them: `anthropic`, `openai`, `google`, `github-copilot`, `opencode`, … */
export const modelsSoldBy = (seller: string): readonly string[] => Object.keys(todaysPrices[seller] ?? {});

/** Of when the list of today's models is. */
export const pricesDate: string = today.date;

/** The other data set's long-context prices are those of one request; an unknown number of them is taken for this size. */
const requestTokens = 50_000;

const tableOf = (prices: readonly (readonly [string, ModelPrice])[]): Table =>
  // The first of a name wins: the maker of a model before those who resell it.
  new Map([...prices].reverse().map(([name, price]) => [plainName(name), price]));

const contractTable = tableOf(Object.entries(contractPrices));

const todaysTable = tableOf(
  Object.entries(todaysPrices).flatMap(([seller, models]) =>
    Object.entries(models).flatMap(([model, price]) => [
      [model, price] as const,
      [`${seller}/${model}`, price] as const,
    ]),
  ),
);

const fromTables = (tables: readonly Table[], model: string): ModelPrice | null => {
  for (const table of tables) {
    for (const name of candidates(model)) {
      const found = table.get(plainName(name));
      if (found !== undefined) return found;
    }
  }
  return null;
};

/** Counts come from other programs' output: what is no sensible number counts as nothing. */
const sane = (value: number | undefined): number =>
  value !== undefined && Number.isFinite(value) && value > 0 ? Math.min(value, 1e12) : 0;

const saneTokens = (tokens: Tokens): Required<Tokens> => {
  const inputTokens = sane(tokens.inputTokens);
  const cachedInputTokens = Math.min(inputTokens, sane(tokens.cachedInputTokens));
  return {
    inputTokens,
    cachedInputTokens,
    cacheWriteTokens: Math.min(inputTokens - cachedInputTokens, sane(tokens.cacheWriteTokens)),
    outputTokens: sane(tokens.outputTokens),
    requests: Math.floor(sane(tokens.requests)),
  };
};

const costAt = (price: ModelPrice, tokens: Required<Tokens>): number => {
  const { inputTokens, cachedInputTokens, cacheWriteTokens, outputTokens, requests } = tokens;
  const average = requests > 0 ? inputTokens / requests : 0;
  const rates: Rates = price.long !== undefined && average > price.long.above ? price.long : price;
  return (
    ((inputTokens - cachedInputTokens - cacheWriteTokens) * sane(rates.input) +
      cachedInputTokens * sane(rates.cachedInput ?? rates.input) +
      cacheWriteTokens * sane(rates.cacheWrite ?? rates.input) +
      outputTokens * sane(rates.output)) /
    1_000_000
  );
};

const fromDataSet = (name: string, provider: string | null, tokens: Required<Tokens>): number | null => {
  const requests = tokens.requests || Math.max(1, tokens.inputTokens / requestTokens);
  const usage = {
    input_tokens: tokens.inputTokens / requests,
    cache_read_tokens: tokens.cachedInputTokens / requests,
    cache_write_tokens: tokens.cacheWriteTokens / requests,
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

const searchDataSet = (model: string, tokens: Required<Tokens>): number | null => {
  for (const name of candidates(model)) {
    const slash = name.indexOf("/");
    const found =
      slash > 0
        ? fromDataSet(name.slice(slash + 1), name.slice(0, slash), tokens)
        : fromDataSet(name, null, tokens);
    if (found !== null) return found;
  }
  return null;
};

/** What is known of a model, the surest first; null when nobody knows it. */
const knownCost = (own: Table, model: string, tokens: Required<Tokens>): number | null => {
  const amazon = amazonName(model);
  const names = amazon === null ? [model] : [model, amazon.plain];
  const fixed = names.map((name) => fromTables([own], name)).find((price) => price !== null);
  if (fixed != null) return costAt(fixed, tokens);
  // Amazon has prices of its own, which differ by region.
  const there = amazon === null ? null : fromDataSet(amazon.name, "amazon-bedrock", tokens);
  if (there !== null) return there;
  const listed = names.map((name) => fromTables([contractTable, todaysTable], name)).find((price) => price);
  if (listed != null) return costAt(listed, tokens);
  return names.map((name) => searchDataSet(name, tokens)).find((cost) => cost !== null) ?? null;
};

/**
 * Order: the user's own prices, the contract's four models, today's models, the wider data set of models that
 * were ever sold, `gpt-4o` as a guess.
 */
export const createPriceList = (overrides: Readonly<Record<string, ModelPrice>> = {}): PriceList => {
  const own = tableOf(Object.entries(overrides));
  const guess = fromTables([own], "gpt-4o") ?? unknownModelPrice;
  const price: PriceUsage = (model, usage) => {
    const parts = usage.models?.length ? usage.models : [{ ...usage, model }];
    const costs = parts.map((part) => {
      const tokens = saneTokens(part);
      const known = knownCost(own, part.model?.trim() ?? "", tokens);
      return { usd: known ?? costAt(guess, tokens), known: known !== null };
    });
    return {
      costUsd: costs.reduce((sum, { usd }) => sum + usd, 0),
      source: costs.every(({ known }) => known) ? "priced" : "estimated",
    };
  };
  return {
    price,
    estimateRun: (model, inputTokens, outputTokens) =>
      price(model, { inputTokens, cachedInputTokens: 0, outputTokens }).costUsd,
  };
};
