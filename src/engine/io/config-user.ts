import type Conf from "conf";
import { parse } from "yaml";
import { UserFault } from "../domain/errors.ts";
import { checkConfig } from "./config-explain.ts";
import type { ConfigInput } from "./config-schema.ts";
import { hasKeyShape, looksLikeSecret } from "./config-secrets.ts";

type Store = Conf<Record<string, unknown>>;

/** conf is loaded when it is needed: it is the slowest import of the program. */
const openStore = async (): Promise<Store> => {
  const { default: ConfStore } = await import("conf");
  const folder = process.env.ORCH_CONFIG_DIR;
  try {
    return new ConfStore<Record<string, unknown>>({
      projectName: "orch",
      projectSuffix: "",
      configFileMode: 0o600,
      ...(folder === undefined || folder === "" ? {} : { cwd: folder }),
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserFault(
      `The user defaults cannot be read: ${reason}`,
      "Put the file right or delete it; ORCH_CONFIG_DIR names another folder for it.",
    );
  }
};

/** The user defaults as a layer of the configuration. Throws a UserFault that names the file. */
export const userDefaultsInput = async (): Promise<ConfigInput> => {
  const store = await openStore();
  return checkStored(store.path, store.store);
};

const checkStored = (file: string, value: unknown): ConfigInput => {
  const { config, complaints } = checkConfig(value);
  if (complaints.length === 0) return config;
  throw new UserFault(
    complaints.map((complaint) => `${file}: ${complaint.sentence}`).join("\n"),
    "Put it right with: orch config set <key> <value>",
  );
};

/** All user defaults, as they were set. */
export const listUserDefaults = async (): Promise<{
  readonly file: string;
  readonly values: Readonly<Record<string, unknown>>;
}> => {
  const store = await openStore();
  return { file: store.path, values: { ...store.store } };
};

/** One user default, by a dotted key such as agents.claude.model; undefined when it is not set. */
export const getUserDefault = async (key: string): Promise<unknown> => (await openStore()).get(checkKey(key));

/** Sets a user default after checking the whole; an undefined value takes it away. Returns what is stored. */
export const setUserDefault = async (key: string, text: string | undefined): Promise<unknown> => {
  const parts = checkKey(key).split(".");
  const store = await openStore();
  if (text === undefined) {
    store.delete(key);
    return undefined;
  }
  const name = parts.at(-1) ?? "";
  if (hasKeyShape(text) || (parts[2] === "env" && looksLikeSecret(name, text))) {
    throw new UserFault(
      `${key}: this looks like a secret.`,
      `Put it into the environment or .env and write \${${name}}.`,
    );
  }
  const value = parseValue(text);
  const next = withValue(store.store, parts, value);
  const { complaints } = checkConfig(next);
  const first = complaints[0];
  if (first !== undefined) throw new UserFault(first.sentence);
  store.set(key, value);
  return value;
};

/** `5`, `true`, `[a, b]` and `{a: 1}` mean what they mean in orch.yaml; all else is text. */
const parseValue = (text: string): unknown => {
  try {
    return parse(text, { maxAliasCount: 0 });
  } catch {
    return text;
  }
};

/** conf walks along the dots of a key: these names would lead out of the object. */
const checkKey = (key: string): string => {
  const parts = key.split(".");
  const odd = parts.some((part) => part === "" || ["__proto__", "constructor", "prototype"].includes(part));
  if (odd)
    throw new UserFault(`"${key}" is not a key.`, "Keys look like maxBudgetUsd or agents.claude.model.");
  return key;
};

const withValue = (
  record: Readonly<Record<string, unknown>>,
  parts: readonly string[],
  value: unknown,
): Record<string, unknown> => {
  const [part = "", ...rest] = parts;
  if (rest.length === 0) return { ...record, [part]: value };
  const inner = record[part];
  const below = typeof inner === "object" && inner !== null ? (inner as Record<string, unknown>) : {};
  return { ...record, [part]: withValue(below, rest, value) };
};
