import type { PlanContext } from "../src/engine/domain/plan-context.ts";
import type { SessionState } from "../src/engine/domain/state.ts";
import { readCodeContext } from "../src/engine/io/code-context.ts";
import type { Config } from "../src/engine/io/config-defaults.ts";
import { readSecretEnvironment } from "../src/engine/io/config-secrets.ts";
import { discover } from "../src/engine/io/discovery.ts";
import { createProcesses } from "../src/engine/io/launch.ts";
import { runProjectCommand } from "../src/engine/io/run-commands.ts";
import { createRunFiles } from "../src/engine/io/run-files.ts";
import type { SessionPaths } from "../src/engine/io/session-folder.ts";
import { createReports } from "../src/engine/io/session-reports.ts";
import { loadTemplates } from "../src/engine/io/templates.ts";
import { watchRunFolders } from "../src/engine/io/watch.ts";
import { createWorkspace } from "../src/engine/io/workspace.ts";
import type { Clock, Journal, Ports, PromptRequest } from "../src/engine/ports.ts";
import { type PromptFacts, renderPrompt } from "../src/engine/prompts/render.ts";
import { templateFor } from "../src/engine/prompts/select-template.ts";
import { createAgents } from "./agents-port.ts";
import type { Manifest } from "./manifest.ts";
import { runnerScript, templatesFolder } from "./package-paths.ts";

const promptFacts = ({ run, state, workingFolder, reportFile }: PromptRequest): PromptFacts => {
  const { task } = run;
  const findings = task.kind === "fix" ? task.findings.flatMap((id) => state.findings[id] ?? []) : [];
  const module = state.facts?.module ?? { name: "module", relative: "." };
  const reports = task.kind === "audit" || task.kind === "propose";
  return {
    module: { name: module.name, relative: module.relative },
    task,
    discovery: state.discovery,
    findings: findings.map((finding) => ({
      ...finding,
      code: readCodeContext(workingFolder, finding.file, finding.line, finding.endLine),
    })),
    commands: state.facts?.settings.commands ?? {},
    reportFile: reports ? reportFile : null,
    workingFolder,
    objective: state.facts?.objective ?? null,
    reportWasMissing: reports && run.attempt > 1 && run.choice.includes("asked once more"),
  };
};

const promptRenderer = (config: Config): Ports["renderPrompt"] => {
  const templates = loadTemplates({ builtIn: templatesFolder, user: config.templatesDir });
  return async (request) => {
    const { run } = request;
    const facts = promptFacts(request);
    const template = templateFor(await templates, run.task, run.phase, facts.findings);
    if (template === null) throw new Error(`there is no template for ${JSON.stringify(run.task)}`);
    return renderPrompt(template, facts);
  };
};

const testRunner =
  (timeoutSeconds: number): Ports["runTests"] =>
  async (state: SessionState) => {
    const { commands } = state.facts?.settings ?? {};
    const folder = state.facts?.module.path ?? process.cwd();
    const results = [];
    for (const name of ["typecheck", "lint", "test", "integration"] as const) {
      const command = commands?.[name] ?? null;
      if (command !== null) results.push(await runProjectCommand({ name, command }, folder, timeoutSeconds));
    }
    return results;
  };

export type Composition = { readonly ports: Ports; readonly planContext: Omit<PlanContext, "now"> };

/** Puts the engine's ports together: the only place that knows every part. */
export const composePorts = async (
  manifest: Manifest,
  paths: SessionPaths,
  config: Config,
  own: { readonly clock: Clock; readonly journal: Journal; readonly finish: Ports["finish"] },
): Promise<Composition> => {
  const { moduleFolder, repositoryRoot } = manifest;
  const { environment } = await readSecretEnvironment({ moduleFolder, repositoryRoot }, process.env);
  const agents = createAgents(config, environment);
  const ports: Ports = {
    ...own,
    runFiles: createRunFiles(paths.runs),
    processes: createProcesses(runnerScript, manifest.session),
    watchRuns: watchRunFolders(paths.runs),
    workspace: createWorkspace(paths.worktrees),
    reports: createReports(moduleFolder, config.reportHeadLines),
    agents,
    renderPrompt: promptRenderer(config),
    discover: () => discover(moduleFolder),
    runTests: testRunner(config.timeoutSeconds),
  };
  const planContext = {
    estimateUsd: agents.estimateUsd,
    choiceTable: { ...config.chooseAgent, dimensions: config.chooseAuditor },
  };
  return { ports, planContext };
};
