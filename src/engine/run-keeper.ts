import type { Observation } from "./domain/observations.ts";
import type { Run, SessionState } from "./domain/state.ts";
import type { Ports, ProcessIdentity, StopCause, UsableAgent } from "./ports.ts";
import { concludeRun } from "./run-ending.ts";
import { launchRun } from "./run-launch.ts";
import { RunOutput } from "./run-output.ts";

type Followed = {
  readonly id: string;
  readonly agent: UsableAgent;
  readonly identity: ProcessIdentity;
  readonly output: RunOutput;
  ending: boolean;
};

const stoppedEarly = (run: Run): Observation => ({
  kind: "run-ended",
  ending: {
    run: run.id,
    outcome: "stopped",
    message: "it was stopped before it began",
    advice: null,
    exitCode: null,
    retryAfterSeconds: null,
    durationSeconds: 0,
    outputBytes: 0,
  },
});

/** Starts agents, follows their files and says how they ended. Holds no pipe to any of them. */
export class RunKeeper {
  readonly #followed = new Map<string, Followed>();
  readonly #ports: Ports;
  readonly #getState: () => SessionState;
  readonly #observe: (observation: Observation) => void;

  constructor(ports: Ports, getState: () => SessionState, observe: (observation: Observation) => void) {
    this.#ports = ports;
    this.#getState = getState;
    this.#observe = observe;
  }

  /** Starts a requested run, or takes it back when its files say that it was started before. */
  async launch(run: Run, state: SessionState): Promise<void> {
    const before = this.#ports.runFiles.wasLaunched(run.id);
    if (before !== null) return this.adopt(run, before);
    const started = await launchRun(this.#ports, run, state);
    if (started.kind === "failed") return this.#observe({ kind: "run-ended", ending: started.ending });
    this.#observe({ kind: "run-launched", run: run.id, ...started.identity });
    this.#follow(run, started.agent, started.identity, false);
  }

  /** Takes back a run that an earlier engine started. */
  adopt(run: Run, identity: ProcessIdentity): void {
    const agent = this.#ports.agents.get(run.agent);
    if (agent === null) {
      const message = `${run.agent} runs but is not configured any more: its run ${run.id} cannot be followed`;
      this.#observe({ kind: "failed", code: "unknown-agent", message, run: run.id });
      return;
    }
    this.#observe({ kind: "run-launched", run: run.id, ...identity });
    this.#follow(run, agent, identity, true);
  }

  async stop(run: Run, cause: StopCause): Promise<void> {
    this.#ports.runFiles.noteStop(run.id, cause);
    const identity = this.#followed.get(run.id)?.identity ?? this.#ports.runFiles.wasLaunched(run.id);
    if (identity === null) return this.#observe(stoppedEarly(run));
    await this.#ports.processes.end(identity, run.id);
    this.look(run.id);
  }

  /** Looks at a run's files, or at those of all runs that are followed. */
  look(run?: string): void {
    const items = run === undefined ? [...this.#followed.values()] : [this.#followed.get(run)];
    for (const item of items) if (item !== undefined) this.#lookAt(item);
  }

  following(): readonly string[] {
    return [...this.#followed.keys()];
  }

  #follow(run: Run, agent: UsableAgent, identity: ProcessIdentity, adopted: boolean): void {
    if (this.#followed.has(run.id)) return;
    const { runFiles: files, agents } = this.#ports;
    const reader = agent.adapter.createOutputReader();
    const { id, model } = run;
    const output = new RunOutput({
      run: id,
      model,
      files,
      reader,
      price: agents.price,
      adopted,
      observe: this.#observe,
    });
    const item: Followed = { id, agent, identity, output, ending: false };
    this.#followed.set(id, item);
    if (agent.adapter.free) {
      output.noteUsage({ inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, costUsd: 0 });
    }
    this.#lookAt(item);
  }

  #lookAt(item: Followed): void {
    if (item.ending) return;
    // Looked at before the output is read: all that was printed before the end is then in the files.
    const ended =
      this.#ports.runFiles.exit(item.id) !== null || !this.#ports.processes.isAlive(item.identity);
    item.output.read(false);
    if (!ended) return;
    item.ending = true;
    this.#conclude(item).catch((error: unknown) => {
      item.ending = false;
      this.#observe({ kind: "failed", code: "run-end", message: String(error), run: item.id });
    });
  }

  async #conclude(item: Followed): Promise<void> {
    const run = this.#getState().runs[item.id];
    if (run === undefined) return;
    // What the agent left running would go on editing or spending behind everybody's back.
    await this.#ports.processes.end(item.identity, item.id);
    this.#ports.runFiles.collectReport(item.id);
    const observations = await concludeRun(this.#ports, run, item.agent, item.output);
    for (const observation of observations) this.#observe(observation);
    this.#followed.delete(item.id);
  }
}
