import type { Adapter } from "./adapter.ts";
import { claude } from "./claude.ts";
import { codex } from "./codex.ts";
import { createCommandAdapter } from "./command.ts";
import { copilot } from "./copilot.ts";
import { gemini } from "./gemini.ts";
import { createLocalAdapter, type LocalOptions } from "./local.ts";
import { opencode } from "./opencode.ts";

export type RegistryOptions = {
  /** Names of the agents that orch.yaml describes by a command. */
  readonly commands: readonly string[];
  readonly local: LocalOptions;
};

export type Registry = {
  readonly get: (name: string) => Adapter | null;
  /** In the order in which people read them: real agents, the project's own commands, the built-in one. */
  readonly all: () => readonly Adapter[];
};

/** Every agent that a configuration can name. A command of orch.yaml wins over a built-in name. */
export const createRegistry = ({ commands, local }: RegistryOptions): Registry => {
  const own = commands.map((name) => createCommandAdapter(name));
  const builtIn = [claude, codex, copilot, gemini, opencode, createLocalAdapter(local)];
  const known = builtIn.filter(({ name }) => !commands.includes(name));
  const real = known.filter(({ name }) => name !== "local");
  const adapters = [...real, ...own, ...known.filter((adapter) => !real.includes(adapter))];
  return {
    get: (name) => adapters.find((adapter) => adapter.name === name) ?? null,
    all: () => adapters,
  };
};
