import { setImmediate as breathe } from "node:timers/promises";
import type { Adapter, Ending, Verdict } from "../agents/adapter.ts";
import type { Observation } from "./domain/observations.ts";
import type { Run } from "./domain/state.ts";
import type { RunOutcome } from "./domain/words.ts";
import type { Ports, RunFiles, UsableAgent } from "./ports.ts";
import type { OutputSummary, RunOutput } from "./run-output.ts";
import { outlastsFailure, sizeOf, tailOf, takeAnswer } from "./run-report.ts";

const lastWordsBytes = 4096;
/** A token is about four characters of English or of code. */
const charactersPerToken = 4;

type Judged = Verdict & { readonly exitCode: number | null };

const endingOf = (files: RunFiles, run: Run, summary: OutputSummary): Ending => {
  const exit = files.exit(run.id);
  const { completed, failures, finalMessage, retrying } = summary;
  return {
    exitCode: exit?.exitCode ?? null,
    // Without an exit file even the supervisor was killed, and only one signal cannot be caught.
    signal: exit === null ? "SIGKILL" : exit.signal,
    endedByOrch: files.stopCause(run.id),
    reportExists: files.reportExists(run.id),
    reportExpected: run.task.kind === "audit" || run.task.kind === "propose",
    completed,
    failures,
    retrying,
    finalMessage,
    errorTail: tailOf(files, files.paths(run.id).stderr, lastWordsBytes),
    outputTail: tailOf(files, files.paths(run.id).stdout, lastWordsBytes),
  };
};

/** What an agent used that never said it: guessed from the text that went in and came out, and marked. */
const estimateUsage = (ports: Ports, run: Run, model: string | null, outputBytes: number): Observation => {
  const promptBytes = sizeOf(ports.runFiles, ports.runFiles.paths(run.id).prompt);
  const tokens = {
    inputTokens: Math.ceil(promptBytes / charactersPerToken),
    cachedInputTokens: 0,
    outputTokens: Math.ceil(outputBytes / charactersPerToken),
  };
  const { costUsd } = ports.agents.price(model, tokens);
  return { kind: "run-usage", run: run.id, model, ...tokens, costUsd, source: "estimated" };
};

/** The provider turned these away, as a rule before the model did any work: a guess would invent a cost. */
const turnedAway: ReadonlySet<RunOutcome> = new Set([
  "not-installed",
  "too-old",
  "not-logged-in",
  "wrong-key",
  "unknown-model",
  "rate-limited",
  "quota-exhausted",
  "server-error",
]);

/** These cost nothing either when the model had not said a word; a run that was silent till it was ended may have. */
const unpaidWithoutAnswer: ReadonlySet<RunOutcome> = new Set([
  "context-too-long",
  "refused",
  "turn-limit",
  "crashed",
]);

/** What counts of an audit is its report: also one that was given as an answer, or that was whole before the end. */
const judgeRun = (adapter: Adapter, files: RunFiles, run: Run, summary: OutputSummary): Judged => {
  const taken = takeAnswer(files, run, summary);
  const ending = endingOf(files, run, summary);
  const verdict = adapter.judge(ending);
  const { exitCode } = ending;
  if (taken) {
    const message = `${verdict.message} It wrote no report file: its report was taken from its answer.`;
    return { ...verdict, exitCode, message };
  }
  if (!outlastsFailure(files, run, verdict.outcome)) return { ...verdict, exitCode };
  const message = `${verdict.message} Its report was whole by then, and counts.`;
  return { outcome: "succeeded", message, advice: null, retryAfterSeconds: null, exitCode };
};

/** Reads the last of a run's files and has its adapter judge how it ended. */
export const concludeRun = async (
  ports: Ports,
  run: Run,
  agent: UsableAgent,
  output: RunOutput,
): Promise<readonly Observation[]> => {
  const { adapter } = agent;
  const { runFiles, clock } = ports;
  while (output.read()) await breathe();
  output.end();
  const after = await adapter.readRecordedUsage?.(runFiles.paths(run.id).folder).catch(() => null);
  if (after != null) output.noteUsage(after);
  const summary = output.summary();
  const verdict = judgeRun(adapter, runFiles, run, summary);
  const { model } = summary;
  const unguessable = model === null && adapter.costUnknown === true;
  const { outcome } = verdict;
  const unpaid = turnedAway.has(outcome) || (unpaidWithoutAnswer.has(outcome) && !summary.answered);
  const known = summary.usageKnown || unguessable || unpaid;
  const guess = known ? [] : [estimateUsage(ports, run, model, summary.outputBytes)];
  const milliseconds = Date.parse(clock.now()) - Date.parse(run.launchedAt ?? clock.now());
  const durationSeconds = Math.max(0, milliseconds / 1000);
  const { outputBytes } = summary;
  return [...guess, { kind: "run-ended", ending: { run: run.id, ...verdict, durationSeconds, outputBytes } }];
};
