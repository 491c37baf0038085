import { readFileSync } from "node:fs";
import path from "node:path";
import type { Adapter, AgentContext, Launch, LaunchRequest } from "./adapter.ts";
import { agentOf, hasConfiguredKey, ownConfiguration } from "./opencode/configuration.ts";
import { createOpencodeReader } from "./opencode/output.ts";
import { projectPlugin, refusal } from "./opencode/traps.ts";
import { type DetectionWords, detectAgent } from "./shared/detect.ts";
import { agentEnvironment, effectiveVariables } from "./shared/environment.ts";
import { type AgentWords, judgeEnding } from "./shared/judge.ts";
import { refusingLaunch } from "./shared/refusing-launch.ts";

/** opencode has no key of its own: it needs that of the provider whose model it is told to use. */
const providerVariables: Readonly<Record<string, readonly string[]>> = {
  anthropic: ["ANTHROPIC_API_KEY"],
  openai: ["OPENAI_API_KEY"],
  google: ["GOOGLE_GENERATIVE_AI_API_KEY", "GEMINI_API_KEY"],
  openrouter: ["OPENROUTER_API_KEY"],
  groq: ["GROQ_API_KEY"],
  mistral: ["MISTRAL_API_KEY"],
  deepseek: ["DEEPSEEK_API_KEY"],
  xai: ["XAI_API_KEY"],
};

const ownVariables = [
  "OPENCODE_API_KEY",
  "OPENCODE_CONFIG",
  "OPENCODE_CONFIG_DIR",
  "OPENCODE_CONFIG_CONTENT",
  "OPENCODE_AUTH_CONTENT",
  "XDG_DATA_HOME",
  "XDG_CONFIG_HOME",
  "XDG_STATE_HOME",
  "XDG_CACHE_HOME",
];

const quiet = {
  OPENCODE_DISABLE_AUTOUPDATE: "1",
  OPENCODE_DISABLE_MODELS_FETCH: "1",
  OPENCODE_DISABLE_SHARE: "1",
  OPENCODE_DISABLE_LSP_DOWNLOAD: "1",
  OPENCODE_DISABLE_DEFAULT_PLUGINS: "1",
  // None of the switches above keeps it from asking the npm registry at its start: this does.
  npm_config_registry: "http://127.0.0.1:9",
};

const keysFor = (model: string | null): readonly string[] =>
  providerVariables[model?.split("/")[0] ?? ""] ?? [];

/** Free models need no login, so that nothing found is not yet a problem. */
const loggedIn = (context: AgentContext): boolean | null => {
  const keys = [...keysFor(context.settings.model), "OPENCODE_API_KEY", "OPENCODE_AUTH_CONTENT"];
  const known = effectiveVariables(context, [...keys, "HOME", "XDG_DATA_HOME"]);
  if (keys.some((name) => known[name] !== undefined)) return true;
  if (hasConfiguredKey(context, context.settings.model)) return true;
  const data = known.XDG_DATA_HOME ?? path.join(known.HOME ?? "/nonexistent", ".local/share");
  try {
    return /"type"/.test(readFileSync(path.join(data, "opencode", "auth.json"), "utf8")) ? true : null;
  } catch {
    return null;
  }
};

const words: AgentWords & DetectionWords = {
  name: "opencode",
  title: "opencode",
  program: "opencode",
  minimumVersion: "1.0.0",
  install: "npm install -g opencode-ai",
  login: "opencode auth login",
  keyVariable: "the key of your provider (agents.opencode.env in orch.yaml)",
  quiet,
  loggedIn,
};

const launch = (request: LaunchRequest): Launch => {
  const plugin = projectPlugin(request.workingFolder, request.hostEnvironment.HOME);
  const wanted = plainLaunch(request);
  return plugin === null ? wanted : refusingLaunch(wanted, refusal(plugin));
};

const plainLaunch = (request: LaunchRequest): Launch => {
  const model = request.model ?? request.settings.model;
  const environment = agentEnvironment(request, [...ownVariables, ...keysFor(model)], {
    ...quiet,
    // A repository's own configuration could name plugins, agents and permissions.
    OPENCODE_DISABLE_PROJECT_CONFIG: "1",
    OPENCODE_PURE: "1",
    // Several at once on one new database crash while they create its tables.
    OPENCODE_DB: path.join(request.runFolder, "opencode.db"),
  });
  return {
    program: request.binary,
    arguments: [
      "run",
      "--format",
      "json",
      // Without its log, a call that is tried again and again looks like a model that thinks.
      "--print-logs",
      "--log-level",
      "ERROR",
      // With a title given, no model is asked to make one up.
      "--title",
      `orch ${request.run}`,
      "--agent",
      agentOf(request),
      "--dir",
      request.workingFolder,
      ...(model === null ? [] : ["--model", model]),
      ...request.settings.extraArguments,
    ],
    environment: {
      ...environment,
      // At each start it unpacks a library of 6 MB there, and leaves it.
      TMPDIR: path.join(request.runFolder, "tmp"),
      ...ownConfiguration(request),
    },
    workingFolder: request.workingFolder,
    stdinFile: request.promptFile,
    files: [],
    folders: [path.join(request.runFolder, "tmp"), path.join(request.runFolder, "opencode/opencode")],
  };
};

export const opencode: Adapter = {
  name: words.name,
  title: words.title,
  canEdit: true,
  deterministic: false,
  free: false,
  enforcement: {
    audit: {
      byAgent:
        "no shell; reads no .env; may write its report only (permission rules); not started where a project names plugins",
      byWorktree: "nothing: it runs in the project; opencode itself leaves a file .git/opencode there",
    },
    edit: {
      byAgent: "no shell, so it cannot delete files; writes below its worktree only (permission rules)",
      byWorktree: "only changes in its worktree are measured and merged",
    },
  },
  detect: (context) => detectAgent(words, context),
  launch,
  createOutputReader: createOpencodeReader,
  judge: (ending) => judgeEnding(words, ending),
};
