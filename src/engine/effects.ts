import type { Effect } from "./domain/effect.ts";
import { RepositoryFault } from "./domain/errors.ts";
import type { Observation } from "./domain/observations.ts";
import { allRuns } from "./domain/select.ts";
import { countSeverities } from "./domain/severity.ts";
import type { Run, SessionState } from "./domain/state.ts";
import { createKeyMask, maskTexts } from "./key-mask.ts";
import type { Ports } from "./ports.ts";
import type { AuditReport, ReportSummary } from "./reports/report.ts";
import type { RunKeeper } from "./run-keeper.ts";
import { roleOf } from "./run-launch.ts";

const sentence = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const needRun = (state: SessionState, id: string): Run => {
  const run = state.runs[id];
  if (run === undefined) throw new Error(`run ${id} is not in the journal`);
  return run;
};

const noChanges = { commit: null, files: [], added: 0, removed: 0, conflicts: [], core: [], suspicious: [] };

/** Where the work of a run stays; null when there is none. Never throws: it follows on a failure. */
const keep = (ports: Ports, run: Run, state: SessionState): Promise<string | null> =>
  ports.workspace.discard(run, state, true).catch(() => null);

const measure = async (ports: Ports, run: Run, state: SessionState): Promise<readonly Observation[]> => {
  try {
    return [{ kind: "changes-measured", run: run.id, ...(await ports.workspace.measure(run, state)) }];
  } catch (error) {
    const detail = `what run ${run.id} changed cannot be read: ${sentence(error)}`;
    return [
      { kind: "failed", code: "measure", message: detail, run: run.id },
      { kind: "changes-measured", run: run.id, ...noChanges },
      // Not merely "nothing": the folder is kept, for there may be work in it.
      { kind: "discarded", run: run.id, reason: "failed", detail, keptAt: await keep(ports, run, state) },
    ];
  }
};

const merge = async (ports: Ports, run: Run, state: SessionState): Promise<readonly Observation[]> => {
  try {
    return [{ kind: "merged", run: run.id, ...(await ports.workspace.merge(run, state)) }];
  } catch (error) {
    const keptAt = await keep(ports, run, state);
    const detail = sentence(error);
    // Newer work got in between: that says nothing against this work, which may be done anew.
    const conflict = error instanceof RepositoryFault && error.reason === "conflict";
    const reason = conflict ? "conflict" : "failed";
    return [
      { kind: "failed", code: "merge", message: `run ${run.id} was not merged: ${detail}`, run: run.id },
      { kind: "discarded", run: run.id, reason, detail, keptAt },
    ];
  }
};

const unreadable: ReportSummary = {
  kind: "not-a-report",
  score: null,
  scoreLine: null,
  statedCounts: null,
  findings: [],
  date: null,
  auditor: null,
  language: null,
  confidence: 0,
  warnings: ["the report cannot be read"],
};

const maskOf = ({ agents }: Ports, run: Run) =>
  createKeyMask(agents.hostEnvironment, agents.get(run.agent)?.settings.environment ?? {});

const readReport = async (ports: Ports, run: Run): Promise<readonly Observation[]> => {
  try {
    const { report, findings } = await ports.reports.readWhole(ports.runFiles.paths(run.id).report);
    return [{ kind: "report-read", run: run.id, ...maskTexts({ report, findings }, maskOf(ports, run)) }];
  } catch (error) {
    const message = `the report of run ${run.id} cannot be read: ${sentence(error)}`;
    const report: AuditReport = { ...unreadable, counts: countSeverities([]) };
    return [
      { kind: "failed", code: "report", message, run: run.id },
      { kind: "report-read", run: run.id, report, findings: [] },
    ];
  }
};

/** A report that is gone or may not be read is the agent's failure, not the session's: it is asked for again. */
const readHead = async (ports: Ports, run: Run): Promise<readonly Observation[]> => {
  try {
    const head = await ports.reports.readHead(ports.runFiles.paths(run.id).report);
    return [{ kind: "report-head-read", run: run.id, ...maskTexts(head, maskOf(ports, run)) }];
  } catch (error) {
    const message = `the report of run ${run.id} cannot be read: ${sentence(error)}`;
    return [
      { kind: "failed", code: "report", message, run: run.id },
      { kind: "report-head-read", run: run.id, summary: unreadable, bytesRead: 0, bytesTotal: 0 },
    ];
  }
};

const discard = async (
  ports: Ports,
  effect: Extract<Effect, { kind: "discard" }>,
  state: SessionState,
): Promise<readonly Observation[]> => {
  const { run, reason, detail } = effect;
  try {
    const keptAt = await ports.workspace.discard(needRun(state, run), state, reason !== "nothing");
    return [{ kind: "discarded", run, reason, detail, keptAt }];
  } catch (error) {
    const message = `the worktree of run ${run} cannot be removed: ${sentence(error)}`;
    return [
      { kind: "failed", code: "discard", message, run },
      { kind: "discarded", run, reason, detail, keptAt: null },
    ];
  }
};

/** Runs that failed left a worktree and a branch each; those in which nothing was changed are of no use to anybody. */
const tidyWorktrees = async (ports: Ports, state: SessionState): Promise<void> => {
  for (const run of allRuns(state)) {
    if (roleOf(run) !== "edit" || run.changes !== null) continue;
    try {
      const { commit } = await ports.workspace.measure(run, state);
      if (commit === null) await ports.workspace.discard(run, state, false);
    } catch {
      // What cannot be read is left where it is.
    }
  }
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
      await tidyWorktrees(ports, state);
      await ports.finish(state);
      return [];
  }
};
