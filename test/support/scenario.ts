import type { Effect } from "../../src/engine/domain/effect.ts";
import type { SessionSettings } from "../../src/engine/domain/events-session.ts";
import type { CheckedFinding, RunEnding } from "../../src/engine/domain/observations.ts";
import type { PlanContext } from "../../src/engine/domain/plan-context.ts";
import type { Run } from "../../src/engine/domain/state.ts";
import type { RunOutcome } from "../../src/engine/domain/words.ts";
import { agent, created, detected, ending, facts, started, summary, wholeReport } from "./bodies.ts";
import { type BodyOf, MemorySession } from "./memory-session.ts";
import { Simulation, type World } from "./simulation.ts";

export type Start = {
  settings?: Partial<SessionSettings>;
  session?: Partial<BodyOf<"session.created">>;
  attended?: boolean;
  context?: Partial<Omit<PlanContext, "now">>;
};

export const begin = ({ settings, session, attended, context }: Start = {}): MemorySession =>
  new MemorySession(context).given(created(settings, session), started(attended));

export const simulate = (start: Start, world: Partial<World>): Simulation =>
  new Simulation(begin(start), world);

/** A session that has found out what it works on and stands at the beginning of its first audit. */
export const atAudit = (start: Start = {}, agents = [agent("claude"), agent("codex")]): MemorySession => {
  const session = begin(start).given(detected(...agents));
  session.settle();
  session.observe({ kind: "discovered", facts });
  session.settle();
  return session;
};

export const launch = (session: MemorySession, run: string): void => {
  session.observe({ kind: "run-launched", run, pid: 1000 + Number(run), startTicks: "1" });
};

type Audit = { readonly score: number | null; readonly problems: readonly CheckedFinding[] };

const answerAudit = (session: MemorySession, effect: Effect, { score, problems }: Audit): void => {
  if (effect.kind === "launch") {
    launch(session, effect.run);
    session.observe({ kind: "run-ended", ending: ending(effect.run) });
  } else if (effect.kind === "read-head") {
    const findings = problems.map((one) => ({ ...one, reportLine: 1 }));
    const head = summary({ score, findings, confidence: 1 });
    const { run } = effect;
    session.observe({ kind: "report-head-read", run, summary: head, bytesRead: 9, bytesTotal: 9 });
  } else if (effect.kind === "read-report") {
    const report = wholeReport(problems, score);
    session.observe({ kind: "report-read", run: effect.run, report, findings: problems });
  }
};

/** Lets every requested audit end well with this score and these problems; reads what the plan asks for. */
export const auditWith = (
  session: MemorySession,
  score: number | null,
  problems: readonly CheckedFinding[],
): void => {
  const isAudit = (effect: Effect) =>
    "run" in effect && session.state.runs[effect.run]?.task.kind === "audit";
  for (let round = 0; round < 30; round += 1) {
    const due = session.settle().filter(isAudit);
    if (due.length === 0) return;
    for (const effect of due) answerAudit(session, effect, { score, problems });
  }
  throw new Error("the audit does not end");
};

/** A session whose audit has found these, at the beginning of what comes then. */
export const atFixing = (
  problems: readonly CheckedFinding[],
  start: Start = {},
  agents = [agent("claude"), agent("codex")],
): MemorySession => {
  const session = atAudit(start, agents);
  auditWith(session, 50, problems);
  return session;
};

export const runs = (session: MemorySession): readonly Run[] =>
  session.state.runOrder.flatMap((id) => session.state.runs[id] ?? []);

export const fixRuns = (session: MemorySession): readonly Run[] =>
  runs(session).filter((run) => run.task.kind === "fix");

export const stopOf = (session: MemorySession): string | null => session.state.stop?.reason ?? null;

/** Starts a requested run and lets it end like this. */
export const fail = (
  session: MemorySession,
  run: string,
  outcome: RunOutcome,
  rest: Partial<RunEnding> = {},
) => {
  launch(session, run);
  return session.observe({
    kind: "run-ended",
    ending: ending(run, { outcome, exitCode: 1, message: `it was ${outcome}`, ...rest }),
  });
};
