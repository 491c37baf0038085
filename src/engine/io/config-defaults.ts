import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import type { ConfigInput } from "./config-schema.ts";

export type AgentConfig = {
  readonly binary: string | null;
  readonly model: string | null;
  readonly fallback: string | null;
  readonly timeoutSeconds: number | null;
  readonly concurrency: number | null;
  readonly extraArguments: readonly string[];
  /** As written: ${NAME} is expanded when the agent is launched, and only then. */
  readonly environment: Readonly<Record<string, string>>;
  readonly command: readonly string[] | null;
  readonly prompt: "file" | "stdin" | "argument";
  readonly kind: NonNullable<AgentInput["kind"]> | null;
  readonly output: NonNullable<AgentInput["output"]> | null;
  readonly outputSchema: boolean;
};

type Price = { readonly input: number; readonly output: number; readonly cachedInput: number | null };

type Simple =
  | "maxIterations"
  | "maxBudgetUsd"
  | "targetScore"
  | "minAcceptableScore"
  | "preferredAuditTool"
  | "preferredDevTool"
  | "requireConfirmationForDeletions"
  | "requireConfirmationForNewModules"
  | "requireConfirmationForDbMigrations"
  | "confirmationThresholdLines"
  | "confirmationThresholdFiles"
  | "scoring"
  | "coreFiles"
  | "concurrency"
  | "timeoutSeconds"
  | "reportHeadLines";

type SimpleSettings = { [Key in Simple]: NonNullable<ConfigInput[Key]> };

export type CommandName = "test" | "lint" | "typecheck" | "integration";
type ChoiceName = "audit" | "documentation" | "complexParsing" | "highComplexity" | "development";

/** The effective configuration: nothing is left open. USD, seconds, scores from 0 to 100, absolute folders. */
export type Config = Readonly<SimpleSettings> & {
  readonly templatesDir: string | null;
  readonly outputDir: string | null;
  /** Null waits for ever. */
  readonly confirmTimeoutSeconds: number | null;
  readonly commands: Readonly<Record<CommandName, string | null>>;
  readonly commandPrefix: string | null;
  readonly dimensions: readonly { readonly name: string; readonly weight: number }[];
  readonly agents: Readonly<Record<string, AgentConfig>>;
  /** Only what the person set: the best agent first. */
  readonly chooseAgent: Readonly<Partial<Record<ChoiceName, readonly string[]>>>;
  /** Who audits which dimension, where the person said so. */
  readonly chooseAuditor: Readonly<Record<string, readonly string[]>>;
  readonly pricing: Readonly<Record<string, Price>>;
  readonly notifications: Readonly<NonNullable<ConfigInput["notifications"]>>;
  readonly monthlyBudgetUsd: number | null;
  /** The orch.yaml that was read; null when there is none. */
  readonly file: string | null;
};

export const standardDimensions = ["compliance", "backend", "frontend", "tests", "security", "architecture"];

const defaults: SimpleSettings = {
  maxIterations: 10,
  maxBudgetUsd: 5,
  targetScore: 100,
  minAcceptableScore: 80,
  preferredAuditTool: "copilot",
  preferredDevTool: "copilot",
  requireConfirmationForDeletions: true,
  requireConfirmationForNewModules: true,
  requireConfirmationForDbMigrations: true,
  confirmationThresholdLines: 50,
  confirmationThresholdFiles: 5,
  scoring: "reported",
  concurrency: 4,
  timeoutSeconds: 600,
  reportHeadLines: 50,
  coreFiles: [
    "**/__init__.py",
    "**/__manifest__.py",
    "**/package.json",
    "**/{package-lock.json,npm-shrinkwrap.json,yarn.lock,pnpm-lock.yaml,bun.lock,bun.lockb,deno.lock}",
    "**/{poetry.lock,uv.lock,pdm.lock,Pipfile.lock,Cargo.lock,go.sum,composer.lock,Gemfile.lock}",
    "**/.github/{workflows,actions}/**",
    "**/{.gitlab-ci.yml,.travis.yml,azure-pipelines.yml,bitbucket-pipelines.yml,Jenkinsfile}",
    "**/{.circleci,.ci}/**",
  ],
};

/** One source of settings, and the folder that its relative paths start from. */
export type Layer = { readonly input: ConfigInput; readonly folder: string };

