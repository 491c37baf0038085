import { access, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { UserFault } from "../domain/errors.ts";
import { configFileNames } from "./config.ts";
import { type CommandName, standardDimensions } from "./config-defaults.ts";

type Commands = Partial<Record<CommandName, string>>;

/** Writes a commented orch.yaml and returns its path. Never overwrites one. */
export const initConfig = async (folder: string): Promise<string> => {
  for (const name of configFileNames) {
    const file = join(folder, name);
    if (await exists(file)) {
      throw new UserFault(`${file} exists already, and was left as it is.`, "Edit it, or delete it first.");
    }
  }
  const file = join(folder, "orch.yaml");
  // wx: fails when somebody made the file a moment ago.
  await writeFile(file, await initialConfig(folder), { flag: "wx" }).catch((error: NodeJS.ErrnoException) => {
    throw new UserFault(
      `${file} could not be written: ${error.message}`,
      "Check the folder and its permissions.",
    );
  });
  return file;
};

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

/** The text of a first orch.yaml: all keys with their defaults, and the commands that the project seems to have. */
const initialConfig = async (folder: string): Promise<string> => {
  const commands = await detectCommands(folder);
  const commandLine = (name: CommandName, example: string): string => {
    const found = commands[name];
    return found === undefined ? `  # ${name}: ${example}` : `  ${name}: ${JSON.stringify(found)}`;
  };
  return `# Configuration of orch for this project. Every key is optional; what is commented out shows the default.
# Secrets never stand here: put them into the environment or a git-ignored .env and write \${NAME}.

# targetScore: 100               # stop when the score is at least this
# minAcceptableScore: 80         # from here on, P2 and P3 findings are worked on too
# maxIterations: 10
# maxBudgetUsd: 5                # a wall: never more USD than this in a session
# monthlyBudgetUsd: 50           # an alert at 80 %; no default

# What an audit looks at; a map gives weights, for example {backend: 2, tests: 1}.
# dimensions: [${standardDimensions.join(", ")}]

# How this project is checked. Each runs in the module's folder.
commands:
${commandLine("test", '"npm test"')}
${commandLine("lint", '"npm run lint"')}
${commandLine("typecheck", '"npm run typecheck"')}
${commandLine("integration", '"npm run test:integration"')}
# commandPrefix: "docker compose exec odoo"

# preferredAuditTool: copilot    # falls back to what is installed
# preferredDevTool: copilot
# concurrency: 4                 # runs at once
# timeoutSeconds: 600            # per run

# agents:
#   claude:
#     model: claude-sonnet-4-5
#     fallback: codex
#   glm:                         # a second agent of a kind that orch knows: another gateway, account or program
#     kind: claude               # claude, codex, copilot, gemini or opencode
#     model: glm-4.6
#     env: { ANTHROPIC_BASE_URL: "https://gateway.example/anthropic", ANTHROPIC_AUTH_TOKEN: "\${GLM_KEY}" }
#   mine:                        # any program: one list item for each argument, a relative program lies beside this file
#     command: ["./my-agent.sh", "{prompt_file}", "--report", "{report_file}"]
#     prompt: file               # or stdin, or argument
#     env: { MY_API_KEY: "\${MY_API_KEY}" }   # it gets no key but those named here
#     # output: claude           # whose output it prints (tokens, cost, failures); left out, orch finds out

# What is always asked about before it reaches your branch.
# confirmationThresholdLines: 50
# confirmationThresholdFiles: 5
# requireConfirmationForDeletions: true
# requireConfirmationForNewModules: true
# requireConfirmationForDbMigrations: true
`;
};

export const detectCommands = async (folder: string): Promise<Commands> => {
  const detectors = [fromPackageJson, fromPython, fromGo, fromCargo, fromComposer, fromMakefile];
  const found: Commands = {};
  for (const detect of detectors) {
    for (const [name, command] of Object.entries(await detect(folder))) {
      found[name as CommandName] ??= command;
    }
  }
  return found;
};

const readText = (folder: string, name: string): Promise<string | null> =>
  readFile(join(folder, name), "utf8").catch(() => null);

/** The `scripts` of a JSON manifest; empty for anything that is not one. */
const readScripts = async (folder: string, name: string): Promise<Record<string, string>> => {
  try {
    const manifest: unknown = JSON.parse((await readText(folder, name)) ?? "null");
    if (typeof manifest !== "object" || manifest === null || !("scripts" in manifest)) return {};
    const { scripts } = manifest;
    if (typeof scripts !== "object" || scripts === null) return {};
    return Object.fromEntries(Object.entries(scripts).filter((entry) => typeof entry[1] === "string"));
  } catch {
    return {};
  }
};

const scriptNames: readonly (readonly [CommandName, readonly string[]])[] = [
  ["test", ["test", "test:unit"]],
  ["lint", ["lint"]],
  ["typecheck", ["typecheck", "type-check", "types", "check-types", "tsc"]],
  ["integration", ["test:integration", "integration", "test:e2e", "e2e"]],
];

const fromPackageJson = async (folder: string): Promise<Commands> => {
  const scripts = await readScripts(folder, "package.json");
  const manager = await packageManager(folder);
  const commands: Commands = {};
  for (const [name, candidates] of scriptNames) {
    const script = candidates.find((candidate) => isRealScript(scripts[candidate]));
    if (script !== undefined)
      commands[name] = script === "test" ? `${manager} test` : `${manager} run ${script}`;
  }
  // `bun test` is bun's own runner and ignores the script.
  return commands.test === "bun test" ? { ...commands, test: "bun run test" } : commands;
};

/** What `npm init` writes is no test. */
const isRealScript = (script: string | undefined): boolean =>
  script !== undefined && script.trim() !== "" && !script.includes("no test specified");

const packageManager = async (folder: string): Promise<string> => {
  const locks = [
    ["pnpm-lock.yaml", "pnpm"],
    ["yarn.lock", "yarn"],
    ["bun.lock", "bun"],
    ["bun.lockb", "bun"],
  ] as const;
  for (const [lock, manager] of locks) if (await exists(join(folder, lock))) return manager;
  return "npm";
};

const fromPython = async (folder: string): Promise<Commands> => {
  const project = (await readText(folder, "pyproject.toml")) ?? "";
  const setup = (await readText(folder, "setup.cfg")) ?? "";
  const requirements = (await readText(folder, "requirements-dev.txt")) ?? "";
  const all = `${project}\n${setup}\n${requirements}`;
  const hasPytest = /pytest/.test(all) || (await exists(join(folder, "pytest.ini")));
  return {
    ...(hasPytest ? { test: "pytest" } : {}),
    ...(/\bruff\b/.test(all) ? { lint: "ruff check ." } : {}),
    ...(/\bmypy\b/.test(all) ? { typecheck: "mypy ." } : {}),
  };
};

const fromGo = async (folder: string): Promise<Commands> =>
  (await exists(join(folder, "go.mod"))) ? { test: "go test ./...", lint: "go vet ./..." } : {};

const fromCargo = async (folder: string): Promise<Commands> =>
  (await exists(join(folder, "Cargo.toml"))) ? { test: "cargo test", typecheck: "cargo check" } : {};

const fromComposer = async (folder: string): Promise<Commands> => {
  const scripts = await readScripts(folder, "composer.json");
  return {
    ...(isRealScript(scripts.test) ? { test: "composer test" } : {}),
    ...(isRealScript(scripts.lint) ? { lint: "composer lint" } : {}),
  };
};

const fromMakefile = async (folder: string): Promise<Commands> => {
  const makefile = (await readText(folder, "Makefile")) ?? "";
  return {
    ...(/^test:/m.test(makefile) ? { test: "make test" } : {}),
    ...(/^lint:/m.test(makefile) ? { lint: "make lint" } : {}),
  };
};
