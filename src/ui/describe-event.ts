import type { SessionEvent } from "../engine/domain/events.ts";
import { runDescribers } from "./describe-run-events.ts";
import {
  type Described,
  type Describers,
  decision,
  type EventClass,
  problem,
  progress,
} from "./described.ts";
import { money, percent, plural, score } from "./format.ts";
import type { Tone } from "./theme.ts";

const because = (reason: string | null): string => (reason === null ? "" : `: ${reason}`);

const sessionDescribers: Describers = {
  "session.created": (event) => progress("▶", `session of ${event.module.name} (${event.module.relative})`),
  "engine.started": (event) => progress("▶", `engine started, pid ${event.pid}`),
  "journal.repaired": (event) => problem(`journal repaired: ${event.bytesCut} bytes of a torn line cut off`),
  "agents.detected": (event) => {
    const able = event.agents.filter((agent) => agent.available).map((agent) => agent.name);
    return progress("▶", `agents: ${able.length === 0 ? "none is available" : able.join(", ")}`);
  },
  "iteration.started": (event) => progress("▶", `iteration ${event.iteration}`),
  "phase.started": (event) => progress("▶", `${event.phase} begins`),
  "phase.finished": (event) =>
    event.outcome === "failed"
      ? problem(`${event.phase} failed${because(event.reason)}`)
      : progress("✔", `${event.phase} ${event.outcome}${because(event.reason)}`),
  "discovery.completed": (event) =>
    progress(
      "✔",
      `${event.facts.name}: ${plural(event.facts.files, "file")}, ${plural(event.facts.lines, "line")}`,
    ),
  "score.recorded": (event) => decision(`score ${score(event.overall)} after ${event.phase}`),
  "tests.completed": (event) =>
    event.passed === null
      ? problem("the tests could not be run")
      : event.passed
        ? progress("✔", "tests pass")
        : problem(`tests fail (round ${event.round})`),
  "strategy.changed": (event) => decision(`strategy ${event.strategy}: ${event.reason}`),
  "budget.alerted": (event) =>
    decision(`${percent(event.share)} of the budget spent: ${money(event.spentUsd)}`),
  "warning.raised": (event) => problem(event.message),
  "command.refused": (event) => problem(`command refused: ${event.reason}`),
  "session.paused": (event) => decision(`paused by ${event.channel}`),
  "session.unpaused": (event) => decision(`unpaused by ${event.channel}`),
  "session.abort-requested": (event) => decision(`abort asked for by ${event.channel}`),
  "session.stopped": (event) => decision(`stopped (${event.reason}): ${event.message}`),
  "session.resumed": (event) => decision(`resumed: ${event.reason}`),
};

const describers: Describers = { ...sessionDescribers, ...runDescribers };

export const describeEvent = (event: SessionEvent): Described => {
  // The map is keyed by the event's own type, which the type system cannot follow through an index.
  const describe = describers[event.type] as ((event: SessionEvent) => Described) | undefined;
  return describe?.(event) ?? progress("·", event.type);
};

export const toneOfClass: Readonly<Record<EventClass, Tone>> = {
  activity: "dim",
  problem: "bad",
  decision: "warn",
  progress: "plain",
};
