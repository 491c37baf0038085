import type { SessionSettings } from "./events-session.ts";
import type { Observation } from "./observations.ts";
import { type Risk, risks } from "./words.ts";

type MeasuredChanges = Extract<Observation, { kind: "changes-measured" }>;

export type GateVerdict = {
  readonly verdict: "nothing" | "merge" | "ask" | "conflict" | "blocked";
  readonly risk: Risk | null;
  /** What makes it risky, a sentence each. */
  readonly reasons: readonly string[];
};

type Objection = { readonly risk: Risk; readonly reason: string };

const objectionsTo = (changes: MeasuredChanges, settings: SessionSettings): readonly Objection[] => {
  const objections: Objection[] = [];
  if (settings.requireConfirmationForDeletions && changes.removed > settings.confirmationThresholdLines) {
    const shrinking = changes.files.filter((file) => file.removed > 0).length;
    const reason = `${changes.removed} lines will be removed in ${shrinking} ${shrinking === 1 ? "file" : "files"}`;
    objections.push({ risk: "high", reason });
  }
  if (changes.files.length > settings.confirmationThresholdFiles) {
    objections.push({ risk: "medium", reason: `${changes.files.length} files will be changed` });
  }
  for (const path of changes.core) {
    objections.push({ risk: "medium", reason: `core file ${path} will be changed` });
  }
  return objections;
};

const highest = (objections: readonly Objection[]): Risk =>
  [...risks].reverse().find((risk) => objections.some((objection) => objection.risk === risk)) ?? "low";

/** Decides what may happen to an editing run's changes: the contract's change gate. */
export const judgeChanges = (changes: MeasuredChanges, settings: SessionSettings): GateVerdict => {
  if (changes.commit === null) return { verdict: "nothing", risk: null, reasons: [] };
  if (changes.suspicious.length > 0) {
    const reasons = changes.suspicious.map((what) => `${what} must not be merged`);
    return { verdict: "blocked", risk: "critical", reasons };
  }
  if (changes.conflicts.length > 0) {
    const reasons = [`conflicts with newer work in ${changes.conflicts.join(", ")}`];
    return { verdict: "conflict", risk: null, reasons };
  }
  const objections = objectionsTo(changes, settings);
  if (objections.length === 0) return { verdict: "merge", risk: null, reasons: [] };
  return { verdict: "ask", risk: highest(objections), reasons: objections.map(({ reason }) => reason) };
};
