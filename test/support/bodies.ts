import type { EventBody } from "../../src/engine/domain/events.ts";
import type { SessionSettings } from "../../src/engine/domain/events-session.ts";
import type { CheckedFinding, DetectedAgent, RunEnding } from "../../src/engine/domain/observations.ts";
import type { AuditReport, ReportSummary } from "../../src/engine/reports/report.ts";
import type { BodyOf } from "./memory-session.ts";

export const settings = (change: Partial<SessionSettings> = {}): SessionSettings => ({
  targetScore: 95,
  minAcceptableScore: 80,
  maxIterations: 10,
  maxBudgetUsd: 5,
  scoring: "reported",
  dimensions: [{ name: "backend", weight: 1 }],
  yesTo: [],
  confirmTimeoutSeconds: null,
  confirmationThresholdLines: 50,
  confirmationThresholdFiles: 5,
  requireConfirmationForDeletions: true,
  coreFiles: ["package.json"],
  concurrency: 4,
  timeoutSeconds: 100,
  preferredAuditTool: "claude",
  preferredDevTool: "claude",
  onlyAgent: null,
  agents: [],
  commands: { test: "npm test", lint: null, typecheck: null, integration: null },
  ...change,
});

export const created = (
  change: Partial<SessionSettings> = {},
  rest: Partial<BodyOf<"session.created">> = {},
): EventBody => ({
  type: "session.created",
  sessionId: "s1",
  orchVersion: "0.1.0",
  module: { name: "shop", path: "/work/shop", relative: "." },
  repository: { root: "/work/shop", branch: "main", head: "abc" },
  objective: null,
  feature: null,
  settings: settings(change),
  editing: { allowed: true, reason: null, advice: null },
  ...rest,
});

export const agent = (name: string, change: Partial<DetectedAgent> = {}): DetectedAgent => ({
  name,
  available: true,
  version: "1.0.0",
  problem: null,
  canEdit: true,
  deterministic: false,
  ...change,
});

export const started = (attended = true, pid = 100): EventBody => ({ type: "engine.started", pid, attended });

export const detected = (...agents: readonly DetectedAgent[]): EventBody => ({
  type: "agents.detected",
  agents: agents.map((one) => ({ ...one })),
});

export const ending = (run: string, change: Partial<RunEnding> = {}): RunEnding => ({
  run,
  outcome: "succeeded",
  exitCode: 0,
  message: "finished",
  advice: null,
  retryAfterSeconds: null,
  durationSeconds: 5,
  outputBytes: 100,
  ...change,
});

export const problem = (title: string, change: Partial<CheckedFinding> = {}): CheckedFinding => ({
  severity: "P1",
  title,
  description: null,
  file: "src/app.ts",
  line: 10,
  endLine: null,
  recommendation: null,
  evidence: "verified",
  evidenceReason: null,
  ...change,
});

export const summary = (change: Partial<ReportSummary> = {}): ReportSummary => ({
  kind: "report",
  score: null,
  scoreLine: null,
  statedCounts: null,
  findings: [],
  date: null,
  auditor: null,
  language: null,
  confidence: 0.4,
  warnings: [],
  ...change,
});

export const wholeReport = (findings: readonly CheckedFinding[], score: number | null): AuditReport => ({
  ...summary({
    score,
    confidence: 1,
    findings: findings.map((finding, index) => ({ ...finding, reportLine: index + 1 })),
  }),
  counts: { P0: 0, P1: 0, P2: 0, P3: 0, P4: 0 },
});

export const facts = {
  name: "shop",
  purpose: null,
  manifest: "package.json",
  files: 3,
  lines: 90,
  languages: [],
  technologies: [],
  dependencies: [],
  complexity: "low" as const,
  partial: false,
};
