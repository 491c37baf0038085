import type { AgentContext, Environment, LaunchRequest } from "../adapter.ts";
import { plainEnvironment } from "./process-basics.ts";

/** Lets a killer find children that left the process group: it is in /proc/<pid>/environ of every descendant. */
const runVariable = "ORCH_RUN_ID";

const pickVariables = (from: Environment, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = from[name];
      return value === undefined || value === "" ? [] : [[name, value] as const];
    }),
  );

/**
 * What an agent's process gets: the plain variables, this agent's own from the host, its fixed settings, then
 * what orch.yaml says. Another agent's key never comes in, unless orch.yaml itself names it.
 */
export const agentEnvironment = (
  request: Pick<LaunchRequest, "hostEnvironment" | "settings" | "run">,
  ownNames: readonly string[],
  fixed: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> => ({
  ...plainEnvironment(request.hostEnvironment, {
    ...pickVariables(request.hostEnvironment, ownNames),
    ...fixed,
    ...request.settings.environment,
  }),
  [runVariable]: request.run,
});

/** What an agent would see of the given names: the host's value, or orch.yaml's, which wins. */
export const effectiveVariables = (
  { hostEnvironment, settings }: AgentContext,
  names: readonly string[],
): Record<string, string> => ({
  ...pickVariables(hostEnvironment, names),
  ...pickVariables(settings.environment, names),
});
