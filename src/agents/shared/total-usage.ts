import type { ModelTokens, ReportedUsage } from "../adapter.ts";

/** The usage of a run whose program tells it model by model, or request by request, and says nothing of money. */
export const totalUsage = (models: readonly ModelTokens[]): ReportedUsage | null => {
  if (models.length === 0) return null;
  const sum = (key: "inputTokens" | "cachedInputTokens" | "outputTokens") =>
    models.reduce((total, tokens) => total + tokens[key], 0);
  return {
    inputTokens: sum("inputTokens"),
    cachedInputTokens: sum("cachedInputTokens"),
    outputTokens: sum("outputTokens"),
    costUsd: null,
    models,
  };
};
