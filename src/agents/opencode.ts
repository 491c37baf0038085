import { readFileSync } from "node:fs";
import path from "node:path";
import type { Adapter, DetectionContext, Ending, Launch, LaunchRequest, Verdict } from "./adapter.ts";
import { linksOut } from "./opencode-links.ts";
import { createOpencodeReader, failedCall } from "./opencode-output.ts";
import { personConfiguration, projectPlugin, refusingLaunch } from "./opencode-traps.ts";
import { type DetectionWords, detectAgent } from "./shared/detect.ts";
import { agentEnvironment, effectiveVariables } from "./shared/environment.ts";
import { classifyFailure } from "./shared/failure-text.ts";
import { isObject, type JsonObject } from "./shared/json-line.ts";
import { judgeEnding } from "./shared/judge.ts";
import { territoryOf } from "./shared/territory.ts";

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

const modelOf = (request: Pick<LaunchRequest, "settings"> & { model?: string | null }): string | null =>
  request.model ?? request.settings.model;

const keysFor = (model: string | null): readonly string[] =>
  providerVariables[model?.split("/")[0] ?? ""] ?? [];

/** Free models need no login, so that nothing found is not yet a problem. */
const loggedIn = (context: DetectionContext): boolean | null => {
  const { hostEnvironment, settings } = context;
  const keys = [...keysFor(settings.model), "OPENCODE_API_KEY", "OPENCODE_AUTH_CONTENT"];
  const known = effectiveVariables(hostEnvironment, settings.environment, [...keys, "HOME", "XDG_DATA_HOME"]);
  if (keys.some((name) => known[name] !== undefined)) return true;
  const data = known.XDG_DATA_HOME ?? path.join(known.HOME ?? "/nonexistent", ".local/share");
  try {
    return /"type"/.test(readFileSync(path.join(data, "opencode", "auth.json"), "utf8")) ? true : null;
  } catch {
    return null;
  }
};

const words: DetectionWords & { readonly name: string } = {
  name: "opencode",
  title: "opencode",
  program: "opencode",
  minimumVersion: "1.0.0",
  install: "npm install -g opencode-ai",
  login: "opencode auth login",
  keyVariable: "agents.opencode.env in orch.yaml to your provider's key",
  quiet,
  loggedIn,
};

const under = (folder: string): string => path.join(folder, "*");

/** A file as a rule may see it: opencode names files from the repository's root, which may be another one. */
const namesOf = (file: string, request: LaunchRequest): readonly string[] => {
  const { readable } = territoryOf(request);
  return [file, path.relative(readable, file), path.relative(request.workingFolder, file)];
};

const rules = (patterns: readonly string[], answer: "allow" | "deny") =>
  Object.fromEntries(patterns.map((pattern) => [pattern, answer]));

const editRules = (request: LaunchRequest): JsonObject => {
  const { editable, promised } = territoryOf(request);
  const names = (files: readonly string[]) => files.flatMap((file) => namesOf(file, request));
  const report = rules(names(promised), "allow");
  if (request.role !== "edit") return { "*": "deny", ...report };
  const links = linksOut(editable);
  return {
    // Names are relative to the worktree's root: what is outside begins with `..`, or is absolute.
    "*": "allow",
    "../*": "deny",
    "/*": "deny",
    [under(editable)]: "allow",
    ...rules(names([...links, ...links.map(under)]), "deny"),
    // Whoever writes there decides what git does next.
    ...rules([".git", ".git/*", "*/.git", "*/.git/*"], "deny"),
    ...report,
  };
};

/** The last rule that fits counts. No shell: it would write wherever the person may. */
const permissions = (request: LaunchRequest): JsonObject => ({
  "*": "deny",
  read: { "*": "allow", "*.env": "deny", "*.env.*": "deny" },
  list: "allow",
  grep: "allow",
  glob: "allow",
  todowrite: "allow",
  todoread: "allow",
  edit: editRules(request),
  external_directory: { "*": "deny", ...rules([under(path.dirname(request.reportFile))], "allow") },
});

/** The person's own inline configuration, with what a run must not do on top. */
const configuration = (request: LaunchRequest): string => {
  const name = "OPENCODE_CONFIG_CONTENT";
  const own = effectiveVariables(request.hostEnvironment, request.settings.environment, [name])[name];
  const fixed = { autoupdate: false, share: "disabled", snapshot: false };
  try {
    const parsed: unknown = JSON.parse(own ?? "{}");
    return JSON.stringify({ ...(isObject(parsed) ? parsed : {}), ...fixed });
  } catch {
    // Perhaps with comments, which opencode reads and we do not.
    return own ?? JSON.stringify(fixed);
  }
};

/** Plugins and tools beside the person's configuration are code, too, and wait for the registry: they stay out. */
const ownConfiguration = (request: LaunchRequest): Record<string, string> => {
  const names = ["OPENCODE_CONFIG", "OPENCODE_CONFIG_DIR", "HOME", "XDG_CONFIG_HOME"];
  const known = effectiveVariables(request.hostEnvironment, request.settings.environment, names);
  if (known.OPENCODE_CONFIG !== undefined || known.OPENCODE_CONFIG_DIR !== undefined) return {};
  const file = personConfiguration(known.HOME, known.XDG_CONFIG_HOME);
  return {
    XDG_CONFIG_HOME: path.join(request.runFolder, "opencode"),
    ...(file === null ? {} : { OPENCODE_CONFIG: file }),
  };
};

const launch = (request: LaunchRequest): Launch => {
  const plugin = projectPlugin(request.workingFolder, request.hostEnvironment.HOME);
  const wanted = plainLaunch(request);
  return plugin === null ? wanted : refusingLaunch(wanted, plugin);
};

const plainLaunch = (request: LaunchRequest): Launch => {
  const model = modelOf(request);
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
      "build",
      "--dir",
      request.workingFolder,
      ...(model === null ? [] : ["--model", model]),
      ...request.settings.extraArguments,
    ],
    environment: {
      ...environment,
      ...ownConfiguration(request),
      OPENCODE_CONFIG_CONTENT: configuration(request),
      OPENCODE_PERMISSION: JSON.stringify(permissions(request)),
    },
    workingFolder: request.workingFolder,
    stdinFile: request.promptFile,
    files: [],
    folders: [],
  };
};

/** A run that was ended for its time may have waited for a provider all along: then that is what went wrong. */
const judge = (ending: Ending): Verdict => {
  const last =
    ending.errorTail
      .split("\n")
      .map(failedCall)
      .findLast((text) => text !== null) ?? null;
  const failure = last === null ? null : classifyFailure({ text: last });
  if (ending.endedByOrch !== "timed-out" || failure === null) return judgeEnding(words, ending);
  return judgeEnding(words, { ...ending, endedByOrch: null, failures: [failure] });
};

export const opencode: Adapter = {
  name: words.name,
  title: words.title,
  canEdit: true,
  deterministic: false,
  free: false,
  defaultModel: null,
  enforcement: {
    audit: {
      byAgent: "no shell; reads no .env; may write its report only (permission rules of the CLI)",
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
  judge,
};
