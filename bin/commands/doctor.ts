import { execa } from "execa";
import type { Adapter, Detection, DetectionContext, PriceUsage } from "../../src/agents/adapter.ts";
import { modelsOf } from "./doctor-models.ts";
import { doctorText } from "./doctor-text.ts";

type Fault = { readonly message: string; readonly advice: string };

export type DoctorAgent = {
  readonly adapter: Adapter;
  readonly context: DetectionContext;
  /** Why its settings in orch.yaml could not be taken; it is looked at without them then. */
  readonly fault?: Fault;
};

export type DoctorTerminal = {
  readonly interactive: boolean;
  readonly columns: number | null;
  readonly rows: number | null;
  /** Bits: 1 is no colour, 4 is 16, 8 is 256, 24 is all. */
  readonly colorDepth: number;
  readonly unicode: boolean;
};

export type DoctorDeps = {
  readonly orchVersion: string;
  readonly nodeVersion: string;
  readonly environment: DetectionContext["hostEnvironment"];
  readonly agents: readonly DoctorAgent[];
  readonly terminal: DoctorTerminal;
  readonly price: PriceUsage;
  /** What is wrong with orch.yaml as a whole; null when nothing is. */
  readonly configFault: Fault | null;
};

type Sink = { readonly write: (text: string) => unknown };
export type Problem = { readonly about: string; readonly message: string; readonly advice: string };

const atLeast = (version: string, major: number, minor: number): boolean => {
  const [haveMajor = 0, haveMinor = 0] = version.split(".").map(Number);
  return haveMajor > major || (haveMajor === major && haveMinor >= minor);
};

const detect = async ({ adapter, context, fault }: DoctorAgent): Promise<Detection> => {
  if (fault !== undefined) {
    const problems = [{ ...fault, blocking: true }];
    return { available: false, binary: null, version: null, loggedIn: null, problems };
  }
  try {
    return await adapter.detect(context);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return {
      available: false,
      binary: null,
      version: null,
      loggedIn: null,
      problems: [{ message, advice: "Please report this: it is a bug of orch.", blocking: true }],
    };
  }
};

const gitVersion = async (environment: DoctorDeps["environment"]): Promise<string | null> => {
  const result = await execa("git", ["--version"], {
    env: { ...environment },
    extendEnv: false,
    reject: false,
  });
  return result.failed ? null : (/\d+\.\d+(\.\d+)?/.exec(result.stdout)?.[0] ?? null);
};

const examine = async (deps: DoctorDeps) => {
  const [git, ...detections] = await Promise.all([gitVersion(deps.environment), ...deps.agents.map(detect)]);
  const agents = deps.agents.flatMap(({ adapter, context }, index) => {
    const found = detections[index];
    if (found === undefined) return [];
    const { name, title, canEdit, free, enforcement } = adapter;
    const models = modelsOf(adapter, context.settings, context.hostEnvironment, deps.price);
    const builtIn = context.settings.command === null;
    return [{ name, title, ...found, model: models.used, models, builtIn, canEdit, free, enforcement }];
  });
  const node = deps.nodeVersion.replace(/^v/, "");
  return {
    orch: deps.orchVersion,
    node: { version: node, ok: atLeast(node, 24, 0) },
    git: { version: git, ok: git !== null && atLeast(git, 2, 38) },
    terminal: deps.terminal,
    config: deps.configFault,
    agents,
  };
};
export type Examined = Awaited<ReturnType<typeof examine>>;

/** Only what will be wrong in the ledger: Claude Code tells its cost itself. */
const unknownPrices = (agents: Examined["agents"]): readonly Problem[] =>
  agents
    .filter(({ name, available, models }) => available && name !== "claude" && models.used && !models.price)
    .map(({ name, models: { used } }) => ({
      about: name,
      message: `No price is known for ${used}: unless it tells its cost, that is guessed as gpt-4o's.`,
      advice: `Set pricing.${used} in orch.yaml: input and output, in USD per million tokens.`,
    }));

const terminalProblems = ({ interactive, columns, rows }: DoctorTerminal): readonly Problem[] => {
  if (!interactive || columns === null || rows === null || (columns >= 80 && rows >= 24)) return [];
  const message = `The terminal has only ${columns}×${rows}.`;
  return [{ about: "terminal", message, advice: "The control room wants 80×24 or more." }];
};

const problemsOf = ({ node, git, terminal, config, agents }: Examined): readonly Problem[] => {
  const machine: Problem[] = [];
  if (!node.ok) {
    machine.push({
      about: "Node",
      message: `Node ${node.version} is too old.`,
      advice: "Use Node 24 or newer.",
    });
  }
  if (!git.ok) {
    const message = git.version === null ? "git was not found." : `git ${git.version} is too old.`;
    machine.push({ about: "git", message, advice: "Install git 2.38 or newer: editing needs it." });
  }
  if (config !== null) machine.push({ about: "orch.yaml", ...config });
  const ofAgents = agents.flatMap(({ name, problems }) =>
    problems.map(({ message, advice }) => ({ about: name, message, advice })),
  );
  return [...machine, ...terminalProblems(terminal), ...ofAgents, ...unknownPrices(agents)];
};

/**
 * `orch doctor`: what this machine has for orch, without spending anything.
 * Answers 0, 2 when Node, git or orch.yaml is not fit, 6 when no agent is available.
 */
export const runDoctor = async (
  options: { readonly json: boolean },
  deps: DoctorDeps,
  out: Sink,
): Promise<number> => {
  const examined = await examine(deps);
  const problems = problemsOf(examined);
  out.write(
    options.json ? `${JSON.stringify({ ...examined, problems }, null, 2)}\n` : doctorText(examined, problems),
  );
  if (!examined.node.ok || !examined.git.ok || examined.config !== null) return 2;
  return examined.agents.some(({ available }) => available) ? 0 : 6;
};
