import type { Adapter } from "./adapter.ts";
import { claude } from "./claude.ts";
import { createCommandAdapter } from "./command.ts";
import { createLocalAdapter, type LocalOptions } from "./local.ts";

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
  const known = [claude].filter(({ name }) => !commands.includes(name));
  const adapters = [...known, ...own, createLocalAdapter(local)];
  return {
    get: (name) => adapters.find((adapter) => adapter.name === name) ?? null,
    all: () => adapters,
  };
};
