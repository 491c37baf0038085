import type { EventBody, SessionEvent } from "../../../src/engine/domain/events.ts";
import type { RecordedFinding } from "../../../src/engine/domain/events-run.ts";
import { evolve } from "../../../src/engine/domain/evolve.ts";
import { emptyState, type SessionState } from "../../../src/engine/domain/state.ts";
import type { Phase } from "../../../src/engine/domain/words.ts";
import { settings } from "../../support/bodies.ts";

export type Timed = readonly [second: number, body: EventBody];

const start = Date.parse("2026-01-02T03:04:05.000Z");

export const fold = (events: readonly Timed[]): SessionState =>
  events.reduce<SessionState>((state, [second, body], index) => {
    const at = new Date(start + second * 1000).toISOString();
    return evolve(state, { ...body, seq: index + 1, at } as SessionEvent);
  }, emptyState);

export const created = (name = "ai_service"): EventBody => ({
  type: "session.created",
  sessionId: "0197-session",
  orchVersion: "0.1.0",
  module: { name, path: `/p/${name}`, relative: name },
  repository: { root: "/p", branch: "main", head: "abc" },
  objective: null,
  feature: null,
  settings: settings({
    dimensions: [
      { name: "backend", weight: 1 },
      { name: "tests", weight: 1 },
    ],
    coreFiles: [],
    timeoutSeconds: 600,
  }),
  editing: { allowed: true, reason: null, advice: null },
});

export const finding = (id: string, change: Partial<RecordedFinding> = {}): RecordedFinding => ({
  id,
  status: "new",
  dimension: "backend",
  severity: "P0",
  title: `Finding ${id}`,
  description: null,
  file: "src/query.py",
  line: 128,
  endLine: null,
  recommendation: null,
  evidence: "verified",
  evidenceReason: null,
  ...change,
});

export const requested = (
  run: string,
  change: Partial<Extract<EventBody, { type: "run.requested" }>> = {},
): EventBody => ({
  type: "run.requested",
  run,
  iteration: 1,
  phase: "audit",
  attempt: 1,
  task: { kind: "audit", dimension: "backend" },
  agent: "claude",
  model: "sonnet",
  choice: "preferred",
  timeoutSeconds: 600,
  reservedUsd: 0.5,
  ...change,
});

export const usage = (
  run: string,
  costUsd: number,
  source: "reported" | "estimated" = "reported",
): EventBody => ({
  type: "run.usage",
  run,
  model: null,
  inputTokens: 1000,
  cachedInputTokens: 400,
  outputTokens: 200,
  costUsd,
  source,
});

export const finished = (run: string): EventBody => ({
  type: "run.finished",
  run,
  outcome: "succeeded",
  exitCode: 0,
  message: "done",
  advice: null,
  durationSeconds: 10,
  outputBytes: 10_000,
});

export const scored = (
  phase: Phase,
  backend: number | null,
  tests: number | null,
  overall: number | null,
): EventBody => ({
  type: "score.recorded",
  iteration: 1,
  phase,
  overall,
  dimensions: [
    {
      name: "backend",
      weight: 1,
      reported: backend,
      computed: null,
      used: backend,
      missing: backend === null ? "not-done" : null,
    },
    {
      name: "tests",
      weight: 1,
      reported: tests,
      computed: null,
      used: tests,
      missing: tests === null ? "not-judged" : null,
    },
  ],
});
