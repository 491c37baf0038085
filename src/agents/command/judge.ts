import type { Ending, Verdict } from "../adapter.ts";
import { oneLine } from "../shared/activity.ts";
import { classifyFailure, type Failure } from "../shared/failure-text.ts";
import { objectOf, parseJsonLine, textOf } from "../shared/json-line.ts";
import { type AgentWords, judgeEnding } from "../shared/judge.ts";

export type CommandWords = {
  readonly name: string;
  /** True when orch.yaml says which known output it prints: then its own word on the end is waited for. */
  readonly speaks: boolean;
};

const linesLooked = 3;
/** Who is told to end says so, and the reason for the wait stands above. */
const linesLookedAfterWait = 8;
/** A tail of this length begins in the middle of a line. */
const wholeTail = 4_000;

/** Words of a line that tells of a failure: a finding may speak of a 401, too. */
const failing =
  /\b(?:errors?|failed|failure|fatal|exception|denied|unauthori[sz]ed|forbidden|exceeded|limit)\b/i;
/** A program that ended with 0 must say it outright: "API error: 401", "Error: …", `"status":"error"`. */
const outright =
  /\b(?:api|http|request|provider|server|gateway)\s+error\b.{0,60}\b[45]\d\d\b|^\W*(?:error|fatal|failed)\s*[:[(]|"(?:status|type|level|stopReason)"\s*:\s*"error"|"success"\s*:\s*false/i;
/** What a program that waits to try again may be waiting for when its time is over. */
const waitedFor: readonly string[] = ["rate-limited", "quota-exhausted", "server-error"];

const lastLines = (tail: string, count = linesLooked): readonly string[] => {
  const [first = "", ...rest] = tail.split("\n");
  return (tail.length < wholeTail ? [first, ...rest] : rest)
    .filter((line) => /[a-z]{3}/i.test(line) && !/^\s*at\s/.test(line))
    .slice(-count)
    .reverse();
};

const firstFailure = (lines: readonly string[], sign: RegExp): Failure | null => {
  for (const line of lines) {
    const told = sign.test(line) ? classifyFailure({ text: line }) : null;
    if (told !== null) return told;
  }
  return null;
};

/** With an exit code that tells of a failure: which, or at least in which words, past warnings that came later. */
const failureOfLines = (lines: readonly string[], errorTail: string): Failure | null => {
  const told = firstFailure(lines, failing);
  const line = lines.find((one) => failing.test(one) && wordsOf(one) !== "");
  if (told !== null || line === undefined || classifyFailure({ text: errorTail }) !== null) return told;
  return { kind: "failure", outcome: "crashed", message: line, retryAfterSeconds: null };
};

/** Orch's supervisor is a shell, and puts its own name before what it says of a program that it cannot start. */
const shellPrefix = /^\S*runner\.sh: (?:line )?\d+: /gm;

/** The words of a line for a person, also of a JSON line of a dialect that nobody knows. */
const wordsOf = (line: string): string => {
  const event = parseJsonLine(line);
  if (event === null) return oneLine(line.replace(shellPrefix, ""));
  const error = objectOf(event.error).message;
  const named = Object.entries(event).find(([key, value]) => /error/i.test(key) && textOf(value) !== "");
  const values = [error, named?.[1], event.message, event.content, event.text, event.result];
  return oneLine(values.map(textOf).find((value) => value !== "") ?? "");
};

/** What it said of its failure, in so far as it can be told apart; its own events go before. */
const failureOf = (ending: Ending): Failure | null => {
  const { exitCode, endedByOrch, errorTail, outputTail } = ending;
  if (endedByOrch === "timed-out") {
    const lines = [errorTail, outputTail].flatMap((tail) => lastLines(tail, linesLookedAfterWait));
    const told = firstFailure(lines, failing);
    return told !== null && waitedFor.includes(told.outcome) ? told : null;
  }
  if (endedByOrch !== null || exitCode === null || exitCode === 126 || exitCode === 127) return null;
  const errors = lastLines(errorTail);
  const output = lastLines(outputTail);

  if (exitCode !== 0) return failureOfLines([...errors, ...output], errorTail);
  if (ending.reportExpected && ending.reportExists) return null;
  const last = output.length > 0 ? output : errors;
  return firstFailure(last.slice(0, 1), outright);
};

const wordsFor = (name: string): AgentWords => ({
  name,
  title: name,
  install: name,
  login: name,
  keyVariable: `its key in agents.${name}.env`,
});

const said = (ending: Ending): string => {
  const lines = [...lastLines(ending.outputTail), ...lastLines(ending.errorTail)];
  const words = lines.map(wordsOf).find((line) => line !== "");
  return words === undefined ? "" : ` It said: ${words}`;
};

/** Orch knows neither how it is installed nor how one logs in: what can be changed stands in orch.yaml. */
const adviceFor = (
  { name, speaks }: CommandWords,
  outcome: Verdict["outcome"],
  ending: Ending,
): string | null => {
  switch (outcome) {
    case "not-installed":
      return `Check agents.${name}.command in orch.yaml: the program, and what it runs with.`;
    case "not-logged-in":
    case "wrong-key":
      return `Log in with the program itself, or check its key and address in agents.${name}.env of orch.yaml.`;
    case "no-report":
      return `Read its output. It may need a flag to write files unasked, or the prompt in another way (agents.${name}.prompt).`;
    case "turn-limit":
      return `Choose a smaller module, or raise its limit in agents.${name}.command.`;
    case "crashed":
      return speaks && ending.exitCode === 0
        ? `It printed no end as its kind does: correct agents.${name}.output, or leave it out.`
        : null;
    default:
      return null;
  }
};

/** Judges any program: by its own events where it has some that orch knows, else by exit code and last words. */
export const judgeCommand = (command: CommandWords, ending: Ending): Verdict => {
  const told = ending.failures.length > 0 ? null : failureOf(ending);
  const known: Partial<Ending> =
    told === null
      ? { completed: ending.completed || (!command.speaks && ending.exitCode === 0) }
      : { endedByOrch: null, failures: [{ ...told, message: wordsOf(told.message) }] };
  const errorTail = ending.errorTail.replaceAll(shellPrefix, "");
  const verdict = judgeEnding(wordsFor(command.name), { ...ending, errorTail, ...known });
  const { outcome, message } = verdict;
  const silent = (outcome === "no-report" || outcome === "crashed") && !message.includes("It said:");
  return {
    ...verdict,
    message: silent ? `${message}${said(ending)}` : message,
    advice: adviceFor(command, outcome, ending) ?? verdict.advice,
  };
};
