import { execa } from "execa";
import type { Adapter, AgentContext, Detection, PriceUsage } from "../../src/agents/adapter.ts";
import { modelsOf } from "./doctor-models.ts";

type Fault = { readonly message: string; readonly advice: string };

export type DoctorAgent = {
  readonly adapter: Adapter;
  readonly context: AgentContext;
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
  readonly environment: AgentContext["hostEnvironment"];
  readonly agents: readonly DoctorAgent[];
  readonly terminal: DoctorTerminal;
  readonly price: PriceUsage;
  /** What is wrong with orch.yaml as a whole; null when nothing is. */
  readonly configFault: Fault | null;
};

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

/** Looks at the machine and at every agent, side by side. */
export const examine = async (deps: DoctorDeps) => {
  const [git, ...detections] = await Promise.all([gitVersion(deps.environment), ...deps.agents.map(detect)]);
  const agents = deps.agents.flatMap(({ adapter, context }, index) => {
    const found = detections[index];
    if (found === undefined) return [];
    const { name, title, canEdit, free, enforcement } = adapter;
    const models = modelsOf(adapter, context, deps.price);
    const builtIn = adapter.costUnknown !== true;
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
