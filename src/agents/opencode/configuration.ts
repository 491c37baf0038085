import { readFileSync } from "node:fs";
import path from "node:path";
import type { AgentContext, LaunchRequest } from "../adapter.ts";
import { effectiveVariables } from "../shared/environment.ts";
import { type JsonObject, objectOf } from "../shared/json-line.ts";
import { parseWithComments } from "../shared/json-with-comments.ts";
import { permissions } from "./permissions.ts";
import { personConfiguration } from "./traps.ts";

const readIfThere = (file: string): string => {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
};

/** Not one of the person's or the project's agents: their rules would come after ours and widen the role. */
export const agentOf = (request: LaunchRequest): string => `orch-${request.run}`;

/**
 * The configuration that the person has. Plugins and tools beside it are code, too, and wait for the registry:
 * they stay out, with the home that opencode would look through for more of them.
 */
const personOf = (context: AgentContext): { readonly file: string | null; readonly inline: JsonObject } => {
  const names = [
    "OPENCODE_CONFIG",
    "OPENCODE_CONFIG_DIR",
    "OPENCODE_CONFIG_CONTENT",
    "HOME",
    "XDG_CONFIG_HOME",
  ];
  const known = effectiveVariables(context, names);
  const standard = known.XDG_CONFIG_HOME ?? path.join(known.HOME ?? "/nonexistent", ".config");
  const folder = known.OPENCODE_CONFIG_DIR ?? path.join(standard, "opencode");
  return {
    file: known.OPENCODE_CONFIG ?? personConfiguration(folder),
    inline: parseWithComments(known.OPENCODE_CONFIG_CONTENT ?? "") ?? {},
  };
};

/** A key as it stands in a configuration: also as `{env:NAME}`, which counts only with that variable. */
const isKey = (value: unknown, context: AgentContext): boolean => {
  if (typeof value !== "string" || value === "") return false;
  const variable = /^\{env:([A-Za-z_]\w*)\}$/.exec(value)?.[1];
  return variable === undefined || Object.keys(effectiveVariables(context, [variable])).length > 0;
};

/** Whether the person's configuration gives the model's provider a key. */
export const hasConfiguredKey = (context: AgentContext, model: string | null): boolean => {
  const { file, inline } = personOf(context);
  const provider = model?.split("/")[0] ?? "";
  return [inline, parseWithComments(file === null ? "" : readIfThere(file)) ?? {}].some((configuration) => {
    const { options } = objectOf(objectOf(configuration.provider)[provider]);
    return isKey(objectOf(options).apiKey, context);
  });
};

/** Servers are programs: they would be started for every run, although no tool of theirs may be used. */
const stoppedServers = (configurations: readonly JsonObject[]): JsonObject => {
  const servers = configurations.flatMap((configuration) => Object.entries(objectOf(configuration.mcp)));
  return Object.fromEntries(servers.map(([name, server]) => [name, { ...objectOf(server), enabled: false }]));
};

export const ownConfiguration = (request: LaunchRequest): Record<string, string> => {
  const { file, inline } = personOf(request);
  const folder = path.join(request.runFolder, "opencode");
  const fromFile = file === null ? {} : (parseWithComments(readIfThere(file)) ?? {});
  const content = {
    ...inline,
    mcp: stoppedServers([fromFile, inline]),
    agent: {
      ...objectOf(inline.agent),
      [agentOf(request)]: { mode: "primary", permission: permissions(request) },
    },
    autoupdate: false,
    share: "disabled",
    snapshot: false,
    // They would be programs of the project: its own prettier formats what is written, its own server reads it.
    formatter: false,
    lsp: false,
  };
  return {
    XDG_CONFIG_HOME: folder,
    OPENCODE_CONFIG_DIR: path.join(folder, "opencode"),
    OPENCODE_TEST_HOME: folder,
    ...(file === null ? {} : { OPENCODE_CONFIG: file }),
    OPENCODE_CONFIG_CONTENT: JSON.stringify(content),
    OPENCODE_PERMISSION: JSON.stringify(permissions(request)),
  };
};
