import type { Effect } from "../../src/engine/domain/effect.ts";
import type {
  CheckedFinding,
  DetectedAgent,
  Observation,
  RunEnding,
} from "../../src/engine/domain/observations.ts";
import { selectActiveRuns, selectPendingConfirmations } from "../../src/engine/domain/select.ts";
import type { Confirmation, Run, SessionState } from "../../src/engine/domain/state.ts";
import type { ReportSummary } from "../../src/engine/reports/report.ts";
import { agent, ending, facts, summary, wholeReport } from "./bodies.ts";
import type { MemorySession } from "./memory-session.ts";

type Measured = Omit<Extract<Observation, { kind: "changes-measured" }>, "kind" | "run">;
type Tests = Extract<Observation, { kind: "tests-completed" }>["commands"];

/** What the world answers. Anything left out is what happens when all goes well. */
export type World = {
  agents: readonly DetectedAgent[];
  /** How a run ends; null: it does not end by itself. */
  end: (run: Run, state: SessionState) => Partial<RunEnding> | null;
  costUsd: (run: Run) => number | null;
  /** What an audit of a dimension finds now. */
  problems: (run: Run, state: SessionState) => readonly CheckedFinding[];
  score: (run: Run, state: SessionState) => number | null;
  head: (run: Run, state: SessionState) => Partial<ReportSummary>;
  measure: (run: Run, state: SessionState) => Partial<Measured>;
  merge: (run: Run) => "merged" | "conflict" | "failed";
  tests: (state: SessionState) => Tests;
  /** Null: nobody answers. */
  answer: (confirmation: Confirmation) => "approved" | "rejected" | null;
  /** Picks which of several possible things happens next. */
  pick: (count: number) => number;
  /** Looks on before each thing that happens; may give commands. */
  before: (session: MemorySession, effects: readonly Effect[]) => void;
};

export const passing = (passed: boolean): Tests => [
  {
    name: "test",
    command: "npm test",
    exitCode: passed ? 0 : 1,
    passed: 3,
    failed: passed ? 0 : 1,
    skipped: 0,
    errors: 0,
    coverage: null,
    durationSeconds: 1,
    failures: passed ? [] : [{ name: "adds up", file: "test/app.test.ts", line: 4, message: "3 is not 4" }],
  },
];

export const oneFile = (path = "src/app.ts", added = 3, removed = 1): Measured => ({
  commit: "c0ffee",
  files: [{ path, added, removed, status: "modified" }],
  added,
  removed,
  conflicts: [],
  core: [],
  suspicious: [],
});

const calmWorld: World = {
  agents: [agent("claude"), agent("codex")],
  end: () => ({}),
  costUsd: () => null,
  problems: () => [],
  score: () => 100,
  head: () => ({}),
  measure: (run) => oneFile(run.task.kind === "fix" ? run.task.files[0] : undefined),
  merge: () => "merged",
  tests: () => passing(true),
  answer: () => null,
  pick: () => 0,
  before: () => undefined,
};

const stepLimit = 5000;

/** Answers the effects of a session as the world would, without any process or file. */
export class Simulation {
  readonly session: MemorySession;
  readonly world: World;
  steps = 0;

  constructor(session: MemorySession, world: Partial<World> = {}) {
    this.session = session;
    this.world = { ...calmWorld, ...world };
  }

