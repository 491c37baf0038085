import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { AgentContext, Launch } from "../adapter.ts";
import { effectiveVariables } from "../shared/environment.ts";
import { objectOf, textOf } from "../shared/json-line.ts";
import { parseWithComments } from "../shared/json-with-comments.ts";

const personalFolder = (request: AgentContext): string => {
  const { HOME = "", GEMINI_CLI_HOME = HOME } = effectiveVariables(request, ["HOME", "GEMINI_CLI_HOME"]);
  return path.join(GEMINI_CLI_HOME, ".gemini");
};

/** A login with a Google account; an API key lies in no file. */
const hasLogin = (request: AgentContext): boolean =>
  ["oauth_creds.json", "gemini-credentials.json"].some((file) =>
    existsSync(path.join(personalFolder(request), file)),
  );

const authentication = (request: AgentContext): "gemini-api-key" | "vertex-ai" | null => {
  const known = effectiveVariables(request, ["GEMINI_API_KEY", "GOOGLE_GENAI_USE_VERTEXAI"]);
  if (known.GOOGLE_GENAI_USE_VERTEXAI === "true") return "vertex-ai";
  return known.GEMINI_API_KEY === undefined ? null : "gemini-api-key";
};

export const loggedIn = (context: AgentContext): boolean | null => {
  if (authentication(context) !== null || hasLogin(context)) return true;
  // Newer versions keep the login in the system's keychain, and the choice of it in the settings.
  return existsSync(path.join(personalFolder(context), "settings.json")) ? null : false;
};

/** How the person chose to log in: the one thing that is taken from their settings. */
const personalChoice = (request: AgentContext): string | null => {
  try {
    const text = readFileSync(path.join(personalFolder(request), "settings.json"), "utf8");
    const { auth } = objectOf(parseWithComments(text)?.security);
    return textOf(objectOf(auth).selectedType) || null;
  } catch {
    return null;
  }
};

/** With a base URL and no choice it takes itself for a gateway and ends with "Invalid auth method". */
export const choiceOfLogin = (request: AgentContext): string | null =>
  hasLogin(request)
    ? (personalChoice(request) ?? "oauth-personal")
    : (authentication(request) ?? personalChoice(request));

/** Of the person's folder, what says who they are: never their settings, policies, extensions and memory. */
const identityFiles = [".env", "oauth_creds.json", "gemini-credentials.json", "google_accounts.json"];

/** Links, so that no login is copied into a session, and one that is renewed is renewed where it lies. */
export const linksToLogin = (request: AgentContext, home: string): NonNullable<Launch["links"]> => {
  if (!hasLogin(request) && authentication(request) !== null) return [];
  return identityFiles
    .map((name) => ({
      path: path.join(home, ".gemini", name),
      target: path.join(personalFolder(request), name),
    }))
    .filter(({ target }) => existsSync(target));
};
