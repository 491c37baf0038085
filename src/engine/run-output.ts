import * as z from "zod";
import type { Ending, OutputFact, OutputReader, ReportedUsage } from "../agents/adapter.ts";
import type { Observation } from "./domain/observations.ts";
import { activityKinds } from "./domain/words.ts";
import { createLineReader, type LineReader } from "./line-reader.ts";
import type { Agents, RunFiles } from "./ports.ts";

const failuresKept = 20;

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

export type RunOutputOptions = {
  readonly run: string;
  readonly model: string | null;
  readonly files: RunFiles;
  readonly reader: OutputReader;
  readonly price: Agents["price"];
  /** True for output that was there when an engine took the run back: its activity is in the journal. */
  readonly adopted: boolean;
  readonly observe: (observation: Observation) => void;
};

export type OutputSummary = Pick<Ending, "completed" | "failures" | "finalMessage"> & {
  readonly model: string | null;
  readonly usageKnown: boolean;
  readonly outputBytes: number;
};

/** Folds an agent's output files into observations. Memory is bounded whatever the agent prints. */
export class RunOutput {
  readonly #options: RunOutputOptions;
  readonly #streams: readonly { readonly name: "stdout" | "stderr"; readonly lines: LineReader }[];
  readonly #progress: LineReader;
  readonly #failures: Extract<OutputFact, { kind: "failure" }>[] = [];
  #model: string | null;
  #completed = false;
  #finalMessage: string | null = null;
  #usageKnown = false;
  #quiet: boolean;

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

  /** Reads what is new; `last` also takes an unterminated last line. */
  read(last: boolean): void {
    for (const { name, lines } of this.#streams) {
      const take = (line: string): void => {
        for (const fact of this.#options.reader.line(line, name)) this.#take(fact);
      };
      lines.read(take);
      if (last) lines.rest(take);
    }
    this.#progress.read((line) => {
      const fact = parseProgress(line);
      if (fact !== null) this.#take(fact);
    });
    this.#quiet = false;
  }

  noteUsage(usage: ReportedUsage): void {
    const { run, price, observe } = this.#options;
    const { costUsd, ...tokens } = usage;
    const priced = costUsd === null ? price(this.#model, tokens) : { costUsd, source: "reported" as const };
    this.#usageKnown = true;
    observe({ kind: "run-usage", run, model: this.#model, ...tokens, ...priced });
  }

  summary(): OutputSummary {
    return {
      completed: this.#completed,
      failures: this.#failures,
      finalMessage: this.#finalMessage,
      model: this.#model,
      usageKnown: this.#usageKnown,
      outputBytes: this.#streams.reduce((sum, { lines }) => sum + lines.size(), 0),
    };
  }

  #take(fact: OutputFact): void {
    switch (fact.kind) {
      case "activity": {
        const { run, observe } = this.#options;
        if (!this.#quiet) observe({ kind: "run-activity", run, activity: fact.activity, text: fact.text });
        return;
      }
      case "usage":
        this.noteUsage(fact.usage);
        return;
      case "model":
        this.#model = fact.model;
        return;
      case "final-message":
        this.#finalMessage = fact.text.slice(0, 4000);
        return;
      case "completed":
        this.#completed = true;
        return;
      case "failure":
        this.#failures.push(fact);
        if (this.#failures.length > failuresKept) this.#failures.shift();
    }
  }
}
