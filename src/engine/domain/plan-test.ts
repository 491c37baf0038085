import type { Plan } from "./effect.ts";
import type { PhaseRecord, SessionState } from "./state.ts";

/** Test: the project's own commands, once per round. */
export const planTest = (state: SessionState, record: PhaseRecord): Plan => {
  const { iteration, phase } = record;
  const commands = state.facts?.settings.commands;
  const configured = Object.values(commands ?? {}).some((command) => command !== null);
  if (!configured) {
    const reason = "no test command is known (commands.test in orch.yaml)";
    return {
      events: [{ type: "phase.finished", iteration, phase, outcome: "skipped", reason }],
      effects: [],
    };
  }
  const round = state.phases.filter((other) => other.phase === phase && other.iteration === iteration).length;
  const result = state.tests.find((test) => test.iteration === iteration && test.round === round);
  if (result === undefined) return { events: [], effects: [{ kind: "test", iteration, round }] };
  const names = result.commands.map(
    ({ command, exitCode }) => `${command} (exit code ${exitCode ?? "none"})`,
  );
  if (result.passed === null) {
    const reason = `could not be run: ${names.join(", ")}; are the project's dependencies installed?`;
    return {
      events: [{ type: "phase.finished", iteration, phase, outcome: "skipped", reason }],
      effects: [],
    };
  }
  const outcome = result.passed ? "done" : "failed";
  const failing = result.commands.filter((command) => command.exitCode !== 0).map((command) => command.name);
  const reason = result.passed ? null : `failing: ${failing.join(", ")}`;
  return { events: [{ type: "phase.finished", iteration, phase, outcome, reason }], effects: [] };
};
