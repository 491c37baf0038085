import type { Frontend, FrontendState, Intent, Link, TailRequest } from "../../src/engine/contract.ts";
import type { EventBody, SessionEvent } from "../../src/engine/domain/events.ts";
import type { RecordedFinding } from "../../src/engine/domain/events-run.ts";
import { evolveAll } from "../../src/engine/domain/evolve.ts";
import { emptyState } from "../../src/engine/domain/state.ts";
import { settings } from "../support/bodies.ts";

/* Sessions for the screen, made of real events through the only fold. */

const roomSettings = settings({
  targetScore: 100,
  dimensions: [
    { name: "backend", weight: 2 },
    { name: "security", weight: 2 },
    { name: "tests", weight: 1 },
    { name: "architecture", weight: 1 },
  ],
  timeoutSeconds: 600,
  preferredAuditTool: "copilot",
  preferredDevTool: "codex",
});

export const start = Date.parse("2026-11-20T10:00:00.000Z");

/** An event and the second of the session at which it happens. */
export type Timed = readonly [second: number, body: EventBody];

export const numbered = (events: readonly Timed[]): readonly SessionEvent[] =>
  events.map(([second, body], index) => ({
    ...body,
    seq: index + 1,
    at: new Date(start + second * 1000).toISOString(),
  }));

const live: Link = { kind: "live", engineAlive: true, problem: null };

export const stateOf = (events: readonly Timed[], link: Link = live): FrontendState => {
  const all = numbered(events);
  return { session: evolveAll(emptyState, all), recent: all.slice(-500), link };
};

export type FakeFrontend = Frontend & {
  readonly intents: readonly Intent[];
  readonly show: (state: FrontendState) => void;
};

type FakeOptions = {
  readonly tail?: (request: TailRequest) => Promise<string | null>;
  readonly dispatch?: (intent: Intent) => Promise<void>;
};

/** A frontend without an engine: it shows what it is told and remembers what it was asked. */
export const fakeFrontend = (first: FrontendState, options: FakeOptions = {}): FakeFrontend => {
  let state = first;
  const listeners = new Set<(state: FrontendState) => void>();
  const intents: Intent[] = [];
  return {
    intents,
    store: {
      getState: () => state,
      subscribe: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    show: (next) => {
      state = next;
      for (const listener of listeners) listener(next);
    },
    dispatch: async (intent) => {
      intents.push(intent);
      await options.dispatch?.(intent);
    },
    tail: options.tail ?? (async () => null),
    close: async () => undefined,
  };
};

const created: Timed = [
  0,
  {
    type: "session.created",
    sessionId: "0197a2c4-7a10-7cc0-8000-3f2d1c5b9e01",
    orchVersion: "0.1.0",
    module: {
      name: "ai-service",
      path: "/home/ana/shop/services/ai-service",
      relative: "services/ai-service",
    },
    repository: { root: "/home/ana/shop", branch: "main", head: "4f2c9d1" },
    objective: null,
    feature: null,
    settings: roomSettings,
    editing: { allowed: true, reason: null, advice: null },
  },
];

const agent = (name: string, available: boolean, problem: string | null) => ({
  name,
  available,
  version: available ? "1.0.2" : null,
  problem,
  canEdit: true,
  deterministic: name === "local",
});

export const opening: readonly Timed[] = [
  created,
  [0, { type: "engine.started", pid: 4711, attended: true }],
  [
    1,
    {
      type: "agents.detected",
      agents: [
        agent("copilot", true, null),
        agent("codex", true, null),
        agent("local", true, null),
        agent("gemini", false, "not logged in: run `gemini` once and log in"),
      ],
    },
  ],
  [1, { type: "iteration.started", iteration: 1 }],
  [1, { type: "phase.started", iteration: 1, phase: "discovery" }],
  [
    2,
    {
      type: "discovery.completed",
      facts: {
        name: "ai-service",
        purpose: null,
        manifest: "pyproject.toml",
        files: 184,
        lines: 12_480,
        languages: [{ name: "Python", files: 160, lines: 11_000 }],
        technologies: ["Python", "FastAPI"],
        dependencies: [],
        complexity: "medium",
        partial: false,
      },
    },
  ],
  [2, { type: "phase.finished", iteration: 1, phase: "discovery", outcome: "done", reason: null }],
];

export const finding = (
  id: string,
  severity: RecordedFinding["severity"],
  part: Partial<RecordedFinding> = {},
): RecordedFinding => ({
  id,
  status: "new",
  dimension: "backend",
  severity,
  title: `finding ${id}`,
  description: null,
  file: `src/file-${id}.py`,
  line: 10,
  endLine: null,
  recommendation: null,
  evidence: "verified",
  evidenceReason: null,
  ...part,
});

type RunPart = {
  readonly id: string;
  readonly agent: string;
  readonly model: string | null;
  readonly at: number;
  readonly dimension: string;
};

export const auditRun = ({ id, agent: name, model, at, dimension }: RunPart): readonly Timed[] => [
  [
    at,
    {
      type: "run.requested",
      run: id,
      iteration: 1,
      phase: "audit",
      attempt: 1,
      task: { kind: "audit", dimension },
      agent: name,
      model,
      choice: "preferredAuditTool",
      timeoutSeconds: 600,
      reservedUsd: name === "local" ? 0 : 0.08,
    },
  ],
  [at, { type: "run.launched", run: id, pid: 5000 + at, startTicks: null }],
];

export const usage = (
  run: string,
  at: number,
  costUsd: number,
  source: "reported" | "priced" | "estimated",
): Timed => [
  at,
  {
    type: "run.usage",
    run,
    model: null,
    inputTokens: 11_600,
    cachedInputTokens: 7_100,
    outputTokens: 800,
    costUsd,
    source,
  },
];

export const activity = (
  run: string,
  at: number,
  kind: "read" | "edit" | "run" | "think" | "say" | "note",
  text: string,
): Timed => [at, { type: "run.activity", run, kind, text }];

const fourRuns: readonly RunPart[] = [
  { id: "r1", agent: "copilot", model: "gpt-4o", at: 3, dimension: "backend" },
  { id: "r2", agent: "codex", model: "gpt-5-codex", at: 3, dimension: "security" },
  { id: "r3", agent: "copilot", model: "gpt-4o", at: 4, dimension: "tests" },
  { id: "r4", agent: "local", model: null, at: 4, dimension: "architecture" },
];

/** Four audits side by side: priced, estimated, silent and free. */
export const auditing: readonly Timed[] = [
  ...opening,
  [3, { type: "phase.started", iteration: 1, phase: "audit" }],
  ...fourRuns.flatMap(auditRun),
  activity("r1", 8, "read", "controllers/api.py"),
  activity("r1", 14, "run", "grep -rn execute models/"),
  usage("r1", 15, 0.06, "priced"),
  activity("r2", 16, "read", "models/user.py"),
  activity("r2", 22, "think", '"the validator rejects empty names, but not those of spaces only"'),
  usage("r2", 23, 0.04, "estimated"),
  activity("r4", 24, "run", "oxlint --format json src"),
  usage("r4", 25, 0, "reported"),
  activity("r1", 45, "edit", "notes.md"),
];
