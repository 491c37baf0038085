import * as z from "zod";
import type { Ending, OutputFact, OutputReader, ReportedUsage } from "../agents/adapter.ts";
import type { Observation } from "./domain/observations.ts";
import { activityKinds } from "./domain/words.ts";
import { FailedCalls } from "./failed-calls.ts";
import { createLineReader, type LineReader } from "./line-reader.ts";
import type { Agents, RunFiles } from "./ports.ts";

const failuresKept = 20;
/** Characters: an answer may be a whole report. */
const answerKept = 64 * 1024;
/** More activities than this of one look would be dropped by the journal's limit anyway. */
const activitiesKept = 4;
/** At most this much of each file in one go: an agent that floods must not keep the engine from all others. */
const bytesAtOnce = 2 * 1024 * 1024;

const progressSchema = z.object({
  kind: z.string().optional(),
  text: z.string(),
});

/** One line of progress.ndjson, which any agent may write; other lines say nothing. */
const parseProgress = (line: string): OutputFact | null => {
  try {
    const { kind, text } = progressSchema.parse(JSON.parse(line));
    const activity = activityKinds.find((known) => known === kind) ?? (kind === "tool" ? "run" : "note");
    return { kind: "activity", activity, text };
  } catch {
    return null;
  }
};

/** Of several models, as a router or a helper brings them in, the one that did most of the work. */
const mainModel = ({ models = [] }: ReportedUsage): string | null =>
  models
    .toSorted((one, other) => other.inputTokens + other.outputTokens - one.inputTokens - one.outputTokens)
    .at(0)?.model ?? null;

export type RunOutputOptions = {
  readonly run: string;
  readonly model: string | null;
  readonly files: RunFiles;
  readonly reader: OutputReader;
  readonly price: Agents["price"];
  /** True for output that was there when an engine took the run back: its activity is in the journal. */
  readonly adopted: boolean;
  readonly now: () => number;
  readonly observe: (observation: Observation) => void;
};

export type OutputSummary = Pick<Ending, "completed" | "failures" | "finalMessage" | "retrying"> & {
  readonly model: string | null;
  readonly usageKnown: boolean;
  /** False as long as the model has neither said nor done anything. */
  readonly answered: boolean;
  readonly outputBytes: number;
};

/** Folds an agent's output files into observations. Memory is bounded whatever the agent prints. */
export class RunOutput {
  readonly #options: RunOutputOptions;
  readonly #streams: readonly { readonly name: "stdout" | "stderr"; readonly lines: LineReader }[];
  readonly #progress: LineReader;
  readonly #failures: Extract<OutputFact, { kind: "failure" }>[] = [];
  readonly #failedCalls = new FailedCalls();
  #answered = false;
  #model: string | null;
  #completed = false;
  #finalMessage: string | null = null;
  #usageKnown = false;
  #quiet: boolean;
  /** What one look found, said once at its end. */
  #activities: Extract<OutputFact, { kind: "activity" }>[] = [];
  #usage: ReportedUsage | null = null;

  constructor(options: RunOutputOptions) {
    const { files, run } = options;
    const paths = files.paths(run);
    this.#options = options;
    this.#model = options.model;
    this.#quiet = options.adopted;
    this.#streams = [
      { name: "stdout", lines: createLineReader(files.readFrom, paths.stdout) },
      { name: "stderr", lines: createLineReader(files.readFrom, paths.stderr) },
    ];
    this.#progress = createLineReader(files.readFrom, paths.progress);
  }

  /** Reads what is new, up to a bound; true when there is more to read at once. */
  read(): boolean {
    let more = false;
    for (const { lines, take } of this.#sources()) more = lines.read(take, bytesAtOnce) || more;
    this.#tell();
    this.#quiet &&= more;
    return more;
  }

  /** Takes unterminated last lines, once all whole ones are read. */
  end(): void {
    for (const { lines, take } of this.#sources()) lines.rest(take);
    this.#tell();
  }

  noteUsage(usage: ReportedUsage): void {
    const { run, price, observe } = this.#options;
    const { costUsd, inputTokens, cachedInputTokens, outputTokens } = usage;
    this.#model = mainModel(usage) ?? this.#model;
    const priced = costUsd === null ? price(this.#model, usage) : { costUsd, source: "reported" as const };
    this.#usageKnown = true;
    const tokens = { inputTokens, cachedInputTokens, outputTokens };
    observe({ kind: "run-usage", run, model: this.#model, ...tokens, ...priced });
  }

  /** True when the program goes on calling a model that does not answer, and waiting longer is of no use. */
  isStuck(): boolean {
    return this.#failedCalls.areHopeless(this.#options.now());
  }

  summary(): OutputSummary {
    return {
      completed: this.#completed,
      failures: this.#failures,
      finalMessage: this.#finalMessage,
      model: this.#model,
      retrying: this.#failedCalls.last,
      usageKnown: this.#usageKnown,
      answered: this.#answered,
      outputBytes: this.#streams.reduce((sum, { lines }) => sum + lines.size(), 0),
    };
  }

  #sources(): readonly { readonly lines: LineReader; readonly take: (line: string) => void }[] {
    const streams = this.#streams.map(({ name, lines }) => ({
      lines,
      take: (line: string): void => {
        for (const fact of this.#options.reader.line(line, name)) this.#take(fact);
      },
    }));
    const progress = (line: string): void => {
      const fact = parseProgress(line);
      if (fact !== null) this.#take(fact);
    };
    return [...streams, { lines: this.#progress, take: progress }];
  }

  #tell(): void {
    const { run, observe } = this.#options;
    const activities = this.#activities;
    const usage = this.#usage;
    this.#activities = [];
    this.#usage = null;
    if (usage !== null) this.noteUsage(usage);
    if (this.#quiet) return;
    for (const { activity, text } of activities) observe({ kind: "run-activity", run, activity, text });
  }

  #noteAnswer(): void {
    this.#answered = true;
    this.#failedCalls.clear();
  }

  #take(fact: OutputFact): void {
    switch (fact.kind) {
      case "activity":
        if (fact.activity !== "note") this.#noteAnswer();
        this.#activities.push(fact);
        if (this.#activities.length > activitiesKept) this.#activities.shift();
        return;
      case "usage":
        this.#usageKnown = true;
        this.#usage = fact.usage;
        return;
      case "model":
        this.#model = fact.model;
        return;
      case "final-message":
        this.#noteAnswer();
        this.#finalMessage = fact.text.slice(-answerKept);
        return;
      case "completed":
        this.#completed = true;
        return;
      case "retrying":
        this.#failedCalls.add(fact, this.#options.now());
        return;
      case "failure":
        this.#failures.push(fact);
        if (this.#failures.length > failuresKept) this.#failures.shift();
    }
  }
}
