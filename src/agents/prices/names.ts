/** Names that programs take instead of a full model name, as they understand them in November 2026. */
const shortNames: ReadonlyMap<string, string> = new Map(
  Object.entries({
    sonnet: "claude-sonnet-5-5",
    opus: "claude-opus-5-5",
    haiku: "claude-haiku-5-5",
    fable: "claude-fable-5-2",
    best: "claude-opus-5-5",
    // Plans with Opus, works with Sonnet: the work is the larger part.
    opusplan: "claude-sonnet-5-5",
    "auto-gemini-3": "gemini-3.1-pro-preview",
    "auto-gemini-2-5": "gemini-2.5-pro",
  }),
);

/** Said behind a name for how the model works, not which one it is. */
const manners = /:(thinking|beta|extended|exacto|nitro|floor|online)$/;

/** One spelling for all: `anthropic/claude-sonnet-4-5-20250929` and `claude-sonnet-4.5` are the same model. */
export const plainName = (model: string): string =>
  model
    .toLowerCase()
    .replace(/\[[^\]]*\]$/, "")
    .replace(manners, "")
    .replace(/[@-](\d{8}|\d{4}-\d{2}-\d{2}|latest|default)$/, "")
    .replaceAll(".", "-");

/** `a/b/c` may be a model of provider a, or model c wherever it runs: the longest form is tried first. */
export const candidates = (model: string): readonly string[] => {
  const short = shortNames.get(plainName(model)) ?? model;
  const parts = short.trim().toLowerCase().split("/").filter(Boolean);
  return parts.map((_, index) => parts.slice(index).join("/"));
};

const bedrock = /^(?:[a-z-]+\.)?(anthropic|openai|amazon|meta|mistral|deepseek|qwen|zai)\.(.+)$/;

/** Amazon's name of a model, `us.anthropic.claude-…-v1:0`, and what its maker calls it; null for any other name. */
export const amazonName = (model: string): { readonly name: string; readonly plain: string } | null => {
  const name = model.trim().toLowerCase().split("/").at(-1) ?? "";
  const [, maker, rest] = bedrock.exec(name) ?? [];
  if (maker === undefined || rest === undefined) return null;
  return { name, plain: `${maker}/${rest.replace(/-v\d+(:\d+)*$/, "")}` };
};
