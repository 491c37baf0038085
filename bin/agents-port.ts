import type { AgentSettings, Detection } from "../src/agents/adapter.ts";
import { createPriceList } from "../src/agents/prices.ts";
import { builtInNames, createRegistry, type Registry } from "../src/agents/registry.ts";
import { UserFault } from "../src/engine/domain/errors.ts";
import type { DetectedAgent } from "../src/engine/domain/observations.ts";
import type { AgentConfig, Config } from "../src/engine/io/config-defaults.ts";
import { type Environment, expandReferences } from "../src/engine/io/config-secrets.ts";
import type { Agents, UsableAgent } from "../src/engine/ports.ts";
import { localAgentProgram, orchVersion } from "./package-paths.ts";

/** Tokens that a run of each kind is likely to use, after the contract document's table. */
const likelyTokens = {
  audit: { input: 5000, output: 2000 },
  fix: { input: 4000, output: 1500 },
  propose: { input: 4000, output: 1500 },
  develop: { input: 10_000, output: 6000 },
} as const;

const unset: AgentConfig = {
  binary: null,
  model: null,
  fallback: null,
  timeoutSeconds: null,
  concurrency: null,
  extraArguments: [],
  environment: {},
  command: null,
  prompt: "file",
  kind: null,
  output: null,
  outputSchema: true,
};

export const agentConfig = (config: Config, name: string): AgentConfig => config.agents[name] ?? unset;

/** The settings of an agent with its ${NAME} references replaced: for a launch, never for a file. */
export const settingsFor = (config: Config, name: string, environment: Environment): AgentSettings => {
  const { environment: written, ...agent } = agentConfig(config, name);
  const { binary, model, extraArguments, command, prompt, outputSchema } = agent;
  return {
    binary,
    model,
    extraArguments,
    command,
    prompt,
    outputSchema,
    environment: expandReferences(written, environment),
  };
};

/** A slip of the pen, or half of an agent: silently, it would do nothing. */
const refuseUseless = (config: Config): void => {
  for (const [name, { command, kind, output }] of Object.entries(config.agents)) {
    if (command === null && kind === null && !builtInNames.includes(name)) {
      throw new UserFault(
        `agents.${name}: orch knows no agent of this name; it knows ${builtInNames.join(", ")}.`,
        `For a program of your own give agents.${name}.command; for a second claude agents.${name}.kind: claude.`,
      );
    }
    if (output !== null && (command === null || kind !== null)) {
      throw new UserFault(
        `agents.${name}.output says what a program of your own prints; here it is known.`,
        `Leave it out, or give agents.${name}.command without agents.${name}.kind.`,
      );
    }
  }
};

export const registryFor = (config: Config): Registry => {
  refuseUseless(config);
  return createRegistry({
    own: Object.entries(config.agents).flatMap(([name, agent]) =>
      agent.command === null && agent.kind === null
        ? []
        : [
            {
              name,
              kind: agent.kind,
              program: agent.binary ?? agent.command?.[0] ?? null,
              output: agent.output,
              variables: Object.keys(agent.environment),
            },
          ],
    ),
    local: { entry: localAgentProgram, orchVersion },
  });
};

const problemOf = (detection: Detection): string | null => {
  const blocking = detection.problems.find((problem) => problem.blocking) ?? detection.problems[0];
  if (detection.available) return null;
  return blocking === undefined ? "it is not available" : `${blocking.message} ${blocking.advice}`;
};

/** The agents of a session: found on this machine, set up by its configuration. */
export const createAgents = (config: Config, environment: Environment): Agents => {
  const registry = registryFor(config);
  const prices = createPriceList(config.pricing);
  const found = new Map<string, UsableAgent>();
  return {
    hostEnvironment: environment,
    price: prices.price,
    get: (name) => found.get(name) ?? null,
    detect: () =>
      Promise.all(
        registry.all().map(async (adapter): Promise<DetectedAgent> => {
          const { name, canEdit, deterministic } = adapter;
          const common = { name, canEdit, deterministic };
          try {
            const settings = settingsFor(config, name, environment);
            const detection = await adapter.detect({ settings, hostEnvironment: environment });
            found.set(name, { adapter, settings, binary: detection.binary });
            const { available, version } = detection;
            return { ...common, available, version, problem: problemOf(detection) };
          } catch (error) {
            const problem = error instanceof Error ? error.message : String(error);
            return { ...common, available: false, version: null, problem };
          }
        }),
      ),
    estimateUsd: (name, model, task) => {
      const adapter = registry.get(name);
      if (adapter === null || adapter.free || (model === null && adapter.costUnknown === true)) return 0;
      const { input, output } = likelyTokens[task.kind];
      return prices.estimateRun(model, input, output);
    },
  };
};
