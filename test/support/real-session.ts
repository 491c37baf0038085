import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach } from "vitest";
import { hostEngine } from "../../bin/engine-host.ts";
import { prepareSession } from "../../bin/session-setup.ts";
import type { SessionEvent } from "../../src/engine/domain/events.ts";
import { evolveAll } from "../../src/engine/domain/evolve.ts";
import { emptyState, type SessionState } from "../../src/engine/domain/state.ts";
import type { Risk } from "../../src/engine/domain/words.ts";
import { journalStart, readJournalFrom } from "../../src/engine/io/journal-read.ts";
import type { SessionPaths } from "../../src/engine/io/session-folder.ts";
import { temporaryFolder } from "./temporary.ts";

// What the machine's own configuration says must not decide what a test sees.
process.env.GIT_CONFIG_GLOBAL = "/dev/null";
process.env.GIT_CONFIG_SYSTEM = "/dev/null";

const fixtures = join(import.meta.dirname, "../agents/fixtures");
export const orchProgram = join(import.meta.dirname, "../../dist/orch.js");

export type Character = {
  /** Names of scripts in test/agents/fixtures; what is left out is done well. */
  readonly AUDIT?: string;
  readonly EDIT?: string;
  readonly MY_API_KEY?: string;
};

export type Project = {
  readonly root: string;
  readonly sessions: string;
  /** Where the agents note each of their starts. */
  readonly starts: string;
  /** Slow agents go on once this file is there. */
  readonly go: string;
};

export const git = (folder: string, ...words: readonly string[]): string =>
  execFileSync("git", words, { cwd: folder, encoding: "utf8", stdio: "pipe" }).trim();

const write = (root: string, path: string, content: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
};

type Setup = {
  readonly agents?: Readonly<Record<string, Character & { readonly timeoutSeconds?: number }>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly config?: Readonly<Record<string, unknown>>;
};

/** A git repository with one finding, and an orch.yaml with fixture agents. */
export const makeProject = ({ agents = { fixture: {} }, files = {}, config = {} }: Setup = {}): Project => {
  const folder = temporaryFolder();
  const root = join(folder, "project");
  const project = {
    root,
    sessions: join(folder, "sessions"),
    starts: join(folder, "starts"),
    go: join(folder, "go"),
  };
  const entries = Object.entries(agents).map(([name, { timeoutSeconds = 20, ...character }]) => [
    name,
    {
      command: [join(fixtures, "agent.sh")],
      timeoutSeconds,
      env: { ...character, STARTS: project.starts, GO: project.go, PROJECT: root },
    },
  ]);
  const settings = {
    agents: Object.fromEntries(entries),
    chooseAgent: {
      audit: Object.keys(agents),
      development: Object.keys(agents),
      documentation: Object.keys(agents),
    },
    dimensions: ["backend"],
    commands: { test: "true" },
    maxIterations: 1,
    ...config,
  };
  write(root, "orch.yaml", JSON.stringify(settings, null, 2));
  write(root, "src/one.txt", "fine\nBUG broken parser of dates\nfine\n");
  for (const [path, content] of Object.entries(files)) write(root, path, content);
  git(root, "init", "--quiet", "--initial-branch=main");
  git(root, "add", "--all");
  git(root, "-c", "user.name=p", "-c", "user.email=p@example.org", "commit", "--quiet", "-m", "start");
  return project;
};

export const readEvents = (paths: SessionPaths): readonly SessionEvent[] =>
  existsSync(paths.journal) ? readJournalFrom(paths.journal, journalStart).events : [];

export const readState = (paths: SessionPaths): SessionState => evolveAll(emptyState, readEvents(paths));

export type Played = {
  readonly paths: SessionPaths;
  readonly state: SessionState;
  readonly events: readonly SessionEvent[];
};

export type PlayOptions = {
  readonly yesTo?: readonly Risk[];
  readonly agent?: string;
  readonly feature?: string;
  readonly onEvents?: (events: readonly SessionEvent[], paths: SessionPaths) => void;
};

/** Plays a whole session in this process, with real files, real git and real agent processes. */
export const play = async (project: Project, options: PlayOptions = {}): Promise<Played> => {
  const { paths } = await prepareSession({
    module: project.root,
    configFile: undefined,
    flags: {},
    agent: options.agent,
    objective: undefined,
    feature: options.feature,
    yesTo: options.yesTo ?? [],
    sessionsFolder: project.sessions,
    attended: false,
  });
  return resume(paths, options);
};

export const resume = async (paths: SessionPaths, options: PlayOptions = {}): Promise<Played> => {
  const state = await hostEngine(paths, {
    attended: false,
    onEvents: (events) => options.onEvents?.(events, paths),
  });
  const events = readEvents(paths);
  return { paths, state, events };
};

/** Starts of agents as they noted them themselves: run, role and pid of each. */
export const startsOf = (project: Project): readonly { run: string; role: string; pid: number }[] => {
  if (!existsSync(project.starts)) return [];
  const lines = readFileSync(project.starts, "utf8").trim().split("\n");
  return lines.map((line) => {
    const [run = "", role = "", pid = ""] = line.split(" ");
    return { run, role, pid: Number(pid) };
  });
};

export const leftoverBranches = (project: Project): readonly string[] =>
  git(project.root, "branch", "--list", "orch/*", "--format=%(refname:short)").split("\n").filter(Boolean);

export type Program = {
  readonly pid: number;
  readonly output: () => string;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  readonly kill: (signal: NodeJS.Signals) => void;
};

const programs: Program[] = [];
afterEach(async () => {
  for (const program of programs.splice(0)) {
    program.kill("SIGKILL");
    await program.ended;
  }
});

/** Starts the built `orch` as a process of its own. */
export const startOrch = (project: Project, ...words: readonly string[]): Program => {
  const child = spawn(process.execPath, [orchProgram, ...words, "--sessions-dir", project.sessions], {
    cwd: project.root,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once("close", (code, signal) => resolve({ code, signal }));
  });
  const program = {
    pid: child.pid ?? 0,
    output: () => output,
    ended,
    kill: (signal: NodeJS.Signals) => void child.kill(signal),
  };
  programs.push(program);
  return program;
};

/** The only session in the project's sessions folder; null while there is none. */
export const onlySession = (project: Project): string | null =>
  existsSync(project.sessions) ? (readdirSync(project.sessions)[0] ?? null) : null;
