import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Adapter, AgentSettings } from "../../../src/agents/adapter.ts";
import { claude } from "../../../src/agents/claude.ts";
import { codex } from "../../../src/agents/codex.ts";
import { createCommandAdapter } from "../../../src/agents/command.ts";
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

/** What else lies in the shells of developers: credentials, agents' sockets, and what changes other programs. */
const shell: Readonly<Record<string, string>> = {
  AWS_ACCESS_KEY_ID: "key-1",
  AWS_SESSION_TOKEN: "key-2",
  AWS_PROFILE: "key-3",
  AZURE_CLIENT_SECRET: "key-4",
  CLOUDFLARE_API_TOKEN: "key-5",
  DOCKER_AUTH_CONFIG: "key-6",
  GIT_ASKPASS: "/evil",
  GIT_SSH_COMMAND: "/evil",
  KUBECONFIG: "/root/.kube/config",
  LD_LIBRARY_PATH: "/evil",
  LD_PRELOAD: "/evil.so",
  BASH_ENV: "/evil.sh",
  ENV: "/evil.sh",
  MY_APP_SECRET: "key-7",
  NODE_PATH: "/evil",
  NPM_CONFIG__AUTH: "key-8",
  OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector.example",
  PGPASSWORD: "key-9",
  PYTHONSTARTUP: "/evil.py",
  SENTRY_DSN: "https://key@sentry.example/1",
  SLACK_WEBHOOK_URL: "https://hooks.example/key",
  SSH_AUTH_SOCK: "/run/ssh.sock",
  VAULT_TOKEN: "key-10",
};

const needed: Readonly<Record<string, string>> = {
  HTTP_PROXY: "http://proxy:3128",
  HTTPS_PROXY: "http://proxy:3128",
  NO_PROXY: "localhost",
  NODE_EXTRA_CA_CERTS: "/etc/company.pem",
  SSL_CERT_FILE: "/etc/company.pem",
  LANG: "de_DE.UTF-8",
  LC_ALL: "de_DE.UTF-8",
  TZ: "Europe/Berlin",
};

/** PWD, SHLVL and _ are the probe's own shell's. */
const common = /^(PATH|HOME|TERM|NO_COLOR|TMPDIR|ORCH_RUN_ID|PWD|OLDPWD|SHLVL|_)$/;

const seenBy = async (adapter: Adapter, settings: Partial<AgentSettings> = {}) => {
  const run = `probe-${adapter.name}-${Object.keys(settings).join("-")}`;
  const ended = await runToEnd(workshop, run, {
    adapter,
    binary: probe,
    role: "audit",
    model: null,
    hostEnvironment: { ...shell, ...everyKey, ...needed },
    settings,
  });
  const output = readFileSync(path.join(ended.runFolder, "stdout.log"), "utf8");
  const pairs = [...output.matchAll(/^([A-Za-z_]\w*)=(.*)$/gm)].map((found) => [found[1], found[2]] as const);
  const seen: Record<string, string | undefined> = Object.fromEntries(pairs);
  expect(seen.ORCH_RUN_ID).toBe(run);
  return seen;
};

type Own = readonly [Adapter, RegExp, key: string | null, quiet: Readonly<Record<string, string>>];

const own: readonly Own[] = [
  [
    claude,
    /^(ANTHROPIC_(API_KEY|AUTH_TOKEN)|CLAUDE_CODE_OAUTH_TOKEN|CLAUDE_CONFIG_DIR|CLAUDE_CODE_(DISABLE_NONESSENTIAL_TRAFFIC|MAX_RETRIES)|MAX_STRUCTURED_OUTPUT_RETRIES|DISABLE_\w+)$/,
    "ANTHROPIC_API_KEY",
    { DISABLE_AUTOUPDATER: "1", DISABLE_TELEMETRY: "1", CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1" },
  ],
  [codex, /^(OPENAI_API_KEY|CODEX_API_KEY|CODEX_HOME)$/, "OPENAI_API_KEY", {}],
  [
    gemini,
    /^(GEMINI_(API_KEY|CLI_\w+|TELEMETRY_ENABLED)|GOOGLE_API_KEY)$/,
    "GEMINI_API_KEY",
    { GEMINI_TELEMETRY_ENABLED: "false" },
  ],
  [
    copilot,
    /^(COPILOT_(GITHUB_TOKEN|HOME|ALLOW_ALL|AUTO_UPDATE)|GH_TOKEN|GITHUB_TOKEN)$/,
    "COPILOT_GITHUB_TOKEN",
    { COPILOT_AUTO_UPDATE: "false" },
  ],
  [
    // A provider of everyone: it has no key until its model is named.
    opencode,
    /^(OPENCODE_(DB|PURE|PERMISSION|TEST_HOME|CONFIG_\w+|DISABLE_\w+)|XDG_CONFIG_HOME|npm_config_registry)$/,
    null,
    { OPENCODE_DISABLE_AUTOUPDATE: "1", OPENCODE_DISABLE_SHARE: "1" },
  ],
];

describe("a probe in the place of an agent", () => {
  it.each(own)(
    "sees its own of %o, what every program needs, and nothing else",
    async (adapter, mine, key, quiet) => {
      const seen = await seenBy(adapter);
      const names = Object.keys(seen).filter((name) => !(name in needed) && !common.test(name));
      expect(names.filter((name) => !mine.test(name))).toEqual([]);
      expect(seen).toMatchObject({ ...needed, ...quiet });
      if (key !== null) expect(seen[key]).toBe(everyKey[key]);
    },
  );

  it("sees as a program of orch.yaml no key at all", async () => {
    const seen = await seenBy(createCommandAdapter({ name: "probe", output: null }), { command: [probe] });
    const names = Object.keys(seen).filter((name) => !(name in needed) && !common.test(name));
    expect(names.filter((name) => !name.startsWith("ORCH_"))).toEqual([]);
    expect(seen).toMatchObject(needed);
  });

  it("sees what orch.yaml gives it, and that only", async () => {
    const seen = await seenBy(gemini, { environment: { MY_GATEWAY_TOKEN: "sk-own" } });
    expect(seen.MY_GATEWAY_TOKEN).toBe("sk-own");
    expect(seen.MY_APP_SECRET).toBeUndefined();
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
});
