import type { Adapter } from "./adapter.ts";
import { createAlias } from "./alias.ts";
import { claude } from "./claude.ts";
import { codex } from "./codex.ts";
import type { Dialect } from "./command/dialects.ts";
import { createCommandAdapter } from "./command.ts";
import { copilot } from "./copilot.ts";
import { gemini } from "./gemini.ts";
import { createLocalAdapter, type LocalOptions } from "./local.ts";
import { opencode } from "./opencode.ts";

const real = { claude, codex, copilot, gemini, opencode } as const;
export type Kind = keyof typeof real;

/** An agent that orch.yaml adds: a second one of a kind that orch knows, or with `kind: null` any program. */
export type OwnAgent = {
  readonly name: string;
  readonly kind: Kind | null;
  /** What it starts, as a person wrote it; null for the usual program of its kind. */
  readonly program: string | null;
  readonly output: Dialect | "text" | null;
  /** Names of the variables that orch.yaml gives it. */
  readonly variables: readonly string[];
};

export type RegistryOptions = {
  readonly own: readonly OwnAgent[];
  readonly local: LocalOptions;
};

export type Registry = {
  readonly get: (name: string) => Adapter | null;
  /** In the order in which people read them: real agents, the project's own, the built-in one. */
  readonly all: () => readonly Adapter[];
};

export const builtInNames: readonly string[] = [...Object.keys(real), "local"];

const adapterOf = (agent: OwnAgent): Adapter =>
  agent.kind === null ? createCommandAdapter(agent) : createAlias(real[agent.kind], agent);

/** Every agent that a configuration can name. One of orch.yaml wins over a built-in one of the same name. */
export const createRegistry = ({ own, local }: RegistryOptions): Registry => {
  const names = own.map(({ name }) => name);
  const known = Object.values(real).filter(({ name }) => !names.includes(name));
  const builtIn = names.includes("local") ? [] : [createLocalAdapter(local)];
  const adapters = [...known, ...own.map(adapterOf), ...builtIn];
  return {
    get: (name) => adapters.find((adapter) => adapter.name === name) ?? null,
    all: () => adapters,
  };
};
