import type { EventBody } from "../../src/engine/domain/events.ts";
import { activity, auditing, finding, type Timed, usage } from "./session.ts";

/* A session that audits, closes gaps and asks. */

export const dimensionScores = (values: readonly (number | null)[]) =>
  ["backend", "security", "tests", "architecture"].map((name, index) => {
    const used = values[index] ?? null;
    return {
      name,
      weight: 1,
      reported: used,
      computed: used,
      used,
      missing: used === null ? ("not-judged" as const) : null,
    };
  });

export const finished = (
  run: string,
  at: number,
  message: string,
  part: Partial<Extract<EventBody, { type: "run.finished" }>> = {},
): Timed => [
  at,
  {
    type: "run.finished",
    run,
    outcome: "succeeded",
    exitCode: 0,
    message,
    advice: null,
    durationSeconds: at - 4,
    outputBytes: 48_000,
    ...part,
  },
];

const report = (run: string, at: number, dimension: string, value: number | null): Timed => [
  at,
  {
    type: "report.read",
    run,
    dimension,
    kind: "report",
    reportedScore: value,
    computedScore: value,
    notJudged: value === null,
    bytesRead: 4096,
    bytesTotal: 18_000,
    confidence: 0.9,
    warnings: [],
  },
];

const found: Timed = [
  70,
  {
    type: "findings.recorded",
    run: "r1",
    dimension: "backend",
    closed: [],
    findings: [
      finding("F1", "P0", {
        title: "SQL injection in query builder",
        file: "controllers/query.py",
        line: 128,
        description: "The ORDER BY clause is built from the request without any check.",
        recommendation: "Map the allowed column names to constants and refuse everything else.",
      }),
      finding("F2", "P0", {
        title: "Token compared with ==",
        file: "controllers/api.py",
        line: 45,
        dimension: "security",
      }),
      finding("F3", "P1", {
        title: "Users can read the orders of others",
        file: "models/user.py",
        line: 34,
        dimension: "security",
      }),
      finding("F4", "P1", { title: "Retries without an upper bound", file: "jobs/sync.py", line: 210 }),
      finding("F5", "P2", {
        title: "No test for the refund path",
        file: null,
        line: null,
        dimension: "tests",
        evidence: "unlocated",
      }),
      finding("F6", "P2", {
        title: "Dead module",
        file: "legacy/old_export.py",
        line: 400,
        evidence: "unverified",
        evidenceReason: "the file has 212 lines",
      }),
      finding("F7", "P3", { title: "Long function", file: "controllers/api.py", line: 90 }),
    ],
  },
];

const audited: readonly Timed[] = [
  ...auditing,
  report("r1", 68, "backend", 70),
  report("r2", 68, "security", 68),
  report("r3", 69, "tests", 80),
  report("r4", 69, "architecture", null),
  found,
  finished("r1", 71, "Report written: 4 findings."),
  finished("r2", 71, "Report written: 2 findings."),
  finished("r3", 72, "Report written: 1 finding."),
  finished("r4", 72, "Nothing to judge."),
  [
    73,
    {
      type: "score.recorded",
      iteration: 1,
      phase: "audit",
      dimensions: dimensionScores([70, 68, 80, null]),
      overall: 72,
    },
  ],
  [73, { type: "phase.finished", iteration: 1, phase: "audit", outcome: "done", reason: null }],
];

const fix = (
  run: string,
  at: number,
  agent: string,
  model: string,
  findings: readonly string[],
  files: readonly string[],
): readonly Timed[] => [
  [
    at,
    {
      type: "run.requested",
      run,
      iteration: 1,
      phase: "close-gaps",
      attempt: 1,
      task: { kind: "fix", group: run, findings: [...findings], files: [...files] },
      agent,
      model,
      choice: "high complexity → codex",
      timeoutSeconds: 900,
      reservedUsd: 0.2,
    },
  ],
  [at, { type: "run.launched", run, pid: 6000 + at, startTicks: null }],
];

export const fixing: readonly Timed[] = [
  ...audited,
  [74, { type: "phase.started", iteration: 1, phase: "close-gaps" }],
  ...fix("r5", 75, "codex", "gpt-5-codex", ["F1", "F6"], ["controllers/query.py", "legacy/old_export.py"]),
  ...fix("r6", 75, "copilot", "gpt-4o", ["F3"], ["models/user.py"]),
  activity("r5", 80, "edit", "controllers/query.py"),
  activity("r6", 82, "read", "models/user.py"),
  usage("r5", 118, 0.11, "priced"),
];

const files = [
  { path: "controllers/query.py", added: 12, removed: 61, status: "modified" as const },
  { path: "legacy/old_export.py", added: 0, removed: 212, status: "deleted" as const },
];

export const asking: readonly Timed[] = [
  ...fixing,
  finished("r5", 120, "Both findings are closed."),
  [
    121,
    {
      type: "changes.measured",
      run: "r5",
      commit: "9c1f2aa07",
      files,
      added: 12,
      removed: 273,
      verdict: "ask",
      risk: "high",
      reasons: ["273 lines will be removed in 2 files"],
    },
  ],
  [
    121,
    {
      type: "confirmation.requested",
      confirmation: "C1",
      operation: "Merge changes that delete many lines",
      risk: "high",
      details: ["273 lines will be removed in 2 files"],
      reason: 'closes P0 "SQL injection in query builder"; closes P2 "Dead module"',
      run: "r5",
    },
  ],
];

export const askingCritical: readonly Timed[] = [
  ...asking,
  [
    122,
    {
      type: "confirmation.requested",
      confirmation: "C2",
      operation: "Run a database migration",
      risk: "critical",
      details: ["migrations/0007_orders.sql drops the column orders.legacy_id", "This cannot be undone."],
      reason: 'builds the feature "refunds"',
      run: null,
    },
  ],
];

/** The same question as the only one: critical risk first in the queue. */
export const onlyCritical: readonly Timed[] = [
  ...askingCritical,
  [
    123,
    { type: "confirmation.answered", confirmation: "C1", answer: "approved", by: "person", channel: "tui" },
  ],
];
