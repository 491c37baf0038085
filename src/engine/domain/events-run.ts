import * as z from "zod";
import { severities } from "./severity.ts";
import { activityKinds, costSources, phases, risks, runOutcomes } from "./words.ts";

/** What a run is for. A fix run never shares a file with another one of its phase. */
export const taskSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("audit"), dimension: z.string() }),
  z.object({
    kind: z.literal("fix"),
    group: z.string(),
    findings: z.array(z.string()),
    files: z.array(z.string()),
  }),
  z.object({ kind: z.literal("propose"), feature: z.string() }),
  z.object({ kind: z.literal("develop"), feature: z.string() }),
]);
export type Task = z.infer<typeof taskSchema>;

const run = z.string();

export const evidenceStates = ["verified", "moved", "unverified", "unlocated"] as const;

export const recordedFindingSchema = z.object({
  /** Stable in the session: F1, F2, … */
  id: z.string(),
  status: z.enum(["new", "open", "reopened"]),
  dimension: z.string(),
  severity: z.enum(severities),
  title: z.string(),
  description: z.string().nullable(),
  /** Relative to the module, when the evidence found it; else as the report wrote it. */
  file: z.string().nullable(),
  line: z.int().nullable(),
  endLine: z.int().nullable(),
  recommendation: z.string().nullable(),
  evidence: z.enum(evidenceStates),
  evidenceReason: z.string().nullable(),
});
export type RecordedFinding = z.infer<typeof recordedFindingSchema>;

export const changedFileSchema = z.object({
  path: z.string(),
  added: z.int(),
  removed: z.int(),
  status: z.enum(["added", "modified", "deleted", "renamed"]),
});
export type ChangedFile = z.infer<typeof changedFileSchema>;

export const runEvents = [
  z.object({
    type: z.literal("run.requested"),
    run,
    iteration: z.int(),
    phase: z.enum(phases),
    attempt: z.int().positive(),
    task: taskSchema,
    agent: z.string(),
    model: z.string().nullable(),
    /** Why this agent, for the person who wonders. */
    choice: z.string(),
    timeoutSeconds: z.number().positive(),
    reservedUsd: z.number(),
  }),
  z.object({ type: z.literal("run.launched"), run, pid: z.int(), startTicks: z.string().nullable() }),
  z.object({ type: z.literal("run.activity"), run, kind: z.enum(activityKinds), text: z.string().max(200) }),
  /** Totals of the run so far, not increments. Input tokens include cached ones. */
  z.object({
    type: z.literal("run.usage"),
    run,
    model: z.string().nullable(),
    inputTokens: z.int().nonnegative(),
    cachedInputTokens: z.int().nonnegative(),
    outputTokens: z.int().nonnegative(),
    costUsd: z.number().nonnegative(),
    source: z.enum(costSources),
  }),
  z.object({
    type: z.literal("run.finished"),
    run,
    outcome: z.enum(runOutcomes),
    exitCode: z.int().nullable(),
    message: z.string(),
    advice: z.string().nullable(),
    durationSeconds: z.number().nonnegative(),
    outputBytes: z.int().nonnegative(),
  }),
  z.object({
    type: z.literal("retry.scheduled"),
    run,
    notBefore: z.string(),
    agent: z.string(),
    model: z.string().nullable(),
    timeoutSeconds: z.number().positive(),
    reason: z.string(),
  }),
  /** Nothing helped: the task of this run stays undone and the person is told. */
  z.object({ type: z.literal("task.abandoned"), run, reason: z.string() }),
  /** The agent cannot be used in this session any more, for example because its key is wrong. */
  z.object({ type: z.literal("agent.passed-over"), agent: z.string(), reason: z.string() }),
  z.object({ type: z.literal("circuit.opened"), agent: z.string(), until: z.string(), reason: z.string() }),
  z.object({
    type: z.literal("report.read"),
    run,
    dimension: z.string(),
    kind: z.enum(["report", "transcript", "not-a-report"]),
    reportedScore: z.number().nullable(),
    computedScore: z.number().nullable(),
    notJudged: z.boolean(),
    bytesRead: z.int(),
    bytesTotal: z.int(),
    confidence: z.number(),
    warnings: z.array(z.string()),
  }),
  z.object({
    type: z.literal("findings.recorded"),
    run,
    dimension: z.string(),
    findings: z.array(recordedFindingSchema),
    /** Ids of earlier findings of the dimension that this audit no longer reports. */
    closed: z.array(z.string()),
  }),
  z.object({
    type: z.literal("changes.measured"),
    run,
    /** The commit on the run's own branch; null when the run changed nothing. */
    commit: z.string().nullable(),
    files: z.array(changedFileSchema),
    added: z.int(),
    removed: z.int(),
    verdict: z.enum(["nothing", "merge", "ask", "conflict", "blocked"]),
    risk: z.enum(risks).nullable(),
    reasons: z.array(z.string()),
  }),
  z.object({
    type: z.literal("changes.merged"),
    run,
    commit: z.string(),
    files: z.int(),
    added: z.int(),
    removed: z.int(),
  }),
  z.object({
    type: z.literal("changes.discarded"),
    run,
    reason: z.enum(["nothing", "rejected", "conflict", "blocked", "failed"]),
    detail: z.string(),
    /** Where the work is kept until the session is closed; null when there is none. */
    keptAt: z.string().nullable(),
  }),
  z.object({
    type: z.literal("confirmation.requested"),
    confirmation: z.string(),
    operation: z.string(),
    risk: z.enum(risks),
    details: z.array(z.string()),
    reason: z.string(),
    run: z.string().nullable(),
  }),
  z.object({
    type: z.literal("confirmation.answered"),
    confirmation: z.string(),
    answer: z.enum(["approved", "rejected"]),
    by: z.enum(["person", "policy"]),
    channel: z.string(),
  }),
] as const;