/** Puts layers over the defaults; a later layer wins, key by key, and agent by agent. */
export const mergeLayers = (layers: readonly Layer[], file: string | null): Config => {
  const absolute = layers.map(withAbsolutePaths);
  const merged = absolute.reduce<ConfigInput>(mergeTwo, {});
  const { commands, pricing = {}, agents = {} } = merged;
  const { dimensions: auditors = {}, ...chooseAgent } = merged.chooseAgent ?? {};
  // A key that is there without a value must not hide its default.
  const given = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined));
  const simple = { ...defaults, ...given } as SimpleSettings;
  return {
    ...simple,
    templatesDir: merged.templatesDir ?? null,
    outputDir: merged.outputDir ?? null,
    confirmTimeoutSeconds: merged.confirmTimeoutSeconds ?? null,
    commands: {
      test: commands?.test ?? null,
      lint: commands?.lint ?? null,
      typecheck: commands?.typecheck ?? null,
      integration: commands?.integration ?? null,
    },
    commandPrefix: merged.commandPrefix ?? null,
    dimensions: weighDimensions(absolute),
    agents: mapValues(agents, completeAgent),
    chooseAgent: mapValues(chooseAgent, namesOf),
    chooseAuditor: mapValues(auditors, namesOf),
    pricing: mapValues(pricing, (price) => ({ ...price, cachedInput: price.cachedInput ?? null })),
    notifications: merged.notifications ?? {},
    monthlyBudgetUsd: merged.monthlyBudgetUsd ?? null,
    file,
  };
};

const namesOf = (choice: string | readonly string[]): readonly string[] =>
  typeof choice === "string" ? [choice] : choice;

const mapValues = <T, U>(
  record: Readonly<Record<string, T | undefined>>,
  change: (value: T) => U,
): Record<string, U> =>
  Object.fromEntries(
    Object.entries(record).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, change(value)] as const],
    ),
  );

const mergeTwo = (lower: ConfigInput, upper: ConfigInput): ConfigInput => {
  const agents = { ...lower.agents };
  for (const [name, settings] of Object.entries(upper.agents ?? {})) {
    const below = agents[name];
    agents[name] = { ...below, ...settings, env: { ...below?.env, ...settings.env } };
  }
  return {
    ...lower,
    ...upper,
    agents,
    commands: { ...lower.commands, ...upper.commands },
    chooseAgent: { ...lower.chooseAgent, ...upper.chooseAgent },
    pricing: { ...lower.pricing, ...upper.pricing },
    notifications: { ...lower.notifications, ...upper.notifications },
  };
};

/** The last layer that lists dimensions says which; a plain list takes over the weights from the layers below. */
const weighDimensions = (layers: readonly ConfigInput[]): Config["dimensions"] => {
  const weights: Record<string, number> = {};
  let names: readonly string[] = standardDimensions;
  for (const { dimensions } of layers) {
    if (dimensions === undefined) continue;
    names = Array.isArray(dimensions) ? [...new Set(dimensions)] : Object.keys(dimensions);
    if (!Array.isArray(dimensions)) Object.assign(weights, dimensions);
  }
  return names.map((name) => ({ name, weight: weights[name] ?? 1 }));
};

type AgentInput = NonNullable<ConfigInput["agents"]>[string];

const completeAgent = (agent: AgentInput): AgentConfig => ({
  binary: agent.binary ?? null,
  model: agent.model ?? null,
  fallback: agent.fallback ?? null,
  timeoutSeconds: agent.timeoutSeconds ?? null,
  concurrency: agent.concurrency ?? null,
  extraArguments: agent.extraArgs ?? [],
  environment: mapValues(agent.env ?? {}, String),
  command: agent.command ?? null,
  prompt: agent.prompt ?? "file",
  kind: agent.kind ?? null,
  output: agent.output ?? null,
  outputSchema: agent.outputSchema ?? true,
});

/** Agents work in folders of their own, so a relative path means the folder of the file that it stands in. */
const withAbsolutePaths = ({ input, folder }: Layer): ConfigInput => {
  const { templatesDir, outputDir, agents } = input;
  return {
    ...input,
    ...(templatesDir === undefined ? {} : { templatesDir: absoluteFolder(templatesDir, folder) }),
    ...(outputDir === undefined ? {} : { outputDir: absoluteFolder(outputDir, folder) }),
    ...(agents === undefined
      ? {}
      : { agents: mapValues(agents, (agent) => withAbsolutePrograms(agent, folder)) }),
  };
};

const withAbsolutePrograms = (agent: AgentInput, folder: string): AgentInput => {
  const [program, ...rest] = agent.command ?? [];
  const inFolder = (argument: string): string => argument.replaceAll("{config_folder}", folder);
  return {
    ...agent,
    ...(agent.binary === undefined ? {} : { binary: absoluteProgram(agent.binary, folder) }),
    ...(program === undefined ? {} : { command: [absoluteProgram(program, folder), ...rest.map(inFolder)] }),
  };
};

const absoluteFolder = (path: string, folder: string): string => {
  const fromHome = path === "~" || path.startsWith("~/") ? join(homedir(), path.slice(1)) : path;
  return isAbsolute(fromHome) ? fromHome : resolve(folder, fromHome);
};

/** A bare name is looked up in PATH; anything with a slash is a file. */
const absoluteProgram = (program: string, folder: string): string =>
  program.includes("/") ? absoluteFolder(program, folder) : program;
