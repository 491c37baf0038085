// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} is what a configuration holds
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ConfigFlags, loadConfig } from "../../../src/engine/io/config.ts";
import type { Config } from "../../../src/engine/io/config-defaults.ts";
import { setUserDefault } from "../../../src/engine/io/config-user.ts";
import { temporaryFolder, write } from "./git-helpers.ts";

let folder = "";

beforeEach(() => {
  folder = temporaryFolder();
  process.env.ORCH_CONFIG_DIR = join(folder, "user");
});

afterEach(() => {
  delete process.env.ORCH_CONFIG_DIR;
});

const load = (yaml: string | null, flags: ConfigFlags = {}): Promise<Config> => {
  if (yaml !== null) write(folder, "orch.yaml", yaml);
  return loadConfig({ moduleFolder: folder, repositoryRoot: folder, flags });
};

const failure = async (yaml: string | null, flags: ConfigFlags = {}): Promise<string> => {
  const error = await load(yaml, flags).then(
    () => expect.unreachable("the configuration was accepted"),
    (reason) => reason,
  );
  expect(error).toMatchObject({ kind: "user", exitCode: 2 });
  return error.message.replaceAll(`${folder}/`, "");
};

describe("defaults and layers", () => {
  test.each([null, "", "# only a comment\n", "---\n", "commands:\nagents:\n  # claude:\n"])(
    "nothing set (%j): the defaults of the source documents",
    async (yaml) => {
      expect(await load(yaml)).toMatchObject({
        maxIterations: 10,
        maxBudgetUsd: 5,
        targetScore: 100,
        minAcceptableScore: 80,
        preferredAuditTool: "copilot",
        preferredDevTool: "copilot",
        templatesDir: null,
        outputDir: null,
        requireConfirmationForDeletions: true,
        requireConfirmationForNewModules: true,
        requireConfirmationForDbMigrations: true,
        confirmationThresholdLines: 50,
        confirmationThresholdFiles: 5,
        commands: { test: null, lint: null, typecheck: null, integration: null },
        commandPrefix: null,
        agents: {},
        chooseAgent: {},
        pricing: {},
        notifications: {},
        monthlyBudgetUsd: null,
        scoring: "reported",
        concurrency: 4,
        timeoutSeconds: 600,
        reportHeadLines: 50,
        file: yaml === null ? null : join(folder, "orch.yaml"),
      });
    },
  );

  test("user defaults, then orch.yaml, then flags: the more specific wins", async () => {
    await setUserDefault("maxIterations", "2");
    await setUserDefault("targetScore", "60");
    await setUserDefault("concurrency", "7");
    await setUserDefault("agents.claude.model", "opus");
    const yaml =
      "targetScore: 70\nmaxIterations: 3\nagents:\n  claude: {timeoutSeconds: 5, env: {LEVEL: 3}}\n";
    const config = await load(yaml, { maxIterations: "4", maxBudgetUsd: undefined });
    expect(config).toMatchObject({ concurrency: 7, targetScore: 70, maxIterations: 4, maxBudgetUsd: 5 });
    expect(config.agents.claude).toEqual({
      binary: null,
      model: "opus",
      fallback: null,
      timeoutSeconds: 5,
      concurrency: null,
      extraArguments: [],
      environment: { LEVEL: "3" },
      command: null,
      prompt: "file",
      kind: null,
      output: null,
      outputSchema: true,
    });
  });

  test("dimensions: a list, a map with weights, a flag that keeps the weights of the file", async () => {
    expect((await load("dimensions: [backend, my-own]")).dimensions).toEqual([
      { name: "backend", weight: 1 },
      { name: "my-own", weight: 1 },
    ]);
    const yaml = "dimensions: {backend: 2, tests: 0.5}";
    expect((await load(yaml)).dimensions).toEqual([
      { name: "backend", weight: 2 },
      { name: "tests", weight: 0.5 },
    ]);
    expect((await load(yaml, { dimensions: "tests, security" })).dimensions).toEqual([
      { name: "tests", weight: 0.5 },
      { name: "security", weight: 1 },
    ]);
  });

  test("everything that the contract names is accepted", async () => {
    const config = await load(`
templatesDir: my/templates
outputDir: /tmp/out
commands: {test: npm test, lint: npm run lint, typecheck: tsc, integration: make it}
commandPrefix: docker compose exec odoo
chooseAgent: {audit: gemini, documentation: [gemini, claude]}
pricing: {my-model: {input: 1, output: 2}}
notifications: {desktop: true, slack: "\${SLACK_WEBHOOK}"}
monthlyBudgetUsd: 50
scoring: computed
coreFiles: ["src/core/**"]
agents:
  command:
    command: [./bin/agent.sh, "{prompt_file}", "--tools={config_folder}/tools"]
    prompt: stdin
    extraArgs: [-v]
    env: {API_KEY: "\${API_KEY}", MAX_TOKENS: 4096}
`);
    expect(config).toMatchObject({
      templatesDir: join(folder, "my/templates"),
      outputDir: "/tmp/out",
      commands: { test: "npm test", integration: "make it" },
      chooseAgent: { audit: ["gemini"], documentation: ["gemini", "claude"] },
      pricing: { "my-model": { input: 1, output: 2, cachedInput: null } },
      coreFiles: ["src/core/**"],
    });
    expect(config.agents.command?.command).toEqual([
      join(folder, "bin/agent.sh"),
      "{prompt_file}",
      `--tools=${folder}/tools`,
    ]);
  });

  test("the nearest file counts, from the module up to the repository's root and no further", async () => {
    const root = join(folder, "repository");
    const moduleFolder = join(root, "packages/one");
    mkdirSync(moduleFolder, { recursive: true });
    write(folder, "orch.yaml", "maxIterations: 1");
    const request = { moduleFolder, repositoryRoot: root, flags: {} };
    expect((await loadConfig(request)).file).toBeNull();
    write(root, "orch.yaml", "maxIterations: 2");
    expect((await loadConfig(request)).maxIterations).toBe(2);
    write(moduleFolder, "orch.yml", "maxIterations: 3");
    expect((await loadConfig(request)).maxIterations).toBe(3);
    const file = join(folder, "orch.yaml");
    expect((await loadConfig({ ...request, file })).maxIterations).toBe(1);
  });
});

