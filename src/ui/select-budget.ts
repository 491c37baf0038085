import { allRuns, type Ledger, ledgerOf } from "../engine/domain/select.ts";
import type { Run, SessionState } from "../engine/domain/state.ts";

export type BudgetPart = { readonly name: string; readonly runs: number; readonly ledger: Ledger };

const groupRuns = (
  runs: readonly Run[],
  nameOf: (run: Run) => string,
  budgetUsd: number,
): readonly BudgetPart[] => {
  const groups = new Map<string, Run[]>();
  for (const run of runs) {
    const name = nameOf(run);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [run]);
    else group.push(run);
  }
  return [...groups].map(([name, members]) => ({
    name,
    runs: members.length,
    ledger: ledgerOf(members, budgetUsd),
  }));
};

const budgetOf = (session: SessionState): number => session.facts?.settings.maxBudgetUsd ?? 0;

const namers = {
  phase: (run: Run): string => run.phase,
  agent: (run: Run): string => run.agent,
  model: (run: Run): string => run.model ?? "not named",
  iteration: (run: Run): string => `iteration ${run.iteration}`,
} as const;

export type BudgetGrouping = keyof typeof namers;

export const selectBudgetBy = (session: SessionState, grouping: BudgetGrouping): readonly BudgetPart[] =>
  groupRuns(allRuns(session), namers[grouping], budgetOf(session));

/** Mean cost of the iterations so far; null while no run has said what it costs. */
export const selectCostPerIteration = (session: SessionState, ledger: Ledger): number | null =>
  session.iteration === 0 || ledger.spentUsd === 0 ? null : ledger.spentUsd / session.iteration;
