import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { AgentContext } from "../adapter.ts";
import { effectiveVariables } from "../shared/environment.ts";
import { isObject, type JsonObject, objectOf, textOf } from "../shared/json-line.ts";
import { parseWithComments } from "../shared/json-with-comments.ts";

export const tokenVariables = ["COPILOT_GITHUB_TOKEN", "GH_TOKEN", "GITHUB_TOKEN"];
export const providerVariable = "COPILOT_PROVIDER_BASE_URL";

const readIfThere = (file: string): string => {
  try {
    return readFileSync(file, "utf8").slice(0, 256 * 1024);
  } catch {
    return "";
  }
};

const configurationOf = (request: AgentContext): string => {
  const { COPILOT_HOME, HOME = "/nonexistent" } = effectiveVariables(request, ["COPILOT_HOME", "HOME"]);
  return readIfThere(path.join(COPILOT_HOME ?? path.join(HOME, ".copilot"), "config.json"));
};

const hasOwnKey = (request: AgentContext): boolean =>
  Object.keys(effectiveVariables(request, [...tokenVariables, providerVariable])).length > 0;

/** A token, a provider of one's own, or the traces of a login; null where only a request would tell. */
export const loggedIn = (context: AgentContext): boolean | null => {
  if (hasOwnKey(context)) return true;
  const config = configurationOf(context);
  if (/"(logged_?in_?users?|last_?logged_?in_?user)"\s*:\s*[[{]\s*[{"]/i.test(config)) return true;
  const { HOME = "/nonexistent", XDG_CONFIG_HOME } = effectiveVariables(context, ["HOME", "XDG_CONFIG_HOME"]);
  const gh = path.join(XDG_CONFIG_HOME ?? path.join(HOME, ".config"), "gh", "hosts.yml");
  return config === "" && !existsSync(gh) ? false : null;
};

/** Who is logged in, as Copilot names it today and named it before. */
const accountNames = ["loggedInUsers", "lastLoggedInUser", "logged_in_users", "last_logged_in_user"];

/** Where there is no keyring the token lies in the file: `https://github.com:name`, today with a kind behind it. */
const tokenOf = (config: JsonObject, account: JsonObject): string => {
  const key = `${textOf(account.host)}:${textOf(account.login)}`;
  const places = [config.authTokens, config.copilotTokens, config.copilot_tokens].map(objectOf);
  const found = places
    .flatMap((place) => Object.entries(place))
    .find(([name]) => name === key || name.startsWith(`${key}:`))?.[1];
  return isObject(found) ? textOf(found.token) : textOf(found);
};

export type Login = {
  /** For a state folder of the run's own: the accounts, without any secret and without the trusted folders. */
  readonly accounts: string;
  /** The token of the last account, where Copilot keeps it in a file: for the environment, never for a disk. */
  readonly environment: Readonly<Record<string, string>>;
};

/** The login alone: the rest of the person's state would start their hooks and MCP servers with each run. */
export const loginOf = (request: AgentContext): Login => {
  const config = hasOwnKey(request) ? {} : (parseWithComments(configurationOf(request)) ?? {});
  const accounts = accountNames.flatMap((name) => (name in config ? [[name, config[name]] as const] : []));
  const last = objectOf(config.lastLoggedInUser ?? config.last_logged_in_user);
  const token = tokenOf(config, last);
  const host = textOf(last.host).replace(/^https?:\/\//, "");
  return {
    accounts: JSON.stringify(Object.fromEntries(accounts)),
    environment:
      token === ""
        ? {}
        : { COPILOT_GITHUB_TOKEN: token, ...(host === "github.com" ? {} : { COPILOT_GH_HOST: host }) },
  };
};
