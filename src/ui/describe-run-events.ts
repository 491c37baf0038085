import type { EventOf } from "../engine/domain/events.ts";
import { outcomeWords } from "./describe-run.ts";
import { activity, type Describers, decision, problem, progress } from "./described.ts";
import { duration, money, plural, score, tokens } from "./format.ts";

const taskWords = (event: EventOf<"run.requested">): string => {
  switch (event.task.kind) {
    case "audit":
      return `audit ${event.task.dimension}`;
    case "fix":
      return `close ${event.task.findings.join(", ")}`;
    case "propose":
    case "develop":
      return `${event.task.kind} ${event.task.feature}`;
  }
};

/** What happens to one run, in a line each. */
export const runDescribers: Describers = {
  "run.requested": (event) =>
    progress(
      "▶",
      `${event.run} ${event.agent}: ${taskWords(event)} (attempt ${event.attempt}, ${event.choice})`,
    ),
  "run.launched": (event) => progress("▶", `${event.run} launched, pid ${event.pid}`),
  "run.activity": (event) => activity(`${event.run} ${event.kind} ${event.text}`),
  "run.usage": (event) =>
    activity(
      `${event.run} ${tokens(event.inputTokens + event.outputTokens)} tokens, ${money(event.costUsd)} ${event.source}`,
    ),
  "run.finished": (event) => {
    const text = `${event.run} ${outcomeWords[event.outcome]} after ${duration(event.durationSeconds)}: ${event.message}`;
    return event.outcome === "succeeded" ? progress("✔", text) : problem(text);
  },
  "retry.scheduled": (event) => problem(`${event.run} again with ${event.agent}: ${event.reason}`),
  "task.abandoned": (event) => problem(`${event.run} not done: ${event.reason}`),
  "agent.passed-over": (event) => problem(`${event.agent} passed over: ${event.reason}`),
  "circuit.opened": (event) => problem(`${event.agent} rests until ${event.until}: ${event.reason}`),
  "report.read": (event) =>
    progress(
      "✔",
      `${event.run} ${event.dimension} report: score ${score(event.reportedScore ?? event.computedScore)}`,
    ),
  "findings.recorded": (event) =>
    progress(
      "✔",
      `${event.run} ${event.dimension}: ${plural(event.findings.length, "finding")}, ${event.closed.length} closed`,
    ),
  "changes.measured": (event) =>
    progress(
      "✔",
      `${event.run} changed ${event.files.length} files +${event.added} −${event.removed}: ${event.verdict}`,
    ),
  "changes.merged": (event) =>
    decision(`${event.run} merged as ${event.commit.slice(0, 7)}, ${plural(event.files, "file")}`),
  "changes.discarded": (event) => decision(`${event.run} not merged (${event.reason}): ${event.detail}`),
  "confirmation.requested": (event) =>
    decision(`${event.confirmation} asked: ${event.operation} (risk ${event.risk})`),
  "confirmation.answered": (event) =>
    decision(`${event.confirmation} ${event.answer} by ${event.by} (${event.channel})`),
};
