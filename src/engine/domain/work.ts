import { type Choice, chooseAgent, workOf } from "./choose.ts";
import type { Task } from "./events-run.ts";
import type { PlanContext } from "./plan-context.ts";
import { allRuns, selectOpenFindings } from "./select.ts";
import { type Severity, severities } from "./severity.ts";
import type { Finding, SessionState } from "./state.ts";

/** Tries of one agent on one finding before it is left alone. */
const triesPerAgent = 6;

/** Findings that one run takes together, because they are in one file. */
export type FindingGroup = { readonly key: string; readonly findings: readonly Finding[] };

const generalGroup = "(whole module)";

const rejectedFindings = (state: SessionState): ReadonlySet<string> =>
  new Set(
    allRuns(state).flatMap((run) =>
      run.task.kind === "fix" && run.changes?.discarded?.reason === "rejected" ? run.task.findings : [],
    ),
  );

export const anyRejected = (state: SessionState): boolean => rejectedFindings(state).size > 0;

/** The severities that a phase takes up, given how well the session is doing. */
export const severitiesFor = (state: SessionState, phase: "close-gaps" | "enhance"): readonly Severity[] => {
  if (phase === "close-gaps") return ["P0", "P1"];
  return state.strategy === "high-impact" ? ["P2"] : ["P2", "P3", "P4"];
};

/** Open findings that may be sent to a fixer: located or without a place, and not refused by a person. */
const fixable = (state: SessionState, wanted: readonly Severity[]): readonly Finding[] => {
  const rejected = rejectedFindings(state);
  return selectOpenFindings(state).filter(
    (finding) =>
      wanted.includes(finding.severity) && finding.evidence !== "unverified" && !rejected.has(finding.id),
  );
};

const bySeverity = (left: Finding, right: Finding): number =>
  severities.indexOf(left.severity) - severities.indexOf(right.severity);

/** Findings by file, the gravest group first: two runs never edit the same file at once. */
export const groupsFor = (state: SessionState, wanted: readonly Severity[]): readonly FindingGroup[] => {
  const groups = new Map<string, Finding[]>();
  for (const finding of [...fixable(state, wanted)].sort(bySeverity)) {
    const key = finding.evidence === "unlocated" ? generalGroup : (finding.file ?? generalGroup);
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  return [...groups].map(([key, findings]) => ({ key, findings }));
};

export type Assignment =
  | {
      readonly kind: "agent";
      readonly task: Task;
      readonly agent: string;
      readonly model: string | null;
      readonly reason: string;
    }
  | { readonly kind: "wait"; readonly until: string }
  | { readonly kind: "none"; readonly reasons: readonly string[] };

const taskOf = (group: FindingGroup, findings: readonly Finding[]): Task => ({
  kind: "fix",
  group: group.key,
  findings: findings.map((finding) => finding.id),
  files: group.key === generalGroup ? [] : [group.key],
});

const asked = (
  state: SessionState,
  task: Task,
  context: PlanContext,
  avoid: readonly string[],
  exclude: readonly string[],
): Choice | null => {
  if (state.facts === null) return null;
  const request = {
    work: workOf(task),
    dimension: task.kind === "audit" ? task.dimension : null,
    complexity: state.discovery?.complexity ?? "low",
    edits: task.kind === "fix" || task.kind === "develop",
    avoid,
    exclude,
    now: context.now,
  } as const;
  return chooseAgent(request, state.agents, state.facts.settings, context.choiceTable);
};

/** Who does a task; agents in `avoid` only when there is no other, those in `exclude` never. */
export const assign = (
  state: SessionState,
  task: Task,
  context: PlanContext,
  avoid: readonly string[] = [],
  exclude: readonly string[] = [],
): Assignment => {
  const choice = asked(state, task, context, avoid, exclude);
  if (choice === null) return { kind: "none", reasons: [] };
  if ("agent" in choice) return { kind: "agent", task, ...choice };
  return choice.waitUntil === null
    ? { kind: "none", reasons: choice.none }
    : { kind: "wait", until: choice.waitUntil };
};

const triesLeft = (state: SessionState, finding: Finding, agent: string): boolean =>
  (finding.attempts[agent] ?? 0) < (state.agents[agent]?.deterministic === true ? 1 : triesPerAgent);

/** Agents whose edits did not help, once the session has changed its strategy. */
const unhelpful = (state: SessionState): readonly string[] =>
  state.strategy === "normal"
    ? []
    : [...new Set(allRuns(state).flatMap((run) => (run.task.kind === "fix" ? [run.agent] : [])))];

/** Who fixes a group, and which of its findings that agent has tries left for. */
export const assignGroup = (state: SessionState, group: FindingGroup, context: PlanContext): Assignment => {
  const exclude: string[] = [];
  for (;;) {
    const whole = assign(state, taskOf(group, group.findings), context, unhelpful(state), exclude);
    if (whole.kind !== "agent") return whole;
    const left = group.findings.filter((finding) => triesLeft(state, finding, whole.agent));
    if (left.length > 0) return { ...whole, task: taskOf(group, left) };
    exclude.push(whole.agent);
  }
};

/** Whether any agent can still do something about findings of these severities. */
export const hasWork = (state: SessionState, wanted: readonly Severity[], context: PlanContext): boolean =>
  groupsFor(state, wanted).some((group) => assignGroup(state, group, context).kind !== "none");
