// Writes src/agents/prices/today.json from the model catalogue of the npm package below: `node scripts/update-prices.ts`.
// Only its data is wanted, so the package is unpacked and read, not installed with its hundred dependencies.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as z from "zod";

const packageName = "@earendil-works/pi-ai";

/** The makers of models first; then those who sell them under names or at prices of their own. */
const providers = [
  "anthropic",
  "openai",
  "google",
  "xai",
  "deepseek",
  "mistral",
  "moonshotai",
  "zai",
  "minimax",
  "github-copilot",
  "opencode",
];

const price = z.number().nonnegative();
const rates = { input: price, output: price, cacheRead: price, cacheWrite: price };
const modelSchema = z.object({
  id: z.string().min(1),
  type: z.string(),
  cost: z.object({
    ...rates,
    tiers: z.array(z.object({ ...rates, inputTokensAbove: z.number() })).optional(),
  }),
});
const packageSchema = z.object({ version: z.string(), license: z.literal("MIT"), author: z.string() });
const catalogueSchema = z.record(z.string(), z.record(z.string(), z.unknown()));

type Rates = z.infer<z.ZodObject<typeof rates>>;

/** In the catalogue, 0 for a cached token of a model that costs money means that nothing special is known. */
const ratesOf = ({ input, output, cacheRead, cacheWrite }: Rates) => ({
  input,
  output,
  ...(cacheRead > 0 ? { cachedInput: cacheRead } : {}),
  ...(cacheWrite > 0 ? { cacheWrite } : {}),
});

const pricesOf = (catalogue: unknown) => {
  const models = Object.values(catalogueSchema.parse(catalogue)).flatMap((group) => Object.values(group));
  const entries = models.flatMap((raw) => {
    const { success, data } = modelSchema.safeParse(raw);
    if (!success || data.type !== "chat") return [];
    const tier = data.cost.tiers?.at(0);
    const long = tier === undefined ? {} : { long: { above: tier.inputTokensAbove, ...ratesOf(tier) } };
    return [[data.id, { ...ratesOf(data.cost), ...long }] as const];
  });
  return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
};

const folder = mkdtempSync(join(tmpdir(), "orch-prices-"));
try {
  const words = ["pack", packageName, "--silent", "--pack-destination", folder];
  const archive = execFileSync("npm", words, { encoding: "utf8" }).trim().split("\n").at(-1) ?? "";
  execFileSync("tar", ["-xzf", join(folder, archive), "-C", folder]);
  const read = (file: string): unknown => JSON.parse(readFileSync(join(folder, "package", file), "utf8"));
  const data = "dist/providers/data";
  const { version, license, author } = packageSchema.parse(read("package.json"));
  const { generatedAt } = z.object({ generatedAt: z.iso.datetime() }).parse(read(`${data}/.manifest.json`));
  const models = Object.fromEntries(providers.map((name) => [name, pricesOf(read(`${data}/${name}.json`))]));
  const target = join(import.meta.dirname, "../src/agents/prices/today.json");
  const content = {
    source: `${packageName} ${version}`,
    // MIT asks for its author to be named wherever a part of the work goes.
    license: `${license}, ${author}`,
    date: generatedAt.slice(0, 10),
    models,
  };
  writeFileSync(target, `${JSON.stringify(content, null, 1)}\n`);
  execFileSync("npx", ["biome", "format", "--write", target]);
  console.log(`${target}: ${packageName} ${version} of ${content.date}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
