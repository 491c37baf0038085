import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Adapter, Launch, LaunchRequest, ReportedUsage } from "./adapter.ts";
import { loggedIn, loginOf, providerVariable, tokenVariables } from "./copilot/login.ts";
import { createCopilotReader } from "./copilot/output.ts";
import { type DetectionWords, detectAgent } from "./shared/detect.ts";
import { agentEnvironment, effectiveVariables } from "./shared/environment.ts";
import { countOf, objectOf } from "./shared/json-line.ts";
import { type AgentWords, judgeEnding } from "./shared/judge.ts";
import { territoryOf } from "./shared/territory.ts";
import { totalUsage } from "./shared/total-usage.ts";

/** All that Copilot itself reads; XDG_CACHE_HOME because it unpacks 235 MB per cache folder. */
const ownVariables = [
  ...tokenVariables,
  "GH_HOST",
  "COPILOT_GH_HOST",
  "COPILOT_MODEL",
  "COPILOT_OFFLINE",
  providerVariable,
  "COPILOT_PROVIDER_TYPE",
  "COPILOT_PROVIDER_API_KEY",
  "COPILOT_PROVIDER_API_KEY_COMMAND",
  "COPILOT_PROVIDER_BEARER_TOKEN",
  "COPILOT_PROVIDER_WIRE_API",
  "COPILOT_PROVIDER_TRANSPORT",
  "COPILOT_PROVIDER_AZURE_API_VERSION",
  "COPILOT_PROVIDER_MODEL_ID",
  "COPILOT_PROVIDER_WIRE_MODEL",
  "COPILOT_PROVIDER_MAX_PROMPT_TOKENS",
  "COPILOT_PROVIDER_MAX_OUTPUT_TOKENS",
  "COPILOT_PROVIDER_HEADERS",
  "XDG_CACHE_HOME",
  "XDG_CONFIG_HOME",
  // The login may lie in the desktop's keyring.
  "XDG_RUNTIME_DIR",
  "DBUS_SESSION_BUS_ADDRESS",
];

const quiet = { COPILOT_AUTO_UPDATE: "false" };

const words: AgentWords & DetectionWords = {
  name: "copilot",
  title: "Copilot CLI",
  program: "copilot",
  minimumVersion: "1.0.0",
  install: "npm install -g @github/copilot",
  login: "copilot login",
  keyVariable: "COPILOT_GITHUB_TOKEN (COPILOT_PROVIDER_API_KEY with a provider of your own)",
  quiet,
  loggedIn,
};

const usageFile = (runFolder: string): string => path.join(runFolder, "copilot-usage.json");

/** Files by their name, in any folder; a search that names one by a pattern shows its lines all the same. */
const denied = ["shell", "read(.env)", "read(.env.local)"].flatMap((tool) => ["--deny-tool", tool]);

/** A rule takes no parenthesis in a path, other signs are patterns, and none can be escaped: `?` is any one character. */
const inRule = (file: string): string => file.replace(/[()[\]{}*!\\]/g, "?");

/**
 * Copilot refuses each path that is neither below its working folder nor in one of the added ones. The shell
 * is denied whole: without asking, Copilot runs `echo x > $(echo ../../outside)`, and writes where it must not. It is
 * offered all the same, so that a model that reaches for it (first of all to make the folder of its report, as
 * Copilot's models do) hears that it may not, and goes on with the other tools.
 */
const roleArguments = (request: LaunchRequest): readonly string[] => {
  const { readable, editable, promised } = territoryOf(request);
  const tools = ["--available-tools", "view,grep,glob,create,edit,apply_patch,bash", ...denied];
  const own = path.dirname(request.reportFile);
  const reach = (folders: readonly string[]) =>
    folders.filter((folder) => folder !== request.workingFolder).flatMap((folder) => ["--add-dir", folder]);
  if (request.role === "edit") {
    // An editor's write rule holds for all it can reach, so it must not reach the run's own files.
    const folders = own === request.runFolder ? [editable] : [editable, own];
    return [...tools, "--allow-tool", "write", ...reach(folders)];
  }
  const writable = promised.flatMap((file) => ["--allow-tool", `write(${inRule(file)})`]);
  return [...tools, ...writable, "--no-custom-instructions", ...reach([readable, own])];
};

const launch = (request: LaunchRequest): Launch => {
  const { settings } = request;
  const model = request.model ?? settings.model;
  const state = path.join(request.runFolder, "copilot");
  const login = loginOf(request);
  const own = effectiveVariables(request, [providerVariable]);
  // With a provider of one's own, nothing but that provider is asked: no GitHub, no telemetry.
  const offline = own[providerVariable] === undefined ? {} : { COPILOT_OFFLINE: "true" };
  return {
    program: request.binary,
    arguments: [
      "--output-format",
      "json",
      "--no-color",
      "--no-auto-update",
      "--no-ask-user",
      "--no-remote",
      "--disable-builtin-mcps",
      "--disallow-temp-dir",
      "--usage-output-file",
      usageFile(request.runFolder),
      ...roleArguments(request),
      ...(model === null ? [] : ["--model", model]),
      ...settings.extraArguments,
    ],
    environment: {
      ...agentEnvironment(request, ownVariables, { ...quiet, ...offline, ...login.environment }),
      // Hooks, MCP servers and folders to trust lie in the state: a run has a bare one, with the login alone.
      COPILOT_HOME: state,
      // Set to true it would trust the project's hooks and servers, too.
      COPILOT_ALLOW_ALL: "false",
    },
    workingFolder: request.workingFolder,
    stdinFile: request.promptFile,
    files: [{ path: path.join(state, "config.json"), content: login.accounts }],
    folders: [state],
  };
};

/** Sums the models that a run used. Money is not in it: Copilot counts premium requests. */
const readUsage = async (runFolder: string): Promise<ReportedUsage | null> => {
  let raw: unknown;
  try {
    raw = JSON.parse(await readFile(usageFile(runFolder), "utf8"));
  } catch {
    // A run that was killed leaves no usage file.
    return null;
  }
  const models = Object.entries(objectOf(objectOf(raw).modelMetrics)).map(([model, metrics]) => {
    const usage = objectOf(objectOf(metrics).usage);
    return {
      model,
      inputTokens: countOf(usage.inputTokens),
      cachedInputTokens: countOf(usage.cacheReadTokens),
      cacheWriteTokens: countOf(usage.cacheWriteTokens),
      outputTokens: countOf(usage.outputTokens),
      requests: countOf(objectOf(objectOf(metrics).requests).count),
    };
  });
  return totalUsage(models);
};

export const copilot: Adapter = {
  name: words.name,
  title: "GitHub Copilot CLI",
  canEdit: true,
  deterministic: false,
  free: false,
  enforcement: {
    audit: {
      byAgent: "no shell; opens no .env, but a search may show its lines; writes its report only (path rule)",
      byWorktree: "nothing: it runs in the project",
    },
    edit: {
      byAgent: "no shell, so it cannot delete files; writes below its worktree only (path check of the CLI)",
      byWorktree: "only changes in its worktree are measured and merged",
    },
  },
  detect: (context) => detectAgent(words, context),
  launch,
  createOutputReader: createCopilotReader,
  readRecordedUsage: readUsage,
  judge: (ending) => judgeEnding(words, ending),
};
