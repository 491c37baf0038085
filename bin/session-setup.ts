import { realpathSync } from "node:fs";
import { basename, isAbsolute, join, relative, resolve, sep } from "node:path";
import { v7 as uuid } from "uuid";
import { UserFault } from "../src/engine/domain/errors.ts";
import type { EventBody } from "../src/engine/domain/events.ts";
import type { SessionSettings } from "../src/engine/domain/events-session.ts";
import type { Risk } from "../src/engine/domain/words.ts";
import { systemClock } from "../src/engine/io/clock.ts";
import { type ConfigFlags, configFileNames, loadConfig } from "../src/engine/io/config.ts";
import type { Config } from "../src/engine/io/config-defaults.ts";
import { detectCommands } from "../src/engine/io/config-init.ts";
import { inspectRepository, type RepositoryFacts } from "../src/engine/io/git.ts";
import { openJournal } from "../src/engine/io/journal.ts";
import { makeSessionFolder, type SessionPaths, sessionPaths } from "../src/engine/io/session-folder.ts";
import { loadTemplates } from "../src/engine/io/templates.ts";
import { dimensionsOf } from "../src/engine/prompts/select-template.ts";
import { agentConfig, registryFor } from "./agents-port.ts";
import { type Manifest, writeManifest } from "./manifest.ts";
import { moduleFolderOf } from "./module-folder.ts";
import { writtenByUs } from "./own-outputs.ts";
import { orchVersion, templatesFolder } from "./package-paths.ts";

export type SessionRequest = {
  /** A folder, relative to the working folder or absolute. */
  readonly module: string | undefined;
  readonly configFile: string | undefined;
  readonly flags: ConfigFlags;
  readonly agent: string | undefined;
  readonly objective: string | undefined;
  readonly feature: string | undefined;
  readonly yesTo: readonly Risk[];
  readonly sessionsFolder: string | undefined;
  /** Where the final report goes, relative to the working folder. */
  readonly output?: string | undefined;
  readonly attended: boolean;
};

export type PreparedSession = {
  readonly id: string;
  readonly paths: SessionPaths;
  readonly manifest: Manifest;
};

const isInside = (folder: string, root: string): boolean => folder === root || folder.startsWith(root + sep);

/** A relative module must not lead out of the repository that the person stands in. */
const refuseOutside = async (module: string | undefined, folder: string): Promise<void> => {
  if (module === undefined || isAbsolute(module)) return;
  const here = await inspectRepository(process.cwd());
  if (here.root === null || isInside(folder, realpathSync(here.root))) return;
  throw new UserFault(
    `The module ${JSON.stringify(module)} is ${folder}, which is outside the repository ${here.root}.`,
    `Go to its own repository first (cd ${folder}), or give its absolute path.`,
  );
};

const checkDimensions = async (config: Config): Promise<void> => {
  const templates = await loadTemplates({ builtIn: templatesFolder, user: config.templatesDir });
  const known = dimensionsOf(templates);
  const unknown = config.dimensions.find((dimension) => !known.includes(dimension.name));
  if (unknown === undefined) return;
  throw new UserFault(
    `There is no dimension ${JSON.stringify(unknown.name)}; known are ${known.join(", ")}.`,
    `A file audit-${unknown.name}.md in templatesDir adds it.`,
  );
};

const checkAgent = (config: Config, agent: string | undefined): void => {
  if (agent === undefined) return;
  const names = registryFor(config)
    .all()
    .map((adapter) => adapter.name);
  if (names.includes(agent)) return;
  throw new UserFault(
    `There is no agent ${JSON.stringify(agent)}; known are ${names.join(", ")}.`,
    `Any program can be one: give agents.${agent}.command in orch.yaml.`,
  );
};

const commandsOf = async (config: Config, folder: string): Promise<SessionSettings["commands"]> => {
  const { commandPrefix: prefix } = config;
  const found = Object.values(config.commands).some((command) => command !== null)
    ? config.commands
    : { ...config.commands, test: (await detectCommands(folder)).test ?? null };
  const prefixed = (command: string | null) =>
    command === null || prefix === null ? command : `${prefix} ${command}`;
  const { test, lint, typecheck, integration } = found;
  return {
    test: prefixed(test),
    lint: prefixed(lint),
    typecheck: prefixed(typecheck),
    integration: prefixed(integration),
  };
};

