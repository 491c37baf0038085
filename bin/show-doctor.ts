import { createPriceList } from "../src/agents/prices.ts";
import { isOrchFault, type OrchFault } from "../src/engine/domain/errors.ts";
import { type ConfigRequest, loadConfig } from "../src/engine/io/config.ts";
import { type Config, mergeLayers } from "../src/engine/io/config-defaults.ts";
import { type Environment, readSecretEnvironment } from "../src/engine/io/config-secrets.ts";
import { inspectRepository } from "../src/engine/io/git.ts";
import { agentConfig, registryFor, settingsFor } from "./agents-port.ts";
import { runDoctor } from "./commands/doctor.ts";
import type { DoctorAgent, DoctorDeps } from "./commands/doctor-facts.ts";
import { orchVersion } from "./package-paths.ts";

const defaultColorDepth = 1;

/** The first line of a fault says what happened, the others what to do. */
const inTwo = (fault: OrchFault, usual: string) => {
  const [message = fault.message, ...rest] = fault.message.trim().split("\n");
  return { message, advice: rest.join(" ").trim() || usual };
};

type Loaded = { readonly config: Config; readonly fault: DoctorDeps["configFault"] };

/** With a broken orch.yaml the machine can still be looked at, as it is without one. */
const configOf = async (request: ConfigRequest): Promise<Loaded> => {
  try {
    const config = await loadConfig(request);
    // An agent that nobody knows is such a fault, too.
    registryFor(config);
    return { config, fault: null };
  } catch (error) {
    if (!isOrchFault(error)) throw error;
    const fault = inTwo(error, "Correct it: until then this is what orch finds without it.");
    return { config: mergeLayers([], null), fault };
  }
};

const agentsOf = (config: Config, hostEnvironment: Environment): readonly DoctorAgent[] =>
  registryFor(config)
    .all()
    .map((adapter) => {
      try {
        const settings = settingsFor(config, adapter.name, hostEnvironment);
        return { adapter, context: { settings, hostEnvironment } };
      } catch (error) {
        if (!isOrchFault(error)) throw error;
        const fault = inTwo(error, `Correct agents.${adapter.name} in orch.yaml.`);
        const settings = { ...agentConfig(config, adapter.name), environment: {} };
        return { adapter, context: { settings, hostEnvironment }, fault };
      }
    });

/** Looks at this machine with the configuration of the folder that the person stands in. */
export const showDoctor = async (json: boolean): Promise<number> => {
  const moduleFolder = process.cwd();
  const { root: repositoryRoot } = await inspectRepository(moduleFolder);
  const { config, fault } = await configOf({ moduleFolder, repositoryRoot, flags: {} });
  const { environment } = await readSecretEnvironment({ moduleFolder, repositoryRoot }, process.env);
  const { stdout, stdin } = process;
  const { LC_ALL, LC_CTYPE, LANG } = process.env;
  return runDoctor(
    { json },
    {
      orchVersion,
      nodeVersion: process.version,
      environment,
      agents: agentsOf(config, environment),
      price: createPriceList(config.pricing).price,
      configFault: fault,
      terminal: {
        interactive: stdout.isTTY === true && stdin.isTTY === true,
        columns: stdout.columns ?? null,
        rows: stdout.rows ?? null,
        colorDepth: stdout.isTTY === true ? stdout.getColorDepth() : defaultColorDepth,
        // Set and empty is as good as not set.
        unicode: /utf-?8/i.test(LC_ALL || LC_CTYPE || LANG || ""),
      },
    },
    stdout,
  );
};
