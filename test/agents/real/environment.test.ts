import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Adapter } from "../../../src/agents/adapter.ts";
import { claude } from "../../../src/agents/claude.ts";
import { codex } from "../../../src/agents/codex.ts";
import { copilot } from "../../../src/agents/copilot.ts";
import { gemini } from "../../../src/agents/gemini.ts";
import { opencode } from "../../../src/agents/opencode.ts";
import { everyKey } from "../unit-kit.ts";
import { createWorkshop, runToEnd } from "./workshop.ts";

const workshop = createWorkshop("probe");
afterAll(workshop.remove);

/** An agent that only looks around: its environment and its standard input. */
const probe = path.join(workshop.root, "probe.sh");
writeFileSync(probe, "#!/bin/sh\nenv\necho STDIN-BYTES $(wc -c)\n");
chmodSync(probe, 0o755);

const keysSeen = async (adapter: Adapter, environment: Record<string, string> = {}): Promise<string[]> => {
  const run = `probe-${adapter.name}-${Object.keys(environment).length}`;
  const ended = await runToEnd(workshop, run, {
    adapter,
    binary: probe,
    role: "audit",
    model: null,
    hostEnvironment: everyKey,
    settings: { environment },
  });
  const output = readFileSync(path.join(ended.runFolder, "stdout.log"), "utf8");
  expect(output).toContain(`ORCH_RUN_ID=${run}`);
  return output.split("\n").filter((line) => /key-|CLAUDECODE|NODE_OPTIONS|sk-own/.test(line));
};

const own: readonly (readonly [Adapter, RegExp])[] = [
  [claude, /^(ANTHROPIC_|CLAUDE_CODE_OAUTH_TOKEN=)/],
  [codex, /^(OPENAI_|CODEX_)/],
  [gemini, /^(GEMINI_|GOOGLE_)/],
  [copilot, /^(COPILOT_|GH_TOKEN=|GITHUB_TOKEN=)/],
];

describe("a probe in the place of an agent", () => {
  it.each(own)("sees no key but those of %o", async (adapter, pattern) => {
    const seen = await keysSeen(adapter);
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.filter((line) => !pattern.test(line))).toEqual([]);
  });

  it("sees what orch.yaml gives it, and that only", async () => {
    const seen = await keysSeen(gemini, { MY_GATEWAY_TOKEN: "sk-own" });
    expect(seen).toContain("MY_GATEWAY_TOKEN=sk-own");
  });

  it("gets the prompt on its standard input, whole", async () => {
    const ended = await runToEnd(workshop, "probe-input", {
      adapter: claude,
      binary: probe,
      role: "audit",
      model: null,
      settings: {},
      prompt: "x".repeat(70_000),
    });
    const output = readFileSync(path.join(ended.runFolder, "stdout.log"), "utf8");
    expect(output).toContain("STDIN-BYTES 70000");
  });

  it("sees no machine key in opencode's place, which has a provider of everyone", async () => {
    const seen = await keysSeen(opencode);
    expect(
      seen.filter((line) => /^(GH_TOKEN|NPM_TOKEN|DATABASE_URL|CLAUDECODE|NODE_OPTIONS)=/.test(line)),
    ).toEqual([]);
  });
});
