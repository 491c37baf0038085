import { execa } from "execa";
import type { Detection, DetectionContext } from "../adapter.ts";
import { findProgram, plainEnvironment } from "../process-basics.ts";

export type DetectionWords = {
  readonly title: string;
  readonly program: string;
  readonly minimumVersion: string;
  readonly install: string;
  readonly login: string;
  readonly keyVariable: string;
  /** Set for every question to the program, so that asking its version reaches no network. */
  readonly quiet: Readonly<Record<string, string>>;
  readonly loggedIn: (context: DetectionContext) => boolean | null;
};

type Problem = Detection["problems"][number];

const versionTimeoutMilliseconds = 10_000;

export const parseVersion = (text: string): string | null => text.match(/\d+\.\d+\.\d+/)?.[0] ?? null;

/** True when `version` is `minimum` or newer. */
export const isAtLeast = (version: string, minimum: string): boolean => {
  const [have, want] = [version, minimum].map((text) => text.split(".").map(Number));
  for (const [index, part] of (want ?? []).entries()) {
    const own = have?.[index] ?? 0;
    if (own !== part) return own > part;
  }
  return true;
};

type Answer = { readonly version: string | null; readonly fault: string | null };

const askVersion = async (
  binary: string,
  context: DetectionContext,
  quiet: Readonly<Record<string, string>>,
): Promise<Answer> => {
  const result = await execa(binary, ["--version"], {
    env: plainEnvironment(context.hostEnvironment, { ...quiet, ...context.settings.environment }),
    extendEnv: false,
    stdin: "ignore",
    timeout: versionTimeoutMilliseconds,
    forceKillAfterDelay: 1_000,
    maxBuffer: 64 * 1024,
    reject: false,
  });
  const version = parseVersion(`${result.stdout}`);
  if (!result.failed && version !== null) return { version, fault: null };
  if (result.timedOut) return { version: null, fault: "did not answer --version in 10 s" };
  const said = `${result.stderr}`.trim().split("\n").at(0)?.slice(0, 200) ?? "";
  return { version: null, fault: `did not tell its version (${said || (result.code ?? "no answer")})` };
};

const missing = (words: DetectionWords, asked: string | null): Detection => ({
  available: false,
  binary: null,
  version: null,
  loggedIn: null,
  problems: [
    {
      message:
        asked === null ? `${words.title} is not installed.` : `${asked} is not there or not executable.`,
      advice: asked === null ? `Install it: ${words.install}` : `Check agents.${words.program}.binary.`,
      blocking: true,
    },
  ],
});

const problemsOf = (words: DetectionWords, answer: Answer, loggedIn: boolean | null): Problem[] => {
  const problems: Problem[] = [];
  if (answer.version === null) {
    problems.push({
      message: `${words.title} ${answer.fault}.`,
      advice: `Try \`${words.program} --version\` yourself; install it again: ${words.install}`,
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
export const detectAgent = async (words: DetectionWords, context: DetectionContext): Promise<Detection> => {
  const { settings, hostEnvironment } = context;
  const binary = findProgram(settings.binary ?? words.program, {
    ...hostEnvironment,
    ...settings.environment,
  });
  if (binary === null) return missing(words, settings.binary);
  const answer = await askVersion(binary, context, words.quiet);
  const loggedIn = words.loggedIn(context);
  const problems = problemsOf(words, answer, loggedIn);
  return {
    available: !problems.some((problem) => problem.blocking),
    binary,
    version: answer.version,
    loggedIn,
    problems,
  };
};
