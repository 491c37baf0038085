import path from "node:path";
import { opencode } from "../../../src/agents/opencode.ts";
import { agentsFolder, realBinary } from "./binaries.ts";
import type { RunOptions } from "./workshop.ts";

const fakeProvider = (url: string) => ({
  npm: "@ai-sdk/openai-compatible",
  name: "Fake",
  options: { baseURL: `${url}/v1`, apiKey: "sk-dummy" },
  models: {
    "fake-model": {
      name: "Fake",
      tool_call: true,
      limit: { context: 200_000, output: 8_192 },
      cost: { input: 3, output: 15, cache_read: 0.3, cache_write: 3.75 },
    },
  },
});

/** How the tests point the real opencode at the fake model: a provider in its inline configuration. */
export const trial = (url: string): RunOptions => ({
  adapter: opencode,
  binary: realBinary("opencode").path,
  role: "audit",
  model: "fake/fake-model",
  hostEnvironment: { XDG_CACHE_HOME: path.join(agentsFolder, ".cache") },
  settings: {
    environment: {
      OPENCODE_CONFIG_CONTENT: JSON.stringify({
        enabled_providers: ["fake"],
        small_model: "fake/fake-model",
        provider: { fake: fakeProvider(url) },
      }),
    },
  },
});
