import { statSync } from "node:fs";
import type { AgentContext, Detection } from "../adapter.ts";
import { type Answer, askVersion } from "./ask-version.ts";
import { findProgram, plainEnvironment } from "./process-basics.ts";

export type DetectionWords = {
  readonly title: string;
  readonly program: string;
  readonly minimumVersion: string;
  readonly install: string;
  readonly login: string;
  readonly keyVariable: string;
  /** Set for every question to the program, so that asking its version reaches no network. */
  readonly quiet: Readonly<Record<string, string>>;
  readonly loggedIn: (context: AgentContext) => boolean | null;
};

/** A second or two as a rule; several that start at once on a busy machine have taken more than ten. */
const versionSeconds = 25;

type Problem = Detection["problems"][number];

/** True when `version` is `minimum` or newer. */
export const isAtLeast = (version: string, minimum: string): boolean => {
  const [have, want] = [version, minimum].map((text) => text.split(".").map(Number));
  for (const [index, part] of (want ?? []).entries()) {
    const own = have?.[index] ?? 0;
    if (own !== part) return own > part;
  }
  return true;
};

const isFolder = (file: string): boolean => statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false;

const notFound = (words: DetectionWords, asked: string | null): Problem => {
  if (asked === null) {
    return {
      message: `${words.title} is not installed.`,
      advice: `Install it: ${words.install}`,
      blocking: true,
    };
  }
  const setting = `agents.${words.program}.binary`;
  if (!asked.includes("/")) {
    const advice = `Correct ${setting}: a path, or a name on PATH. A file of the project is ./${asked}.`;
    return { message: `${asked} is not on PATH.`, advice, blocking: true };
  }
  const what = isFolder(asked) ? "is a folder" : "is not there or not executable";
  return { message: `${asked} ${what}.`, advice: `Check ${setting}.`, blocking: true };
};

const missing = (words: DetectionWords, asked: string | null): Detection => ({
  available: false,
  binary: null,
  version: null,
  loggedIn: null,
  problems: [notFound(words, asked)],
});

const brokenAdvice = (words: DetectionWords, asked: string | null): string =>
  asked === null
    ? `Try \`${words.program} --version\` yourself; install it again: ${words.install}`
    : `Try \`${asked} --version\` yourself, and check agents.${words.program}.binary.`;

const problemsOf = (
  words: DetectionWords,
  asked: string | null,
  answer: Answer,
  loggedIn: boolean | null,
): Problem[] => {
  const problems: Problem[] = [];
  if (answer.version === null) {
    problems.push({
      message: `${words.title} ${answer.fault}.`,
      advice: brokenAdvice(words, asked),
      blocking: true,
    });
  } else if (!isAtLeast(answer.version, words.minimumVersion)) {
    problems.push({
      message: `${words.title} ${answer.version} is too old: orch needs ${words.minimumVersion} or newer.`,
      advice: `Update it: ${words.install}`,
      blocking: true,
    });
  }
  if (loggedIn === false) {
    problems.push({
      message: `${words.title} is not logged in.`,
      advice: `Run \`${words.login}\`, or set ${words.keyVariable}.`,
      blocking: true,
    });
  }
  return problems;
};

/** Finds the program, asks its version, looks for a login: no request to any provider, nothing spent. */
export const detectAgent = async (words: DetectionWords, context: AgentContext): Promise<Detection> => {
  const { settings, hostEnvironment } = context;
  const binary = findProgram(settings.binary ?? words.program, {
    ...hostEnvironment,
    ...settings.environment,
  });
  if (binary === null) return missing(words, settings.binary);
  const answer = await askVersion({
    binary,
    // What orch.yaml puts before the arguments is a program around this one: it is asked through that.
    before: settings.command?.slice(1) ?? [],
    environment: plainEnvironment(hostEnvironment, { ...words.quiet, ...settings.environment }),
    limitSeconds: versionSeconds,
  });
  const loggedIn = words.loggedIn(context);
  const problems = problemsOf(words, settings.binary, answer, loggedIn);
  return {
    available: !problems.some((problem) => problem.blocking),
    binary,
    version: answer.version,
    loggedIn,
    problems,
  };
};
