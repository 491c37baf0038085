import type { ChoiceTable } from "./choose.ts";
import type { Task } from "./events-run.ts";

/** What the plan needs besides the state; given by the engine so that the plan stays pure. */
export type PlanContext = {
  readonly now: string;
  /** The likely cost of a run, for the reservation, in USD; 0 for an agent that costs nothing. */
  readonly estimateUsd: (agent: string, model: string | null, task: Task) => number;
  readonly choiceTable: ChoiceTable;
};
