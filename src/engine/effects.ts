import type { Effect } from "./domain/effect.ts";
import type { Observation } from "./domain/observations.ts";
import type { Run, SessionState } from "./domain/state.ts";
import type { Ports } from "./ports.ts";
import type { RunKeeper } from "./run-keeper.ts";

const sentence = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const needRun = (state: SessionState, id: string): Run => {
  const run = state.runs[id];
  if (run === undefined) throw new Error(`run ${id} is not in the journal`);
  return run;
};

const measure = async (ports: Ports, run: Run, state: SessionState): Promise<readonly Observation[]> => {
  try {
    return [{ kind: "changes-measured", run: run.id, ...(await ports.workspace.measure(run, state)) }];
  } catch (error) {
    const nothing = {
      commit: null,
      files: [],
      added: 0,
      removed: 0,
      conflicts: [],
      core: [],
      suspicious: [],
    };
    return [
      {
        kind: "failed",
        code: "measure",
        message: `what run ${run.id} changed cannot be read: ${sentence(error)}`,
        run: run.id,
      },
      { kind: "changes-measured", run: run.id, ...nothing },
    ];
  }
};

const merge = async (ports: Ports, run: Run, state: SessionState): Promise<readonly Observation[]> => {
  try {
    return [{ kind: "merged", run: run.id, ...(await ports.workspace.merge(run, state)) }];
  } catch (error) {
    const keptAt = await ports.workspace.discard(run, state, true);
    const detail = sentence(error);
    return [
      { kind: "failed", code: "merge", message: `run ${run.id} was not merged: ${detail}`, run: run.id },
      { kind: "discarded", run: run.id, reason: "failed", detail, keptAt },
    ];
  }
};

const readReport = async (ports: Ports, run: Run): Promise<readonly Observation[]> => {
  const { report, findings } = await ports.reports.readWhole(ports.runFiles.paths(run.id).report);
  return [{ kind: "report-read", run: run.id, report, findings }];
};

const readHead = async (ports: Ports, run: Run): Promise<readonly Observation[]> => {
  const head = await ports.reports.readHead(ports.runFiles.paths(run.id).report);
  return [{ kind: "report-head-read", run: run.id, ...head }];
};

const discard = async (
  ports: Ports,
  effect: Extract<Effect, { kind: "discard" }>,
  state: SessionState,
): Promise<readonly Observation[]> => {
  const { run, reason, detail } = effect;
  const keptAt = await ports.workspace.discard(needRun(state, run), state, reason !== "nothing");
  return [{ kind: "discarded", run, reason, detail, keptAt }];
};

/** Does one effect in the world and says what came of it. `wake` is the engine's own. */
export const runEffect = async (
  effect: Exclude<Effect, { kind: "wake" }>,
  ports: Ports,
  keeper: RunKeeper,
  state: SessionState,
): Promise<readonly Observation[]> => {
  switch (effect.kind) {
    case "detect-agents":
      return [{ kind: "agents-detected", agents: await ports.agents.detect() }];
    case "discover":
      return [{ kind: "discovered", facts: await ports.discover() }];
    case "launch":
      await keeper.launch(needRun(state, effect.run), state);
      return [];
    case "stop-run":
      await keeper.stop(needRun(state, effect.run), effect.cause);
      return [];
    case "read-head":
      return readHead(ports, needRun(state, effect.run));
    case "read-report":
      return readReport(ports, needRun(state, effect.run));
    case "measure":
      return measure(ports, needRun(state, effect.run), state);
    case "merge":
      return merge(ports, needRun(state, effect.run), state);
    case "discard":
      return discard(ports, effect, state);
    case "test":
      return [{ kind: "tests-completed", commands: await ports.runTests(state) }];
    case "finish":
      await ports.finish(state);
      return [];
  }
};
