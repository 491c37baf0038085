import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import type { Adapter, AgentSettings, LaunchRequest, OutputFact, Role } from "../../../src/agents/adapter.ts";
import { agentsFolder } from "./binaries.ts";
import { type Ended, judgeRun, type LaunchFiles, startLaunch } from "./run-launch.ts";

/** A small git project with orch's folders in it, for one test file. */
export type Workshop = {
  readonly root: string;
  readonly project: string;
  /** A worktree of the project, where orch puts an editor's. */
  readonly worktree: string;
  /** A folder beside the project that no agent may touch. */
  readonly outside: string;
  readonly home: string;
  readonly remove: () => void;
};

const git = (folder: string, ...command: string[]): void => {
  const identity = ["-c", "user.name=test", "-c", "user.email=test@localhost"];
  execFileSync("git", [...identity, ...command], { cwd: folder, stdio: "ignore" });
};

/**
 * Not below /tmp: Gemini CLI takes no settings from below a folder that everyone may write to,
 * and Codex's sandbox treats /tmp in its own way.
 */
export const createWorkshop = (name: string): Workshop => {
  const base = path.join(agentsFolder, ".work");
  mkdirSync(base, { recursive: true });
  const root = mkdtempSync(path.join(base, `${name}-`));
  const at = (folder: string): string => path.join(root, folder);
  const project = at("project");
  const worktree = path.join(project, ".orch/sessions/s1/worktrees/w1");
  for (const folder of [path.join(project, "src"), at("outside"), at("home")]) {
    mkdirSync(folder, { recursive: true });
  }
  writeFileSync(path.join(project, "src/api.ts"), "export const api = (name: string) => name;\n");
  writeFileSync(path.join(project, ".gitignore"), ".orch/\n.env\n");
  writeFileSync(path.join(project, ".env"), "PROJECT_SECRET=do-not-read\n");
  // A way out of the worktree that looks like a folder of it.
  symlinkSync(at("outside"), path.join(project, "link"));
  git(root, "init", "-q", project);
  git(project, "add", "-A");
  git(project, "commit", "-qm", "start");
  mkdirSync(path.dirname(worktree), { recursive: true });
  git(project, "worktree", "add", "-q", "-b", "orch/w1", worktree);
  const remove = (): void => rmSync(root, { recursive: true, force: true });
  return { root, project, worktree, outside: at("outside"), home: at("home"), remove };
};

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const place = path.join(folder, entry.name);
    // Other runs of the same workshop write there at the same time.
    if (entry.name === ".orch") return [];
    if (entry.isDirectory()) return filesBelow(place);
    return entry.isFile() ? [place] : [];
  });

/** Every file below a folder with its content, without orch's own folder: what a run must not have changed. */
export const snapshot = (folder: string): Record<string, string> =>
  Object.fromEntries(
    filesBelow(folder).map((file) => [path.relative(folder, file), readFileSync(file, "utf8")]),
  );

export type RunOptions = {
  readonly adapter: Adapter;
  readonly binary: string;
  readonly role: Role;
  readonly settings: Partial<AgentSettings>;
  readonly model: string | null;
  readonly hostEnvironment?: Readonly<Record<string, string>>;
  readonly prompt?: string;
  readonly workingFolder?: string;
};

export const plainSettings: AgentSettings = {
  binary: null,
  model: null,
  extraArguments: [],
  environment: {},
  command: null,
  prompt: "stdin",
  outputSchema: true,
};

export const prepare = (workshop: Workshop, run: string, options: RunOptions): LaunchFiles => {
  const runFolder = path.join(workshop.project, ".orch/sessions/s1/runs", run);
  const promised = path.join(runFolder, "out");
  mkdirSync(promised, { recursive: true });
  const reportFile = path.join(promised, "report.md");
  const prompt = options.prompt ?? `Audit the folder src. Write your report to \`${reportFile}\` and end.\n`;
  const promptFile = path.join(runFolder, "prompt.md");
  writeFileSync(promptFile, prompt);
  const request: LaunchRequest = {
    role: options.role,
    run,
    model: options.model,
    settings: { ...plainSettings, ...options.settings },
    binary: options.binary,
    hostEnvironment: {
      PATH: process.env.PATH ?? "",
      HOME: workshop.home,
      LANG: "C.UTF-8",
      ...options.hostEnvironment,
    },
    workingFolder: options.workingFolder ?? (options.role === "edit" ? workshop.worktree : workshop.project),
    promptFile,
    prompt,
    reportFile,
    progressFile: path.join(promised, "progress.ndjson"),
    runFolder,
    outputSchema: null,
  };
  return { launch: options.adapter.launch(request), runFolder, reportFile };
};

/** Runs to the end, or stops after `limitMilliseconds` as orch would. */
export const runToEnd = async (
  workshop: Workshop,
  run: string,
  options: RunOptions,
  limitMilliseconds = 45_000,
): Promise<Ended & LaunchFiles & { readonly report: string | null }> => {
  const files = prepare(workshop, run, options);
  const running = startLaunch(files);
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    void running.stop();
  }, limitMilliseconds);
  const end = await running.ended;
  clearTimeout(timer);
  if (timedOut) await running.stop();
  const ended = judgeRun(options.adapter, files, end, {
    endedByOrch: timedOut ? "timed-out" : null,
    reportExpected: options.role !== "edit",
  });
  const report = existsSync(files.reportFile) ? readFileSync(files.reportFile, "utf8") : null;
  const usage = (await options.adapter.readRecordedUsage?.(files.runFolder)) ?? null;
  const late: OutputFact[] = usage === null ? [] : [{ kind: "usage", usage }];
  return { ...ended, ...files, facts: [...ended.facts, ...late], report };
};
