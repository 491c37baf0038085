import { existsSync } from "node:fs";
import type { Adapter, Detection, Launch, LaunchRequest, OutputReader, ReportedUsage } from "./adapter.ts";
import { oneLine } from "./shared/activity.ts";
import { judgePlainly, plainEnvironment } from "./shared/process-basics.ts";

export type LocalOptions = {
  /** The agent's own program, absolute: dist/local-agent.js of an installed orch. */
  readonly entry: string;
  readonly orchVersion: string;
};

const nothing: ReportedUsage = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, costUsd: 0 };

/** The agent writes each step both here and to its progress file, which the engine already reads. */
const progressLine = /^(tool|read|edit|think|note)\s/;

const createReader = (): OutputReader => {
  let told = false;
  return {
    line: (rawLine, stream) => {
      const usage = told ? [] : [{ kind: "usage", usage: nothing } as const];
      told = true;
      const text = oneLine(rawLine);
      if (text === "" || (stream === "stdout" && progressLine.test(rawLine))) return usage;
      if (stream === "stderr") return [...usage, { kind: "activity", activity: "note", text }];
      return [...usage, { kind: "final-message", text }];
    },
  };
};

const detect = ({ entry, orchVersion }: LocalOptions): Detection => {
  const found = existsSync(entry);
  return {
    available: found,
    binary: found ? process.execPath : null,
    version: orchVersion,
    loggedIn: found ? true : null,
    problems: found
      ? []
      : [
          {
            message: `The built-in agent's program ${entry} is missing.`,
            advice: "Install orch again, or run `npm run build` in its source folder.",
            blocking: true,
          },
        ],
  };
};

const launch = (entry: string, request: LaunchRequest): Launch => ({
  program: request.binary,
  arguments: [
    entry,
    "--prompt-file",
    request.promptFile,
    "--report",
    request.reportFile,
    "--progress",
    request.progressFile,
    ...request.settings.extraArguments,
  ],
  environment: {
    ...plainEnvironment(request.hostEnvironment, request.settings.environment),
    ORCH_RUN_ID: request.run,
  },
  workingFolder: request.workingFolder,
  stdinFile: null,
  files: [],
  folders: [],
});

/** The built-in agent: a program of its own, like any other agent, without network, key or cost. */
export const createLocalAdapter = (options: LocalOptions): Adapter => ({
  name: "local",
  title: "built in: real tools, no network, no key, no cost",
  canEdit: true,
  deterministic: true,
  free: true,
  enforcement: {
    audit: {
      byAgent: "reads files and runs linters and the project's own tests; writes its report only",
      byWorktree: "nothing: it runs in the project",
    },
    edit: {
      byAgent: "applies safe fixes of its tools below its working folder only",
      byWorktree: "only changes in its worktree are measured and merged",
    },
  },
  detect: async () => detect(options),
  launch: (request) => launch(options.entry, request),
  createOutputReader: createReader,
  // It talks to no provider: words like "network" in its errors are not about one.
  judge: (ending) => judgePlainly("The built-in agent", ending),
});
