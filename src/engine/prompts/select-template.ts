import { workOf } from "../domain/choose.ts";
import type { Task } from "../domain/events-run.ts";
import type { Phase } from "../domain/words.ts";
import type { Template } from "./template.ts";

type Templates = ReadonlyMap<string, Template>;
type Findings = readonly { readonly dimension: string }[];

/** The dimensions that can be audited: one per audit template. */
export const dimensionsOf = (templates: Templates): readonly string[] =>
  [...new Set([...templates.values()].flatMap(({ dimension }) => dimension ?? []))].sort();

const speed = /perform|optimi[sz]|speed|latency|rendimiento/i;

/** Gaps are closed by `fix`; improvements by the template that knows the kind of improvement. */
const fixTemplate = (task: Task, phase: Phase, findings: Findings): string => {
  if (phase !== "enhance") return "fix";
  if (workOf(task) === "documentation") return "documentation";
  if (findings.length === 0) return "refactoring";
  if (findings.every(({ dimension }) => dimension === "tests")) return "tests-writing";
  if (findings.every(({ dimension }) => speed.test(dimension))) return "optimisation";
  return "refactoring";
};

/** The template of a run; null when there is none, for example no audit of the dimension. */
export const templateFor = (
  templates: Templates,
  task: Task,
  phase: Phase,
  findings: Findings = [],
): Template | null => {
  switch (task.kind) {
    case "audit":
      return [...templates.values()].find(({ dimension }) => dimension === task.dimension) ?? null;
    case "fix":
      return templates.get(fixTemplate(task, phase, findings)) ?? null;
    case "propose":
      return templates.get("propose") ?? null;
    case "develop":
      return templates.get("feature") ?? null;
  }
};
