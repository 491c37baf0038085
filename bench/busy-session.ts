import type { EventBody, SessionEvent } from "../src/engine/domain/events.ts";
import { settings } from "../test/support/bodies.ts";

const start = Date.UTC(2026, 0, 1);

/** The first events of a session with many runs under way, for screens and folds that must bear load. */
export const busyStart = (runs: number, module: string): readonly EventBody[] => [
  {
    type: "session.created",
    sessionId: "01900000-0000-7000-8000-000000000000",
    orchVersion: "bench",
    module: { name: "bench", path: module, relative: "." },
    repository: null,
    objective: null,
    feature: null,
    editing: { allowed: false, reason: "a bench", advice: null },
    settings: settings({
      concurrency: runs,
      timeoutSeconds: 86_400,
      preferredAuditTool: "bench",
      preferredDevTool: "bench",
    }),
  },
  { type: "iteration.started", iteration: 1 },
  { type: "phase.started", iteration: 1, phase: "audit" },
  ...Array.from({ length: runs }, (_, index): EventBody[] => {
    const run = String(index + 1).padStart(3, "0");
    return [
      {
        type: "run.requested",
        run,
        iteration: 1,
        phase: "audit",
        attempt: 1,
        task: { kind: "audit", dimension: `part${index}` },
        agent: "bench",
        model: null,
        choice: "a bench",
        timeoutSeconds: 86_400,
        reservedUsd: 0,
      },
      { type: "run.launched", run, pid: 1, startTicks: null },
    ];
  }).flat(),
];

export const activityOf = (runs: number, index: number): EventBody => ({
  type: "run.activity",
  run: String((index % runs) + 1).padStart(3, "0"),
  kind: "read",
  text: `src/module-${index}.ts`,
});

/** A whole journal of `count` events at the pace of `runs` busy agents. */
export const busyEvents = (runs: number, count: number): readonly SessionEvent[] => {
  const head = busyStart(runs, "/bench");
  return Array.from({ length: count }, (_, index): SessionEvent => {
    const body = head[index] ?? activityOf(runs, index);
    return { seq: index + 1, at: new Date(start + index * 16).toISOString(), ...body };
  });
};
