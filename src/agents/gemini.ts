import path from "node:path";
import type { Adapter, Launch, LaunchRequest } from "./adapter.ts";
import { ownHome, readGeminiUsage } from "./gemini/chat.ts";
import { choiceOfLogin, linksToLogin, loggedIn } from "./gemini/login.ts";
import { createGeminiReader } from "./gemini/output.ts";
import { type DetectionWords, detectAgent } from "./shared/detect.ts";
import { agentEnvironment } from "./shared/environment.ts";
import { type AgentWords, judgeEnding } from "./shared/judge.ts";
import { territoryOf } from "./shared/territory.ts";

const vertexVariables = [
  "GOOGLE_GENAI_USE_VERTEXAI",
  "GOOGLE_API_KEY",
  "GOOGLE_CLOUD_PROJECT",
  "GOOGLE_CLOUD_LOCATION",
  "GOOGLE_APPLICATION_CREDENTIALS",
  "GOOGLE_VERTEX_BASE_URL",
];
const ownVariables = [
  ...vertexVariables,
  "GEMINI_API_KEY",
  "GEMINI_CLI_HOME",
  "GOOGLE_GENAI_USE_GCA",
  "GOOGLE_GEMINI_BASE_URL",
];

const quiet = {
  GEMINI_TELEMETRY_ENABLED: "false",
  // It starts itself again as a child, and the parent would swallow a SIGTERM.
  GEMINI_CLI_NO_RELAUNCH: "true",
};

/** Everything of a project or a person that would run beside the policy is switched off. */
const settingsFile = (request: LaunchRequest): string => {
  const selectedType = choiceOfLogin(request);
  return JSON.stringify({
    general: {
      enableAutoUpdate: false,
      enableAutoUpdateNotification: false,
      // By default it tries ten times, for minutes; orch has its own, visible retries.
      maxAttempts: 3,
    },
    privacy: { usageStatisticsEnabled: false },
    telemetry: { enabled: false },
    hooksConfig: { enabled: false },
    tools: { discoveryCommand: "", callCommand: "" },
    // The person's MCP servers would be started for every run, although the policy lets none of their tools be used.
    mcp: { allowed: ["none"] },
    skills: { enabled: false },
    experimental: { enableAgents: false },
    advanced: { ignoreLocalEnv: true },
    // Without trust nothing of the project's own settings is read, whatever the person trusts.
    security: {
      folderTrust: { enabled: true },
      ...(selectedType === null ? {} : { auth: { selectedType } }),
    },
  });
};

const readers = [
  "read_file",
  "read_many_files",
  "glob",
  "grep_search",
  "search_file_content",
  "list_directory",
];

const pattern = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** The engine matches patterns against the arguments as JSON, with a NUL on both sides of each. */
const argumentIs = (file: string): string => `\\x00"file_path":${pattern(JSON.stringify(file))}\\x00`;

const rule = (
  tools: readonly string[],
  decision: "allow" | "deny",
  priority: number,
  args?: string,
): string =>
  [
    "[[rule]]",
    `toolName = ${JSON.stringify(tools)}`,
    `decision = "${decision}"`,
    `priority = ${priority}`,
    ...(args === undefined ? [] : [`argsPattern = ${JSON.stringify(args)}`]),
    "",
  ].join("\n");

const policy = (request: LaunchRequest): string => {
  const { promised } = territoryOf(request);
  const writers = ["write_file", "replace"];
  return [
    // A tool that is denied without a pattern is not even shown to the model: shell, web, MCP and all others.
    rule(["*"], "deny", 900),
    rule(readers, "allow", 950),
    ...promised.map((file) => rule(writers, "allow", 950, argumentIs(file))),
    ...(request.role === "edit" ? [rule(writers, "allow", 950)] : []),
  ].join("\n");
};

/** Folders that it may reach beside the working folder; it takes no others, whatever the policy says. */
const furtherFolders = (request: LaunchRequest): string[] => {
  const { readable, editable, promised } = territoryOf(request);
  const wanted = [
    request.role === "edit" ? editable : readable,
    ...promised.map((file) => path.dirname(file)),
  ];
  return [...new Set(wanted)].filter((folder) => folder !== request.workingFolder);
};

/** Settings above those of the project, too: it takes them from files of root only. */
const systemFiles = (request: LaunchRequest, content: string): Launch["files"] =>
  process.getuid?.() === 0 ? [{ path: path.join(request.runFolder, "gemini-settings.json"), content }] : [];

const environmentOf = (
  request: LaunchRequest,
  home: string,
  systemFile: string | undefined,
): Launch["environment"] => {
  const { GEMINI_CLI_HOME: _, ...own } = request.settings.environment;
  const settings = { ...request.settings, environment: own };
  return agentEnvironment({ ...request, settings }, ownVariables, {
    ...quiet,
    TMPDIR: path.join(request.runFolder, "tmp"),
    // Always one of its own: the person's settings would start their hooks and servers beside the policy.
    GEMINI_CLI_HOME: home,
    ...(systemFile === undefined ? {} : { GEMINI_CLI_SYSTEM_SETTINGS_PATH: systemFile }),
  });
};

const launch = (request: LaunchRequest): Launch => {
  const model = request.model ?? request.settings.model;
  const home = ownHome(request.runFolder);
  const policyFile = path.join(request.runFolder, "gemini-policy.toml");
  const content = settingsFile(request);
  const system = systemFiles(request, content);
  return {
    program: request.binary,
    arguments: [
      "--output-format",
      "stream-json",
      "--approval-mode",
      request.role === "edit" ? "auto_edit" : "default",
      "--admin-policy",
      policyFile,
      "--skip-trust",
      // "none" is no extension's name but the word for no extension at all.
      "--extensions",
      "none",
      ...furtherFolders(request).flatMap((folder) => ["--include-directories", folder]),
      ...(model === null ? [] : ["--model", model]),
      ...request.settings.extraArguments,
    ],
    environment: environmentOf(request, home, system[0]?.path),
    workingFolder: request.workingFolder,
    stdinFile: request.promptFile,
    files: [
      { path: policyFile, content: policy(request) },
      ...system,
      { path: path.join(home, ".gemini/settings.json"), content },
    ],
    links: linksToLogin(request, home),
    folders: [path.join(request.runFolder, "tmp"), path.join(home, ".gemini")],
  };
};

const words: AgentWords & DetectionWords = {
  name: "gemini",
  title: "Gemini CLI",
  program: "gemini",
  // The policy engine with --admin-policy.
  minimumVersion: "0.50.0",
  install: "npm install -g @google/gemini-cli",
  login: "gemini",
  keyVariable: "GEMINI_API_KEY",
  quiet,
  loggedIn,
  exitCodes: { 41: "not-logged-in", 53: "turn-limit" },
};

export const gemini: Adapter = {
  name: words.name,
  title: words.title,
  canEdit: true,
  deterministic: false,
  free: false,
  enforcement: {
    audit: {
      byAgent: "no shell, no web; reads the repository but no .env; writes its report and nothing else",
      byWorktree: "nothing: the policy and the workspace check of Gemini CLI are what holds it",
    },
    edit: {
      byAgent: "no shell, no web; writes only in its worktree, also through links",
      byWorktree: "nothing reaches the branch before the change gate",
    },
  },
  detect: (context) => detectAgent(words, context),
  launch,
  createOutputReader: createGeminiReader,
  readRecordedUsage: readGeminiUsage,
  usageGrows: true,
  judge: (ending) => judgeEnding(words, ending),
};