const settingsOf = async (
  config: Config,
  request: SessionRequest,
  folder: string,
): Promise<SessionSettings> => {
  const names = registryFor(config)
    .all()
    .map((adapter) => adapter.name);
  return {
    targetScore: config.targetScore,
    minAcceptableScore: config.minAcceptableScore,
    maxIterations: config.maxIterations,
    maxBudgetUsd: config.maxBudgetUsd,
    scoring: config.scoring,
    dimensions: config.dimensions.map(({ name, weight }) => ({ name, weight })),
    yesTo: [...request.yesTo],
    confirmTimeoutSeconds: config.confirmTimeoutSeconds,
    confirmationThresholdLines: config.confirmationThresholdLines,
    confirmationThresholdFiles: config.confirmationThresholdFiles,
    requireConfirmationForDeletions: config.requireConfirmationForDeletions,
    coreFiles: [...config.coreFiles],
    concurrency: config.concurrency,
    timeoutSeconds: config.timeoutSeconds,
    preferredAuditTool: config.preferredAuditTool,
    preferredDevTool: config.preferredDevTool,
    onlyAgent: request.agent ?? null,
    agents: names.map((name) => {
      const { model, fallback, timeoutSeconds, concurrency } = agentConfig(config, name);
      return { name, model, fallback, timeoutSeconds, concurrency };
    }),
    commands: await commandsOf(config, folder),
  };
};

/** An orch.yaml that `orch init` left, and what orch itself writes, put no work in danger. */
const onlyOwnFiles = ({ problem, dirty, root }: RepositoryFacts, output: string | undefined): boolean =>
  problem?.kind === "dirty" &&
  dirty.every(
    (path) => configFileNames.includes(basename(path)) || writtenByUs(join(root ?? "", path), output),
  );

const editingOf = (
  repository: RepositoryFacts,
  output: string | undefined,
): Extract<EventBody, { type: "session.created" }>["editing"] => {
  const { problem } = repository;
  if (problem === null || onlyOwnFiles(repository, output))
    return { allowed: true, reason: null, advice: null };
  return { allowed: false, reason: problem.reason, advice: problem.advice };
};

const repositoryOf = ({ root, branch, head }: RepositoryFacts) =>
  root === null || branch === null || head === null ? null : { root, branch, head };

const nameOf = (folder: string): string => basename(folder) || folder;

/** Makes a session: its folder, its manifest and the first event of its journal. Starts nothing. */
export const prepareSession = async (request: SessionRequest): Promise<PreparedSession> => {
  const folder = moduleFolderOf(request.module);
  await refuseOutside(request.module, folder);
  const repository = await inspectRepository(folder);
  const config = await loadConfig({
    moduleFolder: folder,
    repositoryRoot: repository.root,
    flags: request.flags,
    ...(request.configFile === undefined ? {} : { file: request.configFile }),
  });
  await checkDimensions(config);
  checkAgent(config, request.agent);
  const root = repository.root ?? folder;
  const chosen = request.sessionsFolder ?? config.outputDir;
  const orchFolder = join(root, ".orch");
  const id = uuid();
  const paths = sessionPaths(
    chosen === null || chosen === undefined ? join(orchFolder, "sessions") : resolve(chosen),
    id,
  );
  makeSessionFolder(paths, chosen == null ? orchFolder : null);
  const manifest: Manifest = {
    format: "orch-session",
    version: 1,
    session: id,
    orchVersion,
    createdAt: systemClock.now(),
    moduleFolder: folder,
    repositoryRoot: repository.root,
    configFile: request.configFile === undefined ? null : resolve(request.configFile),
    flags: Object.fromEntries(
      Object.entries(request.flags).filter(([, value]) => value !== undefined),
    ) as Manifest["flags"],
  };
  await writeManifest(paths, manifest);
  const journal = openJournal(paths.journal, 0, systemClock);
  journal.append([
    {
      type: "session.created",
      sessionId: id,
      orchVersion,
      module: { name: nameOf(folder), path: folder, relative: relative(root, folder) || "." },
      repository: repositoryOf(repository),
      objective: request.objective ?? null,
      feature: request.feature ?? null,
      settings: await settingsOf(config, request, folder),
      editing: editingOf(repository, request.output),
    },
  ]);
  journal.close();
  return { id, paths, manifest };
};
