import { execFileSync, spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { afterAll, beforeAll } from "vitest";
import { orchProgram, sessionsOf } from "../../e2e/orch.ts";
import type { Scenario } from "../fake-model/scenario.ts";
import { type FakeModel, startFakeModel } from "../fake-model/server.ts";
import { agentsFolder, type RealAgent } from "./binaries.ts";
import { trials } from "./trials.ts";

type SessionEvent = { readonly type: string; readonly [key: string]: unknown };
type Ended = { readonly exitCode: number | null; readonly output: string };

/** A project of its own with a session in it, started as a person starts it. */
export type Play = {
  readonly project: string;
  /** `agents.<name>` of orch.yaml for a real agent that talks to a scenario of the fake model. */
  readonly agent: (agent: RealAgent, scenario: string, more?: object) => Readonly<Record<string, object>>;
  readonly configure: (agents: object, more?: object) => void;
  readonly start: (...words: readonly string[]) => { readonly pid: number; readonly ended: Promise<Ended> };
  readonly run: (...words: readonly string[]) => Promise<Ended>;
  readonly events: (type?: string) => readonly SessionEvent[];
  readonly runFile: (run: string, file: string) => string;
  /** What the model was asked, whichever agent asked it. */
  readonly requests: () => ReturnType<FakeModel["requests"]>;
  readonly remove: () => void;
};

const startOrch = (project: string, words: readonly string[]) => {
  const child = spawn(process.execPath, [orchProgram, ...words], {
    cwd: project,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const take = (data: Buffer): void => {
    output += data;
  };
  child.stdout.on("data", take);
  child.stderr.on("data", take);
  const ended = new Promise<Ended>((resolve) =>
    child.once("close", (exitCode) => resolve({ exitCode, output })),
  );
  return { pid: child.pid ?? -1, ended };
};

/** The whole lines of a journal that an engine may be writing. */
const readJournal = (file: string): readonly SessionEvent[] =>
  (existsSync(file) ? readFileSync(file, "utf8") : "")
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as SessionEvent);

const makeProject = (root: string): string => {
  const project = path.join(root, "project");
  mkdirSync(path.join(project, "src"), { recursive: true });
  mkdirSync(path.join(root, "home"));
  writeFileSync(path.join(project, "package.json"), '{ "name": "demo", "version": "1.0.0" }\n');
  writeFileSync(
    path.join(project, "src/api.ts"),
    "export const api = (name: string) => {\n  return name;\n};\n",
  );
  const git = (...words: string[]) =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@localhost", ...words], { cwd: project });
  git("init", "-q");
  git("add", "-A");
  git("commit", "-qm", "start");
  return project;
};

/** Not below /tmp: Gemini CLI and Codex treat folders there in ways of their own. */
const startPlay = (name: string, server: FakeModel): Play => {
  mkdirSync(path.join(agentsFolder, ".work"), { recursive: true });
  const root = mkdtempSync(path.join(agentsFolder, ".work", `session-${name}-`));
  const project = makeProject(root);
  const start = (...words: readonly string[]) => startOrch(project, words);
  return {
    project,
    agent: (agent, scenario, more = {}) => {
      const { binary, model, settings, hostEnvironment } = trials[agent](server.url(scenario, name));
      const env = { ...settings.environment, ...hostEnvironment, HOME: path.join(root, "home") };
      return { [agent]: { binary, model, env, extraArgs: settings.extraArguments, ...more } };
    },
    // YAML reads JSON.
    configure: (agents, more = {}) =>
      writeFileSync(
        path.join(project, "orch.yaml"),
        JSON.stringify({ targetScore: 1, maxIterations: 1, dimensions: ["backend"], agents, ...more }),
      ),
    start,
    run: (...words) => start("run", ...words).ended,
    events: (type) => {
      const events = readJournal(path.join(sessionsOf(project)[0] ?? "", "journal.ndjson"));
      return type === undefined ? events : events.filter((event) => event.type === type);
    },
    runFile: (run, file) => path.join(sessionsOf(project)[0] ?? "", "runs", run, file),
    requests: () => server.requests(name),
    remove: () => rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }),
  };
};

/** Makes projects with a name each, for the tests of one `describe`: one model plays for all, and all go at its end. */
export const usePlays = (scenarios: Readonly<Record<string, Scenario>> = {}): ((name: string) => Play) => {
  const plays: Play[] = [];
  let server: FakeModel;
  beforeAll(async () => {
    server = await startFakeModel({ scenarios });
  });
  afterAll(async () => {
    await server.close();
    for (const play of plays) play.remove();
  });
  return (name) => {
    const play = startPlay(name, server);
    plays.push(play);
    return play;
  };
};

/** One line per run, for example `claude #1 rate-limited`. */
export const story = (play: Play): readonly string[] => {
  const requests = play.events("run.requested");
  return play.events("run.finished").map((end) => {
    const request = requests.find((event) => event.run === end.run);
    return `${request?.agent} #${request?.attempt} ${end.outcome}`;
  });
};

/** Processes that were started for a project: its folder is in the environment of each of them. */
export const processesOf = (project: string): readonly number[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, "utf8").includes(path.dirname(project));
      } catch {
        return false;
      }
    });
