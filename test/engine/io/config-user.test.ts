// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} is what a configuration holds
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { registryFor } from "../../../bin/agents-port.ts";
import { commandTemplateProblem } from "../../../src/agents/command/template.ts";
import { loadConfig } from "../../../src/engine/io/config.ts";
import type { Config } from "../../../src/engine/io/config-defaults.ts";
import { initConfig } from "../../../src/engine/io/config-init.ts";
import { configJsonSchema } from "../../../src/engine/io/config-schema.ts";
import { getUserDefault, listUserDefaults, setUserDefault } from "../../../src/engine/io/config-user.ts";
import { temporaryFolder, write } from "./git-helpers.ts";

let folder = "";

beforeEach(() => {
  folder = temporaryFolder();
  process.env.ORCH_CONFIG_DIR = join(folder, "user");
});

afterEach(() => {
  delete process.env.ORCH_CONFIG_DIR;
});

const load = (): Promise<Config> => loadConfig({ moduleFolder: folder, repositoryRoot: folder, flags: {} });

describe("user defaults", () => {
  test("set, get, list and take away; kept in a private file", async () => {
    expect(await setUserDefault("maxBudgetUsd", "2.5")).toBe(2.5);
    await setUserDefault("dimensions", "[backend, tests]");
    expect(await getUserDefault("maxBudgetUsd")).toBe(2.5);
    const { file, values } = await listUserDefaults();
    expect(values).toEqual({ maxBudgetUsd: 2.5, dimensions: ["backend", "tests"] });
    expect(file.startsWith(join(folder, "user"))).toBe(true);
    await setUserDefault("maxBudgetUsd", undefined);
    expect(await getUserDefault("maxBudgetUsd")).toBeUndefined();
  });

  test.each([
    ["maxBudget", "3", /no such key.*Did you mean "maxBudgetUsd"/],
    ["maxBudgetUsd", "lots", /expected a number/],
    ["agents.claude.env.MY_API_KEY", "abc123def456ghi789", /secret/],
    ["__proto__.polluted", "1", /is not a key/],
    ["a..b", "1", /is not a key/],
  ])("%s = %s is refused and not stored", async (key, value, message) => {
    await expect(setUserDefault(key, value)).rejects.toThrow(message);
    expect((await listUserDefaults()).values).toEqual({});
  });

  test("a broken file is named", async () => {
    await setUserDefault("concurrency", "3");
    const { file } = await listUserDefaults();
    writeFileSync(file, "{");
    await expect(load()).rejects.toThrow(/user defaults cannot be read/);
    writeFileSync(file, '{"concurrency": "many"}');
    await expect(load()).rejects.toThrow(/config\.json: concurrency: expected a whole number/);
  });
});

describe("orch init", () => {
  test("writes a file that loads, with the commands of the project", async () => {
    write(
      folder,
      "package.json",
      JSON.stringify({ scripts: { test: "vitest", lint: 'eslint "src"', tsc: "tsc" } }),
    );
    write(folder, "pnpm-lock.yaml", "");
    expect(await initConfig(folder)).toBe(join(folder, "orch.yaml"));
    expect((await load()).commands).toEqual({
      test: "pnpm test",
      lint: "pnpm run lint",
      typecheck: "pnpm run tsc",
      integration: null,
    });
  });

  test("what it shows as comments loads too, when the comments are taken off", async () => {
    await initConfig(folder);
    const lines = readFileSync(join(folder, "orch.yaml"), "utf8").split("\n").slice(2);
    const yaml = lines.map((line) => line.replace(/^( *)# (?=[ a-zA-Z]+:)/, "$1")).join("\n");
    write(folder, "orch.yaml", yaml.replace(/^What.*$|^How.*$/gm, ""));
    const config = await load();
    expect(config).toMatchObject({ maxIterations: 10, maxBudgetUsd: 5, concurrency: 4 });
    expect(Object.keys(config.agents)).toEqual(["claude", "glm", "mine"]);
    expect(config.agents.glm?.kind).toBe("claude");
    expect(commandTemplateProblem(config.agents.mine?.command ?? [])).toBeNull();
    expect(registryFor(config).get("mine")?.costUnknown).toBe(true);
  });

  test.each([
    ["pyproject.toml", "[tool.pytest.ini_options]\n[tool.ruff]\n", { test: "pytest", lint: "ruff check ." }],
    ["go.mod", "module x\n", { test: "go test ./...", lint: "go vet ./..." }],
    ["Cargo.toml", "[package]\n", { test: "cargo test", typecheck: "cargo check" }],
    ["Makefile", "test: all\n\ttrue\n", { test: "make test", lint: null }],
    ["package.json", '{"scripts":{"test":"echo \\"Error: no test specified\\" && exit 1"}}', { test: null }],
    ["package.json", "not json {", { test: null }],
  ])("%s is understood", async (name, content, commands) => {
    write(folder, name, content);
    await initConfig(folder);
    expect((await load()).commands).toMatchObject(commands);
  });

  test("never overwrites", async () => {
    write(folder, "orch.yml", "maxIterations: 3\n");
    await expect(initConfig(folder)).rejects.toThrow(/exists already/);
    expect(existsSync(join(folder, "orch.yaml"))).toBe(false);
  });
});

test("schema/orch.schema.json is what the program checks with (vitest -u writes it)", async () => {
  const schema = `${JSON.stringify(configJsonSchema(), null, 2)}\n`;
  await expect(schema).toMatchFileSnapshot("../../../schema/orch.schema.json");
});
