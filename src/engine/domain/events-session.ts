import * as z from "zod";
import { phases, risks, stopReasons } from "./words.ts";

const dimension = z.object({ name: z.string(), weight: z.number().positive() });

/** What one agent was configured to be; secrets are never part of it. */
const agentSettings = z.object({
  name: z.string(),
  model: z.string().nullable(),
  fallback: z.string().nullable(),
  timeoutSeconds: z.number().positive().nullable(),
  concurrency: z.int().positive().nullable(),
});

/** The effective limits and choices of a session, fixed when it starts. USD, seconds, 0–100 scores. */
export const sessionSettingsSchema = z.object({
  targetScore: z.number(),
  minAcceptableScore: z.number(),
  maxIterations: z.int(),
  maxBudgetUsd: z.number(),
  scoring: z.enum(["reported", "computed"]),
  dimensions: z.array(dimension),
  yesTo: z.array(z.enum(risks)),
  /** Seconds that a session waits for an answer; null: for ever with a person, not at all without one. */
  confirmTimeoutSeconds: z.number().nullable(),
  confirmationThresholdLines: z.int(),
  confirmationThresholdFiles: z.int(),
  requireConfirmationForDeletions: z.boolean(),
  coreFiles: z.array(z.string()),
  concurrency: z.int().positive(),
  timeoutSeconds: z.number().positive(),
  preferredAuditTool: z.string(),
  preferredDevTool: z.string(),
  /** The agent that `--agent` names: used for everything, null when the table chooses. */
  onlyAgent: z.string().nullable(),
  agents: z.array(agentSettings),
  commands: z.object({
    test: z.string().nullable(),
    lint: z.string().nullable(),
    typecheck: z.string().nullable(),
    integration: z.string().nullable(),
  }),
});
export type SessionSettings = z.infer<typeof sessionSettingsSchema>;

export const discoveryFactsSchema = z.object({
  name: z.string(),
  purpose: z.string().nullable(),
  manifest: z.string().nullable(),
  files: z.int(),
  lines: z.int(),
  languages: z.array(z.object({ name: z.string(), files: z.int(), lines: z.int() })),
  technologies: z.array(z.string()),
  dependencies: z.array(z.string()),
  complexity: z.enum(["low", "medium", "high"]),
  /** True when the tree was larger than what discovery counts. */
  partial: z.boolean(),
});
export type DiscoveryFacts = z.infer<typeof discoveryFactsSchema>;

const testCommandResult = z.object({
  name: z.string(),
  command: z.string(),
  exitCode: z.int().nullable(),
  passed: z.int().nullable(),
  failed: z.int().nullable(),
  skipped: z.int().nullable(),
  errors: z.int().nullable(),
  coverage: z.number().nullable(),
  durationSeconds: z.number(),
  failures: z.array(
    z.object({
      name: z.string(),
      file: z.string().nullable(),
      line: z.int().nullable(),
      message: z.string().nullable(),
    }),
  ),
});
export type TestCommandResult = z.infer<typeof testCommandResult>;

const dimensionScore = z.object({
  name: z.string(),
  weight: z.number(),
  reported: z.number().nullable(),
  computed: z.number().nullable(),
  /** The one that steers; null when the dimension is not judged or its audit was not done. */
  used: z.number().nullable(),
  missing: z.enum(["not-judged", "not-done"]).nullable(),
});
export type DimensionScore = z.infer<typeof dimensionScore>;

const iteration = z.int().positive();

export const sessionEvents = [
  z.object({
    type: z.literal("session.created"),
    sessionId: z.string(),
    orchVersion: z.string(),
    module: z.object({ name: z.string(), path: z.string(), relative: z.string() }),
    repository: z.object({ root: z.string(), branch: z.string(), head: z.string() }).nullable(),
    objective: z.string().nullable(),
    feature: z.string().nullable(),
    settings: sessionSettingsSchema,
    /** Whether editing runs may start, and if not why and what to do. */
    editing: z.object({ allowed: z.boolean(), reason: z.string().nullable(), advice: z.string().nullable() }),
  }),
  z.object({
    type: z.literal("engine.started"),
    pid: z.int(),
    attended: z.boolean(),
    /** When the process started, in clock ticks since boot: pids are used again, in containers always. */
    startTicks: z.string().nullable().optional(),
  }),
  z.object({ type: z.literal("journal.repaired"), bytesCut: z.int() }),
  z.object({
    type: z.literal("agents.detected"),
    agents: z.array(
      z.object({
        name: z.string(),
        available: z.boolean(),
        version: z.string().nullable(),
        /** Why it is passed over, with what to do; null when it is available. */
        problem: z.string().nullable(),
        canEdit: z.boolean(),
        /** The same input always gives the same result, so a second try is a waste. */
        deterministic: z.boolean(),
      }),
    ),
  }),
  z.object({ type: z.literal("iteration.started"), iteration }),
  z.object({ type: z.literal("phase.started"), iteration, phase: z.enum(phases) }),
  z.object({
    type: z.literal("phase.finished"),
    iteration,
    phase: z.enum(phases),
    outcome: z.enum(["done", "skipped", "failed", "reused"]),
    reason: z.string().nullable(),
  }),
  z.object({ type: z.literal("discovery.completed"), facts: discoveryFactsSchema }),
  z.object({
    type: z.literal("score.recorded"),
    iteration,
    phase: z.enum(phases),
    dimensions: z.array(dimensionScore),
    /** Weighted mean of what is known; null when nothing is. */
    overall: z.number().nullable(),
  }),
  z.object({
    type: z.literal("tests.completed"),
    iteration,
    round: z.int(),
    /** Null: none could be run at all, for example because the project is not installed. */
    passed: z.boolean().nullable(),
    commands: z.array(testCommandResult),
  }),
  z.object({ type: z.literal("strategy.changed"), strategy: z.literal("high-impact"), reason: z.string() }),
  z.object({ type: z.literal("budget.alerted"), spentUsd: z.number(), share: z.number() }),
  z.object({
    type: z.literal("warning.raised"),
    code: z.string(),
    message: z.string(),
    run: z.string().nullable(),
  }),
  z.object({ type: z.literal("command.refused"), command: z.string(), reason: z.string() }),
  z.object({ type: z.literal("session.paused"), channel: z.string() }),
  z.object({ type: z.literal("session.unpaused"), channel: z.string() }),
  z.object({ type: z.literal("session.abort-requested"), channel: z.string() }),
  z.object({
    type: z.literal("session.stopped"),
    reason: z.enum(stopReasons),
    exitCode: z.int(),
    message: z.string(),
  }),
  z.object({ type: z.literal("session.resumed"), reason: z.string() }),
] as const;