describe("errors say file, line, column, key, what was found and what is allowed", () => {
  test.each([
    [
      "maxBudgetUsd: 1\ntargetScore: lots",
      /^orch\.yaml:2:14: targetScore: expected a number from 0 to 100, found "lots"\.$/,
    ],
    ["targetScore: 120", /^orch\.yaml:1:14: .*a number from 0 to 100, found 120/],
    [
      "maxIterations: 1.5",
      /orch\.yaml:1:16: maxIterations: expected a whole number from 1 to 1000, found 1\.5/,
    ],
    ["maxBudgetUsd: .nan", /expected a number from 0 to 100000, found NaN/],
    [
      "\nmaxIteration: 3",
      /^orch\.yaml:2:1: maxIteration: there is no such key\. Did you mean "maxIterations"\?/,
    ],
    ["max_budget_usd: 3", /Did you mean "maxBudgetUsd"/],
    ["somethingElse: 3", /no such key\. Allowed here: maxIterations, /],
    ["agents:\n  claude:\n    modle: x", /^orch\.yaml:3:5: agents\.claude\.modle: .*Did you mean "model"/],
    [
      "agents:\n  claude:\n    extraArgs: [a, 3]",
      /^orch\.yaml:3:20: agents\.claude\.extraArgs\[1\]: expected .*, found 3/,
    ],
    ["agents:\n  claude: opus", /^orch\.yaml:2:11: agents\.claude: expected a map.*, found "opus"/],
    [
      "agents:\n  command: {command: ./x --y}",
      /expected a list: \[program, argument, …\], found "\.\/x --y"/,
    ],
    ["scoring: guessed", /expected reported .* or computed .*, found "guessed"/],
    ["dimensions: []", /expected a list of names, or a map of names to weights, found an empty list/],
    ["dimensions: {backend: -1}", /dimensions.*expected/],
    [
      "commands: npm test",
      /^orch\.yaml:1:11: commands: expected a map of test, lint, typecheck, integration, found "npm test"/,
    ],
    ["- a\n- b", /^orch\.yaml:1:1: the file: expected a map .*, found a list/],
    ["just text", /^orch\.yaml:1:1: the file: expected a map .*, found "just text"/],
    ["concurrency: 2\nconcurrency: 3", /^orch\.yaml:2:1: this is not valid YAML: Map keys must be unique/],
    ["concurrency: [1", /^orch\.yaml:1:\d+: this is not valid YAML/],
    ["a: 1\n---\nb: 2", /^orch\.yaml:2:1: this is not valid YAML/],
    ["concurrency: !!js/function x", /^orch\.yaml:1:\d+: this is not valid YAML: Unresolved tag/],
    ["concurrency: *nowhere", /orch\.yaml.*not valid YAML/],
    ["__proto__: {maxIterations: 3}", /__proto__: there is no such key/],
    ["notifications: {slack: hello}", /expected a web address/],
  ])("%j", async (yaml, message) => {
    expect(await failure(yaml)).toMatch(message);
  });

  test("several mistakes are told at once", async () => {
    const message = await failure("targetScore: -1\nconcurrency: none\nxyz: 1");
    expect(message.split("\n")).toHaveLength(3);
  });

  test("an alias bomb and a nesting bomb end quickly", async () => {
    const lines = ["a: &a [x, x, x, x, x, x, x, x, x]"];
    for (let letter = 1; letter < 12; letter += 1) {
      const below = `*${String.fromCharCode(96 + letter)}`;
      const name = String.fromCharCode(97 + letter);
      lines.push(`${name}: &${name} [${Array.from({ length: 9 }, () => below).join(", ")}]`);
    }
    expect(await failure(lines.join("\n"))).toMatch(/orch\.yaml.*alias/i);
    expect(await failure(`a: ${"[".repeat(100_000)}`)).toMatch(/orch\.yaml/);
  });

  test("a missing --config, a folder and a huge file", async () => {
    const request = { moduleFolder: folder, repositoryRoot: null, flags: {} };
    await expect(loadConfig({ ...request, file: join(folder, "no.yaml") })).rejects.toThrow(/does not exist/);
    mkdirSync(join(folder, "orch.yaml"));
    await expect(loadConfig(request)).rejects.toThrow(/is a folder/);
    writeFileSync(join(folder, "big.yaml"), "#".repeat(1024 * 1024 + 1));
    await expect(loadConfig({ ...request, file: join(folder, "big.yaml") })).rejects.toThrow(/larger/);
  });

  test("a flag is named as it is typed", async () => {
    expect(await failure(null, { targetScore: "abc" })).toBe(
      '--target-score "abc": expected a number from 0 to 100, found "abc".',
    );
    expect(await failure(null, { maxIterations: "0" })).toMatch(
      /^--max-iterations "0": expected a whole number/,
    );
    expect(await failure(null, { dimensions: "," })).toMatch(/^--dimensions ",": expected a list of names/);
  });
});

