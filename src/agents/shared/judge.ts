import type { RunOutcome } from "../../engine/domain/words.ts";
import type { Ending, Trouble, Verdict } from "../adapter.ts";
import { oneLine } from "./activity.ts";
import { classifyFailure, type Failure } from "./failure-text.ts";

/** The words of one agent: how it is called, how a person logs in, and what its own exit codes mean. */
export type AgentWords = {
  readonly title: string;
  readonly name: string;
  readonly install: string;
  readonly login: string;
  readonly keyVariable: string;
  readonly exitCodes?: Readonly<Record<number, RunOutcome>>;
};

type Said = { readonly message: string; readonly advice: string | null };
type Say = (words: AgentWords, ending: Ending) => Said;

const seconds = (count: number): string =>
  count < 120
    ? `${count} s`
    : count < 7_200
      ? `${Math.round(count / 60)} min`
      : `${Math.round(count / 3_600)} h`;

/** What a shell makes of a signal, where no program uses the number for something else. */
const signals: Readonly<Record<number, string>> = {
  134: "SIGABRT",
  137: "SIGKILL",
  139: "SIGSEGV",
  143: "SIGTERM",
};

const code = ({ signal, exitCode }: Ending): string => {
  if (signal !== null) return signal;
  if (exitCode === null) return "exit code unknown";
  const named = signals[exitCode];
  return named === undefined ? `exit code ${exitCode}` : `exit code ${exitCode}, ${named}`;
};

const sayings: Readonly<Record<RunOutcome, Say>> = {
  succeeded: ({ title }) => ({ message: `${title} finished.`, advice: null }),
  "not-installed": ({ title, install }) => ({
    message: `${title} could not be started.`,
    advice: `Install it: ${install}`,
  }),
  "too-old": ({ title, install }) => ({ message: `${title} is too old.`, advice: `Update it: ${install}` }),
  "not-logged-in": ({ title, login, keyVariable }) => ({
    message: `${title} is not logged in.`,
    advice: `Run \`${login}\`, or set ${keyVariable}.`,
  }),
  "wrong-key": ({ title, login, keyVariable }) => ({
    message: `The provider did not accept the key or login of ${title}.`,
    advice: `Check ${keyVariable}, or log in again with \`${login}\`.`,
  }),
  "unknown-model": ({ title, name }) => ({
    message: `${title} does not know the model, or may not use it.`,
    advice: `Set agents.${name}.model in orch.yaml to a model of your account, or leave it out; check the provider's address if you have set one.`,
  }),
  "rate-limited": ({ title }) => ({
    message: `${title} is rate limited.`,
    advice: "Nothing to do: orch waits and tries again. Fewer agents at once help (concurrency).",
  }),
  "quota-exhausted": ({ title }) => ({
    message: `The quota of ${title} is used up.`,
    advice: "Wait until it is renewed, raise it with the provider, or choose another agent.",
  }),
  "server-error": ({ title }) => ({
    message: `The provider of ${title} has trouble, or could not be reached.`,
    advice: "Nothing to do: orch tries again. If it stays, check the network and the provider's status page.",
  }),
  refused: ({ title }) => ({
    message: `${title}, or its provider, refused the task.`,
    advice: "Read its answer; word the prompt differently, or choose another agent.",
  }),
  "context-too-long": ({ title }) => ({
    message: `The task is too long for the model of ${title}.`,
    advice: "Choose a smaller module, or a model with a larger context.",
  }),
  "turn-limit": ({ title, name }) => ({
    message: `${title} reached its limit of turns or of output before it was done.`,
    advice: `Choose a smaller module, or raise the limit in agents.${name}.extraArgs or its env.`,
  }),
  stopped: ({ title }) => ({ message: `${title} was stopped.`, advice: null }),
  "timed-out": ({ title, name }) => ({
    message: `${title} did not finish in time.`,
    advice: `Raise agents.${name}.timeoutSeconds if it needs longer.`,
  }),
  "over-budget": ({ title }) => ({
    message: `${title} was stopped: it spent more than the budget has left.`,
    advice: "Raise maxBudgetUsd, or choose a cheaper model.",
  }),
  "no-report": ({ title }) => ({
    message: `${title} ended well, but wrote no report.`,
    advice: "Its last words tell why, if anything does: orch asks once more, then another agent.",
  }),
  crashed: ({ title }, ending) => ({
    message: `${title} ended before it was done (${code(ending)}).`,
    advice: "See stdout.log and stderr.log of the run.",
  }),
  lost: ({ title }) => ({ message: `${title} is gone, and nothing tells how it ended.`, advice: null }),
};

const verdict = (
  words: AgentWords,
  ending: Ending,
  outcome: RunOutcome,
  failure: Pick<Trouble, "message" | "retryAfterSeconds"> | null,
): Verdict => {
  const { message, advice } = sayings[outcome](words, ending);
  const retryAfterSeconds = failure?.retryAfterSeconds ?? null;
  const wait = retryAfterSeconds === null ? "" : ` It asks to wait ${seconds(retryAfterSeconds)}.`;
  const said = failure === null || failure.message === "" ? "" : ` It said: ${oneLine(failure.message, 200)}`;
  return { outcome, message: `${message}${wait}${said}`, advice, retryAfterSeconds };
};

/** The last line of standard error that is more than a stack frame or a bracket. */
const lastWords = (errorTail: string): string =>
  errorTail
    .split("\n")
    .map((line) => oneLine(line))
    .filter((line) => /[a-z]{3}/i.test(line) && !/^at\s/.test(line))
    .at(-1) ?? "";

/** What is left when the agent itself said nothing: its exit code and its standard error. */
const fromEnding = (words: AgentWords, ending: Ending): Failure => {
  const message = lastWords(ending.errorTail);
  const known = ending.exitCode === null ? undefined : words.exitCodes?.[ending.exitCode];
  if (known !== undefined) return { kind: "failure", outcome: known, message, retryAfterSeconds: null };
  // 127 and 126 are a shell's words for "not found" and "not executable".
  if (ending.exitCode === 127 || ending.exitCode === 126) {
    return { kind: "failure", outcome: "not-installed", message, retryAfterSeconds: null };
  }
  const told =
    ending.signal === null && ending.exitCode !== 0 ? classifyFailure({ text: ending.errorTail }) : null;
  if (told !== null) return { ...told, message };
  const gone = ending.exitCode === null && ending.signal === null;
  return { kind: "failure", outcome: gone ? "lost" : "crashed", message, retryAfterSeconds: null };
};

/**
 * An exit code of 0 alone is worth nothing: denied tools, cancelled runs and missing reports all give it.
 * A run succeeded when it exited with 0, said itself that it completed, told no failure, and left its report.
 */
export const judgeEnding = (words: AgentWords, ending: Ending): Verdict => {
  // What was ended for its time while its calls failed did not work too long: that is what went wrong.
  if (ending.endedByOrch === "timed-out" && ending.retrying !== null) {
    return verdict(words, ending, ending.retrying.outcome, ending.retrying);
  }
  if (ending.endedByOrch !== null) return verdict(words, ending, ending.endedByOrch, null);
  const failure = ending.failures.at(-1) ?? null;
  if (failure !== null) return verdict(words, ending, failure.outcome, failure);
  if (ending.exitCode !== 0 || !ending.completed) {
    const told = fromEnding(words, ending);
    return verdict(words, ending, told.outcome, told);
  }
  if (!ending.reportExpected || ending.reportExists) return verdict(words, ending, "succeeded", null);
  return verdict(words, ending, "no-report", { message: ending.finalMessage ?? "", retryAfterSeconds: null });
};
