import { accessSync, constants, statSync } from "node:fs";
import { delimiter, isAbsolute, join, resolve } from "node:path";
import type { Ending, Environment, Verdict } from "../adapter.ts";

/** What a program needs to run at all: no key, no token, nothing of another agent. */
const plainVariables =
  /^(PATH|HOME|USER|LOGNAME|SHELL|LANG|LANGUAGE|LC_[A-Z]+|TZ|TMPDIR|HTTPS?_PROXY|https?_proxy|NO_PROXY|no_proxy|SSL_CERT_(FILE|DIR)|NODE_EXTRA_CA_CERTS|SystemRoot)$/;

/** The host's environment without anything that could be a secret, plus what orch.yaml gives this agent. */
export const plainEnvironment = (
  host: Environment,
  own: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> => {
  const kept = Object.entries(host).flatMap(([name, value]) =>
    value !== undefined && plainVariables.test(name) ? [[name, value] as const] : [],
  );
  return { ...Object.fromEntries(kept), TERM: "dumb", NO_COLOR: "1", ...own };
};

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
};

/** Finds a program as the shell would: a path as it is, a bare name on PATH. Null when there is none. */
export const findProgram = (name: string, host: Environment): string | null => {
  if (isAbsolute(name) || name.includes("/")) {
    const path = resolve(name);
    return isExecutable(path) ? path : null;
  }
  const folders = (host.PATH ?? "").split(delimiter).filter((folder) => isAbsolute(folder));
  return folders.map((folder) => join(folder, name)).find(isExecutable) ?? null;
};

const verdict = (
  outcome: Verdict["outcome"],
  message: string,
  advice: string | null = null,
  retryAfterSeconds: number | null = null,
): Verdict => ({ outcome, message, advice, retryAfterSeconds });

const endedByOrch = (name: string, by: NonNullable<Ending["endedByOrch"]>): Verdict => {
  switch (by) {
    case "stopped":
      return verdict("stopped", `${name} was stopped.`);
    case "timed-out":
      return verdict(
        "timed-out",
        `${name} did not finish in time.`,
        "Raise timeoutSeconds if it needs longer.",
      );
    case "over-budget":
      return verdict("over-budget", `${name} was stopped: it spent more than the budget has left.`);
  }
};

const lastWords = (errorTail: string): string => {
  const last = errorTail.trimEnd().split("\n").at(-1)?.trim() ?? "";
  return last === "" ? "" : ` It said: ${last.slice(0, 300)}`;
};

const badEnd = (name: string, ending: Ending): Verdict | null => {
  const said = lastWords(ending.errorTail);
  if (ending.signal !== null) {
    const advice =
      ending.signal === "SIGKILL" ? "If nobody killed it, the machine may be out of memory." : null;
    return verdict("crashed", `${name} was killed by ${ending.signal}.${said}`, advice);
  }
  if (ending.exitCode === null) return verdict("lost", `${name} is gone without an exit code.${said}`);
  // The codes of POSIX shells for a program that is not there or cannot be executed.
  if (ending.exitCode === 127 || ending.exitCode === 126) {
    return verdict("not-installed", `${name} could not be started.${said}`, "Install orch again.");
  }
  if (ending.exitCode === 0) return null;
  return verdict("crashed", `${name} ended with exit code ${ending.exitCode}.${said}`, "See its output.");
};

/** Judges a program that talks to no provider: by its exit code, its last words and its promise of a report. */
export const judgePlainly = (name: string, ending: Ending): Verdict => {
  if (ending.endedByOrch !== null) return endedByOrch(name, ending.endedByOrch);
  const failure = ending.failures.at(-1);
  if (failure !== undefined && !ending.completed) {
    return verdict(failure.outcome, failure.message, null, failure.retryAfterSeconds);
  }
  const bad = badEnd(name, ending);
  if (bad !== null) return bad;
  if (ending.reportExpected && !ending.reportExists) {
    return verdict(
      "no-report",
      `${name} ended well, but wrote no report.`,
      "Look at its output for the reason.",
    );
  }
  return verdict("succeeded", `${name} finished.`);
};
