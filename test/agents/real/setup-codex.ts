import { codex } from "../../../src/agents/codex.ts";
import { realBinary } from "./binaries.ts";
import type { RunOptions } from "./workshop.ts";

/** How the tests point the real Codex at the fake model: a provider of its own, as a gateway has it. */
export const trial = (url: string): RunOptions => ({
  adapter: codex,
  binary: realBinary("codex").path,
  role: "audit",
  model: "gpt-5.5",
  settings: {
    environment: { FAKE_KEY: "sk-dummy" },
    extraArguments: [
      "-c",
      'model_provider="fake"',
      "-c",
      `model_providers.fake={name="fake",base_url="${url}/v1",env_key="FAKE_KEY",wire_api="responses",request_max_retries=2,stream_max_retries=2}`,
    ],
  },
});
