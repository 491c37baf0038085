import type { Role } from "../agents/adapter.ts";
import type { RunEnding } from "./domain/observations.ts";
import type { Run, SessionState } from "./domain/state.ts";
import type { Ports, ProcessIdentity, UsableAgent } from "./ports.ts";
import { answerSchemaText } from "./reports/answer-schema.ts";

type Started =
  | { readonly kind: "started"; readonly agent: UsableAgent; readonly identity: ProcessIdentity }
  | { readonly kind: "failed"; readonly ending: RunEnding };

const roles: Readonly<Record<Run["task"]["kind"], Role>> = {
  audit: "audit",
  fix: "edit",
  develop: "edit",
  propose: "propose",
};

export const roleOf = (run: Run): Role => roles[run.task.kind];

const failed = (
  run: Run,
  outcome: RunEnding["outcome"],
  message: string,
  advice: string | null,
): Started => ({
  kind: "failed",
  ending: {
    run: run.id,
    outcome,
    exitCode: null,
    message,
    advice,
    retryAfterSeconds: null,
    durationSeconds: 0,
    outputBytes: 0,
  },
});

/** How a run ends that nobody wants any more before its agent was started. */
export const stoppedEarly = (run: Run): RunEnding => ({
  run: run.id,
  outcome: "stopped",
  exitCode: null,
  message: "it was stopped before it began",
  advice: null,
  retryAfterSeconds: null,
  durationSeconds: 0,
  outputBytes: 0,
});

/** On the first attempt only: a provider that does not take a schema turns the whole run away. */
const outputSchemaFor = (run: Run, { settings }: UsableAgent): string | null =>
  run.task.kind === "audit" && run.attempt === 1 && settings.outputSchema ? answerSchemaText : null;

/** Prepares folder and prompt, asks the adapter for the command line, and starts it. */
export const launchRun = async (ports: Ports, run: Run, state: SessionState): Promise<Started> => {
  const agent = ports.agents.get(run.agent);
  if (agent === null || agent.binary === null) {
    return failed(run, "not-installed", `${run.agent} is not installed`, "orch doctor says what is missing");
  }
  try {
    const workingFolder = await ports.workspace.open(run, state);
    const reportFile = ports.runFiles.paths(run.id).promisedReport;
    const prompt = await ports.renderPrompt({ run, state, workingFolder, reportFile });
    const paths = ports.runFiles.prepare(run.id, prompt);
    const launch = agent.adapter.launch({
      role: roleOf(run),
      run: run.id,
      model: run.model,
      settings: agent.settings,
      binary: agent.binary,
      hostEnvironment: ports.agents.hostEnvironment,
      workingFolder,
      promptFile: paths.prompt,
      prompt,
      reportFile,
      progressFile: paths.progress,
      runFolder: paths.folder,
      outputSchema: outputSchemaFor(run, agent),
    });
    // Looked at last of all, in the same turn as the start: a session may be aborted while a worktree is made.
    if (ports.runFiles.stopCause(run.id) !== null) return { kind: "failed", ending: stoppedEarly(run) };
    return { kind: "started", agent, identity: await ports.processes.start(launch, paths, run.id) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return failed(run, "crashed", `${run.agent} could not be started: ${message}`, null);
  }
};
