import { existsSync } from "node:fs";
import path from "node:path";
import type { Adapter, AgentContext, Launch, LaunchRequest } from "./adapter.ts";
import { createCodexReader } from "./codex/output.ts";
import { noteOfHome, ownHome, readCodexUsage } from "./codex/rollout.ts";
import { type DetectionWords, detectAgent } from "./shared/detect.ts";
import { agentEnvironment, effectiveVariables } from "./shared/environment.ts";
import { type AgentWords, judgeEnding } from "./shared/judge.ts";
import { refusalOf, refusingLaunch } from "./shared/refusing-launch.ts";
import { territoryOf } from "./shared/territory.ts";

const ownVariables = [
  "CODEX_API_KEY",
  "OPENAI_API_KEY",
  "CODEX_HOME",
  "OPENAI_BASE_URL",
  "OPENAI_ORGANIZATION",
  "OPENAI_PROJECT",
];

const personalHome = (request: AgentContext): string => {
  const { HOME = "", CODEX_HOME } = effectiveVariables(request, ["HOME", "CODEX_HOME"]);
  return CODEX_HOME ?? path.join(HOME, ".codex");
};

const hasLogin = (request: AgentContext): boolean =>
  existsSync(path.join(personalHome(request), "auth.json"));

/** A provider of its own, in the arguments of orch.yaml, names the variable of its key. */
const providerKey = ({ settings }: AgentContext): string | null =>
  settings.extraArguments.join(" ").match(/env_key\s*=\s*"?([A-Za-z_][A-Za-z0-9_]*)/)?.[1] ?? null;

const loggedIn = (context: AgentContext): boolean | null => {
  const name = providerKey(context);
  const known = effectiveVariables(context, [
    ...(name === null ? [] : [name]),
    "CODEX_API_KEY",
    "OPENAI_API_KEY",
  ]);
  if (name !== null) return known[name] !== undefined;
  if (context.settings.extraArguments.some((argument) => argument.includes("model_provider"))) return null;
  return Object.keys(known).length > 0 || hasLogin(context);
};

/** TOML reads the strings of JSON. */
const toml = (text: string): string => JSON.stringify(text);

const secretFiles = (request: LaunchRequest, readable: string): string[] => {
  const { HOME = "" } = effectiveVariables(request, ["HOME"]);
  const home = [".ssh", ".aws", ".netrc", ".npmrc", ".git-credentials", ".claude", ".gemini", ".copilot"];
  const places = [
    path.join(readable, ".env"),
    path.join(request.workingFolder, ".env"),
    path.join(personalHome(request), "auth.json"),
    ...(HOME === "" ? [] : home.map((name) => path.join(HOME, name))),
  ];
  // For what is not there, the sandbox would put an empty placeholder into the project while it runs.
  return [...new Set(places)].filter((place) => existsSync(place));
};

/**
 * A permission profile, enforced by the operating system for every command: bubblewrap on Linux, Seatbelt on
 * macOS. It can open folders only, not single files, so the report's folder should hold nothing else.
 */
const profile = (request: LaunchRequest): string => {
  const { readable, editable, promised } = territoryOf(request);
  const folders = new Set(promised.map((file) => path.dirname(file)));
  folders.add(path.join(request.runFolder, "tmp"));
  if (request.role === "edit") folders.add(editable);
  const rules = [
    [":root", "read"],
    ...[...folders].map((folder) => [folder, "write"]),
    ...secretFiles(request, readable).map((file) => [file, "deny"]),
    // Without a folder of its own for the report, at least the order itself stays as it was given.
    ...(folders.has(path.dirname(request.promptFile)) ? [[request.promptFile, "read"]] : []),
  ];
  return `permissions.orch.filesystem={${rules.map(([place = "", may = ""]) => `${toml(place)}=${toml(may)}`).join(",")}}`;
};

/** In a profile they make a pattern of a folder, which Codex takes for denials only; there is no way to escape them. */
const patternCharacters = /[*?[\]]/;

const refusal = (request: LaunchRequest): object | null => {
  const { promised, editable } = territoryOf(request);
  const opened = [
    ...promised.map((file) => path.dirname(file)),
    ...(request.role === "edit" ? [editable] : []),
  ];
  const folder = opened.find((place) => patternCharacters.test(place));
  if (folder === undefined) return null;
  const reason = `the sandbox of Codex opens no folder with *, ?, [ or ] in its path, such as ${folder}. Use another agent here, or rename it.`;
  return { type: "turn.failed", error: { message: refusalOf(reason) } };
};

const settings = (pairs: readonly string[]): string[] => pairs.flatMap((pair) => ["-c", pair]);

const schemaFlag = "--output-schema";

/** The file for the shape of the answer; null when none is asked for, or orch.yaml gives one itself. */
const answerShape = ({ outputSchema, settings, runFolder }: LaunchRequest): Launch["files"] =>
  outputSchema === null || settings.extraArguments.some((argument) => argument.startsWith(schemaFlag))
    ? []
    : [{ path: path.join(runFolder, "answer-schema.json"), content: outputSchema }];

const ordinaryLaunch = (request: LaunchRequest): Launch => {
  const model = request.model ?? request.settings.model;
  // Under TMPDIR Codex would not accept its home, and every command in the sandbox would fail: so beside it.
  const temporary = path.join(request.runFolder, "tmp");
  const state = ownHome(request.runFolder);
  const key = effectiveVariables(request, ["CODEX_API_KEY", "OPENAI_API_KEY"]);
  const ownState = !hasLogin(request) && request.settings.environment.CODEX_HOME === undefined;
  const given = key.CODEX_API_KEY ?? key.OPENAI_API_KEY;
  const files = answerShape(request);
  return {
    program: request.binary,
    arguments: [
      "exec",
      "--json",
      "--skip-git-repo-check",
      "-C",
      request.workingFolder,
      // The person's sandbox_mode would win over the profile, and their MCP servers run outside of any sandbox.
      "--ignore-user-config",
      ...settings([
        'default_permissions="orch"',
        profile(request),
        'approval_policy="never"',
        'web_search="disabled"',
        "analytics.enabled=false",
        "check_for_update_on_startup=false",
        'shell_environment_policy.exclude=["*KEY*","*SECRET*","*TOKEN*","*PASSWORD*"]',
      ]),
      // Plugins are fetched from GitHub at every start.
      "--disable",
      "plugins",
      ...(model === null ? [] : ["-m", model]),
      ...files.flatMap((file) => [schemaFlag, file.path]),
      ...request.settings.extraArguments,
      "-",
    ],
    environment: agentEnvironment(request, ownVariables, {
      TMPDIR: temporary,
      ...(ownState ? { CODEX_HOME: state } : {}),
      // `codex exec` takes a key from CODEX_API_KEY only; most people have the other one.
      ...(ownState && given !== undefined ? { CODEX_API_KEY: given } : {}),
    }),
    workingFolder: request.workingFolder,
    stdinFile: request.promptFile,
    files: ownState ? files : [...files, noteOfHome(request.runFolder, personalHome(request))],
    // Codex ends at once when its home does not exist.
    folders: [temporary, ...(ownState ? [state] : [])],
  };
};

const launch = (request: LaunchRequest): Launch => {
  const refused = refusal(request);
  return refused === null ? ordinaryLaunch(request) : refusingLaunch(ordinaryLaunch(request), refused);
};

const words: AgentWords & DetectionWords = {
  name: "codex",
  title: "Codex",
  program: "codex",
  // Permission profiles as they are used here.
  minimumVersion: "0.138.0",
  install: "npm install -g @openai/codex",
  login: "codex login",
  keyVariable: "CODEX_API_KEY or OPENAI_API_KEY",
  quiet: {},
  loggedIn,
};

export const codex: Adapter = {
  name: words.name,
  title: words.title,
  canEdit: true,
  deterministic: false,
  free: false,
  enforcement: {
    audit: {
      byAgent: "operating system sandbox: writes the folder of its report and its own TMPDIR, no network",
      byWorktree: "nothing: the sandbox of Codex is what holds it",
    },
    edit: {
      byAgent: "operating system sandbox: writes its worktree, the folder of its report and its own TMPDIR",
      byWorktree: "nothing reaches the branch before the change gate",
    },
  },
  detect: (context) => detectAgent(words, context),
  launch,
  createOutputReader: createCodexReader,
  readRecordedUsage: readCodexUsage,
  usageGrows: true,
  judge: (ending) => judgeEnding(words, ending),
};
