import type { Adapter, AgentContext, AgentSettings, Detection, Launch, LaunchRequest } from "./adapter.ts";
import type { Dialect } from "./command/dialects.ts";
import { judgeCommand } from "./command/judge.ts";
import { createCommandReader } from "./command/output.ts";
import { commandTemplateProblem, fillTemplate, holdsPrompt, takesPrompt } from "./command/template.ts";
import { findProgram, plainEnvironment } from "./shared/process-basics.ts";

/** Linux takes at most 128 KiB in one argument, whatever the limit for all of them together is. */
const maxArgumentBytes = 120 * 1024;

const unavailable = (message: string, advice: string): Detection => ({
  available: false,
  binary: null,
  version: null,
  loggedIn: null,
  problems: [{ message, advice, blocking: true }],
});

const detect = async (name: string, { settings, hostEnvironment }: AgentContext): Promise<Detection> => {
  const template = settings.command ?? [];
  const problem = commandTemplateProblem(template);
  if (problem !== null) return unavailable(`agents.${name}.command: ${problem}.`, "Correct orch.yaml.");
  const program = settings.binary ?? template[0] ?? "";
  const binary = findProgram(program, { ...hostEnvironment, ...settings.environment });
  if (binary === null) {
    return unavailable(
      `The program "${program}" of agent ${name} was not found or is not executable.`,
      program.includes("/") ? "Check the path and chmod +x it." : "Install it, or give its absolute path.",
    );
  }
  // No version: what a foreign program does when it is called with --version, nobody knows.
  return { available: true, binary, version: null, loggedIn: null, problems: promptProblem(name, settings) };
};

/** It may well look into the environment; more often the prompt was forgotten. */
const promptProblem = (name: string, { command, prompt }: AgentSettings): Detection["problems"] =>
  prompt !== "file" || takesPrompt(command ?? [])
    ? []
    : [
        {
          message: `agents.${name}.command passes no prompt: only a program that reads the file $ORCH_PROMPT_FILE gets it.`,
          advice: `Put {prompt} or {prompt_file} into the command, or set agents.${name}.prompt to stdin or argument.`,
          blocking: false,
        },
      ];

const promptArgument = ({ prompt, promptFile }: LaunchRequest): string =>
  Buffer.byteLength(prompt) <= maxArgumentBytes
    ? prompt
    : `Read the file ${promptFile} and do exactly what it says.`;

const launch = (request: LaunchRequest): Launch => {
  const { settings, hostEnvironment } = request;
  const template = settings.command ?? [];
  const model = request.model ?? settings.model;
  const prompt = promptArgument(request);
  const filled = fillTemplate(template, {
    prompt,
    prompt_file: request.promptFile,
    report_file: request.reportFile,
    progress_file: request.progressFile,
    working_folder: request.workingFolder,
    model,
    run: request.run,
  });
  const appended = settings.prompt === "argument" && !holdsPrompt(template) ? [prompt] : [];
  return {
    program: request.binary,
    arguments: [...filled, ...settings.extraArguments, ...appended],
    environment: {
      ...plainEnvironment(hostEnvironment, settings.environment),
      ORCH_RUN_ID: request.run,
      ORCH_ROLE: request.role,
      ORCH_PROMPT_FILE: request.promptFile,
      ORCH_REPORT_FILE: request.reportFile,
      ORCH_PROGRESS_FILE: request.progressFile,
    },
    workingFolder: request.workingFolder,
    stdinFile: settings.prompt === "stdin" ? request.promptFile : null,
    files: [],
    folders: [],
  };
};

export type CommandOptions = {
  readonly name: string;
  /** What it prints, as orch.yaml says; null to find out. */
  readonly output: Dialect | "text" | null;
};

/** Any program of orch.yaml: it gets a prompt and the path of the report, and nothing else is known of it. */
export const createCommandAdapter = ({ name, output }: CommandOptions): Adapter => ({
  name,
  title: `the command "${name}" of orch.yaml`,
  canEdit: true,
  deterministic: false,
  free: false,
  costUnknown: true,
  enforcement: {
    audit: {
      byAgent: "nothing: orch does not know the program",
      byWorktree: "nothing: it runs in the project with the person's rights",
    },
    edit: {
      byAgent: "nothing: orch does not know the program",
      byWorktree: "only changes in its worktree are measured and merged",
    },
  },
  detect: (context) => detect(name, context),
  launch,
  createOutputReader: () => createCommandReader(output),
  judge: (ending) => judgeCommand({ name, speaks: output !== null && output !== "text" }, ending),
});
