import { readFile, realpath } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { UserFault } from "../domain/errors.ts";
import { type Config, type Layer, mergeLayers } from "./config-defaults.ts";
import { checkConfig, describeValue } from "./config-explain.ts";
import type { ConfigInput } from "./config-schema.ts";
import { userDefaultsInput } from "./config-user.ts";
import { readConfigFile } from "./config-yaml.ts";

/** Flags as commander gives them: keys of the configuration, values perhaps still texts. */
export type ConfigFlags = Readonly<Partial<Record<keyof ConfigInput, unknown>>>;

export type ConfigRequest = {
  readonly moduleFolder: string;
  readonly repositoryRoot: string | null;
  /** What --config names; it must exist then. */
  readonly file?: string;
  readonly flags: ConfigFlags;
};

export const configFileNames = ["orch.yaml", "orch.yml"];

/** User defaults, then orch.yaml, then flags: the more specific wins. Throws a UserFault. */
export const loadConfig = async (request: ConfigRequest): Promise<Config> => {
  const found = await findConfigFile(request);
  const layers: Layer[] = [{ input: await userDefaultsInput(), folder: homedir() }];
  if (found !== null) layers.push({ input: await readConfigFile(found), folder: dirname(found) });
  layers.push({ input: parseFlags(request.flags), folder: process.cwd() });
  return mergeLayers(layers, found);
};

/** The nearest orch.yaml from the module up to the root of its repository, and no further. */
const findConfigFile = async (request: ConfigRequest): Promise<string | null> => {
  if (request.file !== undefined) return resolve(request.file);
  for (const folder of await foldersUpwards(request)) {
    for (const name of configFileNames) {
      if (await isThere(join(folder, name))) return join(folder, name);
    }
  }
  return null;
};

const foldersUpwards = async (request: ConfigRequest): Promise<string[]> => {
  const start = await realpath(request.moduleFolder).catch(() => resolve(request.moduleFolder));
  const root = request.repositoryRoot;
  const top = root === null ? start : await realpath(root).catch(() => resolve(root));
  const below = relative(top, start);
  if (below.startsWith("..") || isAbsolute(below)) return [start];
  const parts = below === "" ? [] : below.split(sep);
  return Array.from({ length: parts.length + 1 }, (_, index) =>
    join(top, ...parts.slice(0, parts.length - index)),
  );
};

/** A file that is there and cannot be read is an error later, not "no configuration". */
const isThere = (file: string): Promise<boolean> =>
  readFile(file).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== "ENOENT" && error.code !== "ENOTDIR",
  );

const parseFlags = (flags: ConfigFlags): ConfigInput => {
  const given = Object.entries(flags).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, fromText(key, value)] as const],
  );
  const { config, complaints } = checkConfig(Object.fromEntries(given));
  const first = complaints[0];
  if (first === undefined) return config;
  const key = String(first.path[0]);
  const sentence = first.sentence.replace(/^[^:]*: /, "");
  throw new UserFault(`--${flagName(key)} ${describeValue(flags[key as keyof ConfigInput])}: ${sentence}`);
};

const numberShape = /^-?\d+(\.\d+)?$/;

const fromText = (key: string, value: unknown): unknown => {
  if (typeof value !== "string") return value;
  if (key === "dimensions") {
    const names = value.split(",").map((name) => name.trim());
    return names.filter((name) => name !== "");
  }
  return numberShape.test(value) ? Number(value) : value;
};

/** maxBudgetUsd → max-budget-usd */
const flagName = (key: string): string => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
