import { setTimeout as sleep } from "node:timers/promises";
import type { Observation, RunEnding } from "./domain/observations.ts";
import type { Run, SessionState } from "./domain/state.ts";
import { createKeyMask, maskObservation } from "./key-mask.ts";
import { LiveUsage } from "./live-usage.ts";
import type { Ports, ProcessIdentity, StopCause, UsableAgent } from "./ports.ts";
import { concludeRun } from "./run-ending.ts";
import { launchRun, stoppedEarly } from "./run-launch.ts";
import { RunOutput } from "./run-output.ts";

type Followed = {
  readonly id: string;
  readonly agent: UsableAgent;
  readonly identity: ProcessIdentity;
  readonly output: RunOutput;
  readonly observe: (observation: Observation) => void;
  /** Null for agents whose output tells what they use while they work. */
  readonly usage: LiveUsage | null;
  /** Set once the process has ended, and until all that follows from it is said. */
  conclusion: Promise<void> | null;
  failures: number;
  goingOn: boolean;
  givenUp: boolean;
};

/** Times that the files of a run that has ended may be unreadable before it is given up. */
const conclusionTries = 3;

const farewellMilliseconds = 1000;
const farewellPoll = 5;

const lost = (run: string, message: string): RunEnding => ({
  run,
  outcome: "lost",
  exitCode: null,
  message,
  advice: null,
  retryAfterSeconds: null,
  durationSeconds: 0,
  outputBytes: 0,
});

/** Starts agents, follows their files and says how they ended. Holds no pipe to any of them. */
export class RunKeeper {
  readonly #followed = new Map<string, Followed>();
  readonly #launching = new Map<string, Promise<void>>();
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
    if (run.status !== "requested" || this.#followed.has(run.id)) return;
    const started = this.#launch(run, state);
    this.#launching.set(run.id, started);
    try {
      await started;
    } finally {
      this.#launching.delete(run.id);
    }
  }

  /** Takes back a run that an earlier engine started. */
  async adopt(run: Run, identity: ProcessIdentity): Promise<void> {
    const agent = this.#ports.agents.get(run.agent);
    if (agent !== null) {
      this.#observe({ kind: "run-launched", run: run.id, ...identity });
      this.#follow(run, agent, identity, true);
      return;
    }
    await this.#ports.processes.end(identity, run.id);
    const message = `${run.agent} is not configured any more: its run was ended`;
    this.#observe({ kind: "run-ended", ending: lost(run.id, message) });
  }

  /** Ends a run; returns when its end is said. A run that has ended by itself is not stopped any more. */
  async stop(run: Run, cause: StopCause): Promise<void> {
    const before = this.#followed.get(run.id);
    if (before !== undefined && this.#hasEnded(before)) return this.#lookAt(before);
    this.#ports.runFiles.noteStop(run.id, cause);
    await this.#launching.get(run.id)?.catch(() => undefined);
    const item = this.#followed.get(run.id);
    const identity = item?.identity ?? this.#knownProcess(run.id);
    if (identity === null) return this.#observe({ kind: "run-ended", ending: stoppedEarly(run) });
    await this.#ports.processes.end(identity, run.id);
    if (item !== undefined) return this.#lookAt(item);
    this.#observe({ kind: "run-ended", ending: lost(run.id, "nobody followed it any more") });
  }

  /** Looks at a run's files, or at those of all runs that are followed. */
  look(run?: string): void {
    const items = run === undefined ? [...this.#followed.values()] : [this.#followed.get(run)];
    for (const item of items) if (item !== undefined) void this.#lookAt(item);
  }

  async #launch(run: Run, state: SessionState): Promise<void> {
    const before = this.#knownProcess(run.id);
    if (before !== null) return this.adopt(run, before);
    const started = await launchRun(this.#ports, run, state);
    if (started.kind === "failed") return this.#observe({ kind: "run-ended", ending: started.ending });
    this.#observe({ kind: "run-launched", run: run.id, ...started.identity });
    this.#follow(run, started.agent, started.identity, false);
  }

  /** By its files; by its mark when the engine died between the start and the first file. */
  #knownProcess(run: string): ProcessIdentity | null {
    return this.#ports.runFiles.wasLaunched(run) ?? this.#ports.processes.find(run);
  }

  #follow(run: Run, agent: UsableAgent, identity: ProcessIdentity, adopted: boolean): void {
    if (this.#followed.has(run.id)) return;
    const { runFiles: files, agents } = this.#ports;
    const reader = agent.adapter.createOutputReader();
    const { id, model } = run;
    const mask = createKeyMask(agents.hostEnvironment, agent.settings.environment);
    const observe = (observation: Observation) => this.#observe(maskObservation(observation, mask));
    const output = new RunOutput({
      run: id,
      model,
      files,
      reader,
      price: agents.price,
      adopted,
      now: () => Date.parse(this.#ports.clock.now()),
      observe,
    });
    const usage = this.#liveUsage(id, agent, output);
    const begun = { conclusion: null, failures: 0, goingOn: false, givenUp: false };
    const item: Followed = { id, agent, identity, output, observe, usage, ...begun };
    this.#followed.set(id, item);
    if (agent.adapter.free) {
      output.noteUsage({ inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, costUsd: 0 });
    }
    void this.#lookAt(item);
  }

  #liveUsage(run: string, { adapter }: UsableAgent, output: RunOutput): LiveUsage | null {
    const read = adapter.readRecordedUsage;
    if (read === undefined || adapter.usageGrows !== true) return null;
    const { folder } = this.#ports.runFiles.paths(run);
    return new LiveUsage(
      () => read(folder),
      (usage) => output.noteUsage(usage),
    );
  }

  #hasEnded(item: Followed): boolean {
    return this.#ports.runFiles.exit(item.id) !== null || !this.#ports.processes.isAlive(item.identity);
  }