describe("secrets", () => {
  const key = `sk-${"a1b2c3d4".repeat(4)}`;

  test.each([
    `agents:\n  claude:\n    env:\n      ANTHROPIC_API_KEY: ${key}`,
    "agents:\n  claude:\n    env:\n      DB_PASSWORD: hunter2",
    "agents:\n  claude:\n    env:\n      GITHUB_TOKEN: abcdefghijklmnop",
    `agents:\n  claude:\n    extraArgs: ["${key}"]`,
    `agents:\n  claude:\n    timeoutSeconds: ${key}`,
    "notifications: {slack: 'https://hooks.slack.com/services/T0/B0/xyz'}",
    `commandPrefix: ${key}`,
  ])("a literal is refused and never repeated: %j", async (yaml) => {
    const message = await failure(yaml);
    expect(message).toMatch(/secret/);
    expect(message).not.toContain(key);
    expect(message).not.toContain("hunter2");
  });

  test("the advice names the variable, the place is the value's", async () => {
    expect(await failure(`agents:\n  claude:\n    env:\n      ANTHROPIC_API_KEY: ${key}`)).toBe(
      "orch.yaml:4:26: agents.claude.env.ANTHROPIC_API_KEY: this looks like a secret. Put it into the environment or .env and write ${ANTHROPIC_API_KEY}.",
    );
  });

  test("what is no secret is accepted", async () => {
    const yaml =
      "agents: {claude: {env: {MAX_TOKENS: 4096, TOKEN_FILE: /run/secrets/token, API_KEY: '${API_KEY}', DEBUG: true}}}";
    expect((await load(yaml)).agents.claude?.environment).toEqual({
      MAX_TOKENS: "4096",
      TOKEN_FILE: "/run/secrets/token",
      API_KEY: "${API_KEY}",
      DEBUG: "true",
    });
  });
});
