import type { SessionEvent } from "../../src/engine/domain/events.ts";
import { evolve } from "../../src/engine/domain/evolve.ts";
import { selectActiveRuns, selectLedger } from "../../src/engine/domain/select.ts";
import { emptyState, type SessionState } from "../../src/engine/domain/state.ts";

type Rule = (before: SessionState, event: SessionEvent, after: SessionState) => string | null;

const budgetIsAWall: Rule = (_before, event, after) => {
  if (event.type !== "run.requested" || event.reservedUsd === 0) return null;
  const { spentUsd, reservedUsd, budgetUsd } = selectLedger(after);
  const sum = spentUsd + reservedUsd;
  return sum <= budgetUsd + 1e-9 ? null : `run ${event.run}: $${sum} are spent or reserved of $${budgetUsd}`;
};

const nothingStartsOnceSpent: Rule = (before, event) => {
  if (event.type !== "run.requested") return null;
  const { spentUsd, budgetUsd } = selectLedger(before);
  return spentUsd > 0 && spentUsd >= budgetUsd ? `run ${event.run} starts with nothing left` : null;
};

const oneEditorPerFile: Rule = (_before, event, after) => {
  if (event.type !== "run.requested") return null;
  const files = selectActiveRuns(after).flatMap((run) => (run.task.kind === "fix" ? run.task.files : []));
  return new Set(files).size === files.length ? null : `two editors of one file: ${files.join(", ")}`;
};

const slots: Rule = (_before, event, after) => {
  if (event.type !== "run.requested") return null;
  const active = selectActiveRuns(after);
  const limit = after.facts?.settings.concurrency ?? 1;
  return active.length <= limit ? null : `${active.length} runs at once, ${limit} are allowed`;
};

const mergedOnlyWhenAllowed: Rule = (before, event) => {
  if (event.type !== "changes.merged") return null;
  const changes = before.runs[event.run]?.changes;
  if (changes?.verdict === "merge") return null;
  const answer = before.confirmations[changes?.confirmation ?? ""]?.answer;
  return changes?.verdict === "ask" && answer === "approved" ? null : `run ${event.run} was merged unasked`;
};

const nothingAfterTheStop: Rule = (before, event) =>
  before.stop !== null && event.type === "run.requested" ? `run ${event.run} after the stop` : null;

const noStopWithRunsUnderWay: Rule = (before, event) =>
  event.type === "session.stopped" && selectActiveRuns(before).length > 0
    ? `stopped (${event.reason}) with runs under way`
    : null;

const fourAttempts: Rule = (_before, event) =>
  event.type === "run.requested" && event.attempt > 4 ? `attempt ${event.attempt} of ${event.run}` : null;

const onlyUsableAgents: Rule = (before, event) => {
  if (event.type !== "run.requested") return null;
  const agent = before.agents[event.agent];
  const edits = event.task.kind === "fix" || event.task.kind === "develop";
  if (agent?.available !== true) return `${event.agent} is not available`;
  if (edits && !agent.canEdit) return `${event.agent} cannot edit`;
  const rests = agent.circuitOpenUntil !== null && agent.circuitOpenUntil > event.at;
  return rests ? `${event.agent} rests until ${agent.circuitOpenUntil}, it is ${event.at}` : null;
};

const nothingUnverifiedIsFixed: Rule = (before, event) => {
  if (event.type !== "run.requested" || event.task.kind !== "fix") return null;
  const bad = event.task.findings.filter((id) => before.findings[id]?.evidence === "unverified");
  return bad.length === 0 ? null : `unverified findings are fixed: ${bad.join(", ")}`;
};

const findingsOfOneGroup: Rule = (before, event) => {
  if (event.type !== "run.requested" || event.task.kind !== "fix") return null;
  const closed = event.task.findings.filter((id) => before.findings[id]?.status === "closed");
  return closed.length === 0 || event.attempt > 1 ? null : `closed findings are fixed: ${closed.join(", ")}`;
};

const featuresAreConfirmed: Rule = (before, event) => {
  if (event.type !== "run.requested" || event.task.kind !== "develop") return null;
  const yes = Object.values(before.confirmations).some(
    ({ run, answer }) => answer === "approved" && before.runs[run ?? ""]?.task.kind === "propose",
  );
  return yes ? null : "a feature is built that nobody confirmed";
};

const noEditWhenRefused: Rule = (before, event) =>
  event.type === "run.requested" &&
  (event.task.kind === "fix" || event.task.kind === "develop") &&
  before.facts?.editing.allowed === false
    ? "editing was refused"
    : null;

const rules: readonly Rule[] = [
  budgetIsAWall,
  nothingStartsOnceSpent,
  oneEditorPerFile,
  slots,
  mergedOnlyWhenAllowed,
  nothingAfterTheStop,
  noStopWithRunsUnderWay,
  fourAttempts,
  onlyUsableAgents,
  nothingUnverifiedIsFixed,
  findingsOfOneGroup,
  featuresAreConfirmed,
  noEditWhenRefused,
];

/** What a list of events does that no session may do; empty when all is well. */
export const violationsOf = (events: readonly SessionEvent[]): readonly string[] => {
  const found: string[] = [];
  let state = emptyState;
  for (const event of events) {
    const after = evolve(state, event);
    for (const rule of rules) {
      const violation = rule(state, event, after);
      if (violation !== null) found.push(`${event.seq} ${event.type}: ${violation}`);
    }
    state = after;
  }
  return found;
};
