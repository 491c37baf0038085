import { loadConfig } from "../src/engine/io/config.ts";
import { readSecretEnvironment } from "../src/engine/io/config-secrets.ts";
import { inspectRepository } from "../src/engine/io/git.ts";
import { registryFor, settingsFor } from "./agents-port.ts";
import { runDoctor } from "./commands/doctor.ts";
import { orchVersion } from "./package-paths.ts";

const defaultColorDepth = 1;

/** Looks at this machine with the configuration of the folder that the person stands in. */
export const showDoctor = async (json: boolean): Promise<number> => {
  const moduleFolder = process.cwd();
  const { root: repositoryRoot } = await inspectRepository(moduleFolder);
  const config = await loadConfig({ moduleFolder, repositoryRoot, flags: {} });
  const { environment } = await readSecretEnvironment({ moduleFolder, repositoryRoot }, process.env);
  const { stdout, stdin } = process;
  return runDoctor(
    { json },
    {
      orchVersion,
      nodeVersion: process.version,
      environment,
      agents: registryFor(config)
        .all()
        .map((adapter) => ({
          adapter,
          context: { settings: settingsFor(config, adapter.name, environment), hostEnvironment: environment },
        })),
      terminal: {
        interactive: stdout.isTTY === true && stdin.isTTY === true,
        columns: stdout.columns ?? null,
        rows: stdout.rows ?? null,
        colorDepth: stdout.isTTY === true ? stdout.getColorDepth() : defaultColorDepth,
        unicode: /utf-?8/i.test(process.env.LC_ALL ?? process.env.LC_CTYPE ?? process.env.LANG ?? ""),
      },
    },
    stdout,
  );
};
