import { existsSync } from "node:fs";
import path from "node:path";
import type { Adapter, AgentContext, Ending, Launch, LaunchRequest, Verdict } from "./adapter.ts";
import { createClaudeReader } from "./claude/output.ts";
import { type DetectionWords, detectAgent } from "./shared/detect.ts";
import { agentEnvironment, effectiveVariables } from "./shared/environment.ts";
import { type AgentWords, judgeEnding } from "./shared/judge.ts";
import { territoryOf } from "./shared/territory.ts";

const keyVariables = ["ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"];

/** Logins that need more than one variable: Amazon's and Google's own credentials come along with the switch. */
const clouds: Readonly<Record<string, readonly string[]>> = {
  CLAUDE_CODE_USE_BEDROCK: [
    "AWS_REGION",
    "AWS_PROFILE",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_BEARER_TOKEN_BEDROCK",
    "ANTHROPIC_BEDROCK_BASE_URL",
  ],
  CLAUDE_CODE_USE_VERTEX: [
    "ANTHROPIC_VERTEX_PROJECT_ID",
    "ANTHROPIC_VERTEX_BASE_URL",
    "CLOUD_ML_REGION",
    "GOOGLE_APPLICATION_CREDENTIALS",
  ],
};

const ownVariables = [
  ...keyVariables,
  "CLAUDE_CODE_OAUTH_TOKEN",
  "CLAUDE_CONFIG_DIR",
  "ANTHROPIC_BASE_URL",
  "ANTHROPIC_CUSTOM_HEADERS",
  "ANTHROPIC_DEFAULT_OPUS_MODEL",
  "ANTHROPIC_DEFAULT_SONNET_MODEL",
  "ANTHROPIC_DEFAULT_HAIKU_MODEL",
];

const quiet = {
  CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
  DISABLE_AUTOUPDATER: "1",
  DISABLE_TELEMETRY: "1",
  DISABLE_ERROR_REPORTING: "1",
};

const cloudOf = (request: AgentContext): string | null =>
  Object.keys(effectiveVariables(request, Object.keys(clouds))).at(0) ?? null;

const hasKey = (request: AgentContext): boolean =>
  Object.keys(effectiveVariables(request, keyVariables)).length > 0;

const loggedIn = (context: AgentContext): boolean | null => {
  const token = effectiveVariables(context, ["CLAUDE_CODE_OAUTH_TOKEN"]);
  if (hasKey(context) || cloudOf(context) !== null || Object.keys(token).length > 0) return true;
  const { HOME = "", CLAUDE_CONFIG_DIR = path.join(HOME, ".claude") } = effectiveVariables(context, [
    "HOME",
    "CLAUDE_CONFIG_DIR",
  ]);
  if (existsSync(path.join(CLAUDE_CONFIG_DIR, ".credentials.json"))) return true;
  // On macOS the login is in the keychain, which asks the person when it is looked into.
  return process.platform === "darwin" ? null : false;
};

/**
 * A path in a permission rule: `//` begins an absolute one. For each character that means something there stands a
 * `?`, any one character: Claude Code does not know all of them escaped (2.1.329: `\?`, and `\)` before a space).
 */
const rule = (tool: string, file: string): string => `${tool}(/${file.replace(/[\\*[\]{}()!]/g, "?")})`;

/** Without a shell, so that every way to write goes through a permission rule. */
const tools = "Read,Grep,Glob,Write,Edit";

const permissions = (request: LaunchRequest): string[] => {
  const { readable, editable, promised } = territoryOf(request);
  const allowed = [
    rule("Read", `${readable}/`).replace(/\)$/, "**)"),
    ...promised.map((file) => rule("Edit", file)),
  ];
  const editing = request.role === "edit";
  const more = editing && editable !== request.workingFolder ? ["--add-dir", editable] : [];
  return [
    "--permission-mode",
    editing ? "acceptEdits" : "dontAsk",
    "--tools",
    tools,
    "--allowedTools",
    ...allowed,
    "--disallowedTools",
    "Read(//**/.env)",
    "Read(//**/.env.local)",
    ...more,
  ];
};

const schemaFlag = "--json-schema";

/** Unless orch.yaml gives a schema itself. */
const answerShape = ({ outputSchema, settings }: LaunchRequest): string[] =>
  outputSchema === null || settings.extraArguments.some((argument) => argument.startsWith(schemaFlag))
    ? []
    : [schemaFlag, outputSchema];

const launch = (request: LaunchRequest): Launch => {
  const model = request.model ?? request.settings.model;
  const cloud = cloudOf(request);
  const temporary = path.join(request.runFolder, "tmp");
  const state = path.join(request.runFolder, "claude");
  const ownState = hasKey(request) && request.hostEnvironment.CLAUDE_CONFIG_DIR === undefined;
  return {
    program: request.binary,
    arguments: [
      "-p",
      ...permissions(request),
      "--output-format",
      "stream-json",
      "--verbose",
      "--strict-mcp-config",
      // No settings of the project or the person: their hooks and permissions would widen the role.
      "--setting-sources",
      "",
      ...(model === null ? [] : ["--model", model]),
      ...answerShape(request),
      ...request.settings.extraArguments,
    ],
    environment: agentEnvironment(
      request,
      cloud === null ? ownVariables : [...ownVariables, cloud, ...(clouds[cloud] ?? [])],
      {
        ...quiet,
        // By default it tries for minutes; orch has its own, visible retries.
        CLAUDE_CODE_MAX_RETRIES: "2",
        // The report is a file: an answer in its shape is not worth five more turns.
        MAX_STRUCTURED_OUTPUT_RETRIES: "2",
        TMPDIR: temporary,
        // With a key nothing of the person's state is needed; without one the login is in it.
        ...(ownState ? { CLAUDE_CONFIG_DIR: state } : {}),
      },
    ),
    workingFolder: request.workingFolder,
    stdinFile: request.promptFile,
    files: [],
    folders: ownState ? [temporary, state] : [temporary],
  };
};

const words: AgentWords & DetectionWords = {
  name: "claude",
  title: "Claude Code",
  program: "claude",
  minimumVersion: "2.1.0",
  install: "npm install -g @anthropic-ai/claude-code",
  login: "claude /login",
  keyVariable: "ANTHROPIC_API_KEY",
  quiet,
  loggedIn,
};

/** It exits with 1 when its answer has not the wanted shape, however well the work was done. */
const judge = (ending: Ending): Verdict => {
  const done = ending.completed && ending.failures.length === 0 && ending.exitCode === 1;
  return judgeEnding(words, done ? { ...ending, exitCode: 0 } : ending);
};

export const claude: Adapter = {
  name: words.name,
  title: words.title,
  canEdit: true,
  deterministic: false,
  free: false,
  enforcement: {
    audit: {
      byAgent: "no shell; reads the repository but no .env; writes its report and nothing else",
      byWorktree: "nothing: the permission rules of Claude Code are what holds it",
    },
    edit: {
      byAgent: "no shell; writes only in its worktree, also through links",
      byWorktree: "nothing reaches the branch before the change gate",
    },
  },
  detect: (context) => detectAgent(words, context),
  launch,
  createOutputReader: createClaudeReader,
  judge,
};