  /** Resolves at once while the run goes on; else when its end is said. */
  #lookAt(item: Followed): Promise<void> {
    if (item.conclusion !== null) return item.conclusion;
    // Looked at before the output is read: all that was printed before the end is then in the files.
    if (this.#hasEnded(item)) {
      item.usage?.end();
      item.conclusion = this.#conclude(item).catch((error: unknown) => this.#notConcluded(item, error));
      return item.conclusion;
    }
    if (item.output.read()) this.#goOn(item);
    else if (item.output.isStuck()) this.#giveUp(item);
    item.usage?.ask();
    return Promise.resolve();
  }

  /** Its time is over before its time: what it waits for would not come, and then that is what went wrong. */
  #giveUp(item: Followed): void {
    const run = this.#getState().runs[item.id];
    if (run === undefined || item.givenUp) return;
    item.givenUp = true;
    void this.stop(run, "timed-out").catch((error: unknown) => this.#notConcluded(item, error));
  }

  /** The rest of a flood is read piece by piece, so that others get their turn in between. */
  #goOn(item: Followed): void {
    if (item.goingOn) return;
    item.goingOn = true;
    setImmediate(() => {
      item.goingOn = false;
      void this.#lookAt(item);
    });
  }

  async #conclude(item: Followed): Promise<void> {
    const run = this.#getState().runs[item.id];
    if (run === undefined) return;
    await this.#supervisorGone(item);
    // What the agent left running would go on editing or spending behind everybody's back.
    await this.#ports.processes.end(item.identity, item.id);
    this.#ports.runFiles.collectReport(item.id);
    const observations = await concludeRun(this.#ports, run, item.agent, item.output);
    for (const observation of observations) item.observe(observation);
    this.#ports.runFiles.removeTemporary(item.id);
    this.#followed.delete(item.id);
  }

  /** The supervisor ends right after its last file; a signal in between would leave words of its shell in the output. */
  async #supervisorGone(item: Followed): Promise<void> {
    for (let waited = 0; waited < farewellMilliseconds; waited += farewellPoll) {
      if (!this.#ports.processes.isAlive(item.identity)) return;
      await sleep(farewellPoll);
    }
  }

  #notConcluded(item: Followed, error: unknown): void {
    item.failures += 1;
    item.conclusion = null;
    const message = error instanceof Error ? error.message : String(error);
    this.#observe({ kind: "failed", code: "run-end", message, run: item.id });
    if (item.failures < conclusionTries) return;
    this.#observe({ kind: "run-ended", ending: lost(item.id, `its files cannot be read: ${message}`) });
    this.#followed.delete(item.id);
  }
}