  /** Goes on until the session is finished or waits for something that never comes. */
  run(): "finished" | "waiting" {
    for (; this.steps < stepLimit; this.steps += 1) {
      const effects = this.session.settle();
      this.world.before(this.session, effects);
      if (effects.some((effect) => effect.kind === "finish")) return "finished";
      if (!this.#happen(this.session.settle())) return "waiting";
    }
    throw new Error(`no end after ${stepLimit} steps: ${this.session.types().slice(-12).join(", ")}`);
  }

  #happen(effects: readonly Effect[]): boolean {
    const possible = [...this.#effects(effects), ...this.#endings(), ...this.#answers()];
    const chosen = possible[this.world.pick(possible.length)];
    if (chosen !== undefined) {
      chosen();
      return true;
    }
    const wakes = effects.flatMap((effect) => (effect.kind === "wake" ? [Date.parse(effect.at)] : []));
    if (wakes.length === 0) return effects.some((effect) => effect.kind === "finish");
    this.session.milliseconds = Math.max(Math.min(...wakes), this.session.milliseconds + 1);
    return true;
  }

  #effects(effects: readonly Effect[]): readonly (() => void)[] {
    return effects.flatMap((effect) => (effect.kind === "wake" ? [] : [() => this.#do(effect)]));
  }

  #endings(): readonly (() => void)[] {
    const { state } = this.session;
    return selectActiveRuns(state).flatMap((run) => {
      const end = run.status === "running" ? this.world.end(run, state) : null;
      return end === null ? [] : [() => this.#end(run, end)];
    });
  }

  #answers(): readonly (() => void)[] {
    return selectPendingConfirmations(this.session.state).flatMap((confirmation) => {
      const answer = this.world.answer(confirmation);
      if (answer === null) return [];
      const id = `k${this.steps}`;
      const command = { kind: "answer", id, channel: "test", confirmation: confirmation.id, answer };
      return [() => void this.session.command(command)];
    });
  }

  #end(run: Run, end: Partial<RunEnding>): void {
    const costUsd = this.world.costUsd(run);
    if (costUsd !== null) {
      this.session.observe({
        kind: "run-usage",
        run: run.id,
        model: null,
        inputTokens: 1000,
        cachedInputTokens: 0,
        outputTokens: 100,
        costUsd,
        source: "reported",
      });
    }
    this.session.observe({ kind: "run-ended", ending: ending(run.id, end) });
  }

  #do(effect: Exclude<Effect, { kind: "wake" }>): void {
    const { session, world } = this;
    switch (effect.kind) {
      case "detect-agents":
        session.observe({ kind: "agents-detected", agents: world.agents });
        return;
      case "discover":
        session.observe({ kind: "discovered", facts });
        return;
      case "test":
        session.observe({ kind: "tests-completed", commands: world.tests(session.state) });
        return;
      case "finish":
        return;
      default: {
        const run = session.state.runs[effect.run];
        if (run !== undefined) this.#doForRun(effect, run);
      }
    }
  }

  #doForRun(effect: Extract<Effect, { run: string }>, run: Run): void {
    const { session, world } = this;
    const id = run.id;
    switch (effect.kind) {
      case "launch":
        session.observe({ kind: "run-launched", run: id, pid: 1000 + Number(id), startTicks: "1" });
        return;
      case "stop-run":
        this.#end(run, { outcome: effect.cause, exitCode: null });
        return;
      case "read-head": {
        const findings = world.problems(run, session.state).map((one) => ({ ...one, reportLine: 1 }));
        const head = { score: world.score(run, session.state), findings, confidence: 1 };
        const read = summary({ ...head, ...world.head(run, session.state) });
        session.observe({
          kind: "report-head-read",
          run: id,
          summary: read,
          bytesRead: 100,
          bytesTotal: 100,
        });
        return;
      }
      case "read-report": {
        const findings = world.problems(run, session.state);
        const score = world.score(run, session.state);
        const report = { ...wholeReport(findings, score), ...world.head(run, session.state) };
        session.observe({ kind: "report-read", run: id, report, findings });
        return;
      }
      case "measure":
        session.observe({
          kind: "changes-measured",
          run: id,
          ...oneFile(),
          ...world.measure(run, session.state),
        });
        return;
      case "merge":
        this.#merge(run);
        return;
      case "discard": {
        const { reason, detail } = effect;
        session.observe({
          kind: "discarded",
          run: id,
          reason,
          detail,
          keptAt: reason === "nothing" ? null : "/kept",
        });
      }
    }
  }

  #merge(run: Run): void {
    const outcome = this.world.merge(run);
    if (outcome === "merged") {
      const { added, removed, files } = run.changes ?? { added: 0, removed: 0, files: [] };
      this.session.observe({
        kind: "merged",
        run: run.id,
        commit: `m${run.id}`,
        files: files.length,
        added,
        removed,
      });
      return;
    }
    this.session.observe({
      kind: "discarded",
      run: run.id,
      reason: outcome,
      detail: outcome,
      keptAt: "/kept",
    });
  }
}
