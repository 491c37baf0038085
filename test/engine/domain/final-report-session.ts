import type { EventBody } from "../../../src/engine/domain/events.ts";
import type { Phase } from "../../../src/engine/domain/words.ts";
import { created, finding, finished, requested, scored, type Timed, usage } from "./final-report-events.ts";

const phase = (name: Phase, from: number, to: number, iteration = 1): readonly Timed[] => [
  [from, { type: "phase.started", iteration, phase: name }],
  [to, { type: "phase.finished", iteration, phase: name, outcome: "done", reason: null }],
];

const launched = (run: string): EventBody => ({ type: "run.launched", run, pid: 1, startTicks: null });

const tested = (passed: number, failed: number, coverage: number): EventBody => ({
  type: "tests.completed",
  iteration: 1,
  round: 1,
  passed: failed === 0,
  commands: [
    {
      name: "test",
      command: "npm test",
      exitCode: failed === 0 ? 0 : 1,
      passed,
      failed,
      skipped: 0,
      errors: null,
      coverage,
      durationSeconds: 3,
      failures: [],
    },
  ],
});

const measured = (run: string, paths: readonly string[], added: number, removed: number): EventBody => ({
  type: "changes.measured",
  run,
  commit: `${run}-commit`,
  files: paths.map((path) => ({ path, added, removed, status: "modified" as const })),
  added,
  removed,
  verdict: "ask",
  risk: "high",
  reasons: ["60 lines will be removed"],
});

/** Audit, one merged fix of two findings, one rejected fix, tests twice, re-audit, target reached after 512 s. */
export const wholeSession: readonly Timed[] = [
  [0, created()],
  [0, { type: "engine.started", pid: 1, attended: true }],
  [0, { type: "iteration.started", iteration: 1 }],
  ...phase("discovery", 1, 2.5),
  [3, { type: "phase.started", iteration: 1, phase: "audit" }],
  [3, requested("r1")],
  [4, launched("r1")],
  [20, usage("r1", 0.25)],
  [30, finished("r1")],
  [
    31,
    {
      type: "report.read",
      run: "r1",
      dimension: "backend",
      kind: "report",
      reportedScore: 70,
      computedScore: null,
      notJudged: false,
      bytesRead: 2048,
      bytesTotal: 8192,
      confidence: 1,
      warnings: [],
    },
  ],
  [
    32,
    {
      type: "findings.recorded",
      run: "r1",
      dimension: "backend",
      findings: [
        finding("F1", { title: "SQL injection" }),
        finding("F2", { severity: "P1", title: "No error handling", file: "src/api.py", line: 45 }),
        finding("F3", {
          severity: "P2",
          title: "Copied code",
          file: null,
          line: null,
          evidence: "unlocated",
        }),
      ],
      closed: [],
    },
  ],
  [33, scored("audit", 70, 80, 75)],
  [34, { type: "phase.finished", iteration: 1, phase: "audit", outcome: "done", reason: null }],
  [35, { type: "phase.started", iteration: 1, phase: "close-gaps" }],
  [
    35,
    requested("r2", {
      phase: "close-gaps",
      task: { kind: "fix", group: "g", findings: ["F1", "F2"], files: [] },
    }),
  ],
  [36, launched("r2")],
  [90, usage("r2", 1.5, "estimated")],
  [100, finished("r2")],
  [101, measured("r2", ["src/query.py", "src/api.py"], 12, 60)],
  [
    102,
    {
      type: "confirmation.requested",
      confirmation: "C1",
      operation: "Merge the fix of F1, F2",
      risk: "high",
      details: ["60 lines will be removed"],
      reason: "mass deletion",
      run: "r2",
    },
  ],
  [
    110,
    { type: "confirmation.answered", confirmation: "C1", answer: "approved", by: "person", channel: "tui" },
  ],
  [111, { type: "changes.merged", run: "r2", commit: "m1", files: 2, added: 12, removed: 60 }],
  [
    112,
    requested("r3", {
      phase: "close-gaps",
      task: { kind: "fix", group: "h", findings: ["F3"], files: [] },
      agent: "codex",
      model: null,
    }),
  ],
  [113, launched("r3")],
  [150, finished("r3")],
  [151, measured("r3", ["src/other.py"], 5, 5)],
  [
    152,
    {
      type: "changes.discarded",
      run: "r3",
      reason: "rejected",
      detail: "refused by a person",
      keptAt: ".orch/w/r3",
    },
  ],
  [153, { type: "phase.finished", iteration: 1, phase: "close-gaps", outcome: "done", reason: null }],
  ...phase("test", 154, 160),
  [160, tested(40, 5, 78)],
  ...phase("close-gaps", 161, 171),
  ...phase("test", 172, 180),
  [180, tested(45, 0, 95)],
  [
    181,
    {
      type: "findings.recorded",
      run: "r1",
      dimension: "backend",
      findings: [
        finding("F3", { severity: "P2", title: "Copied code", file: null, line: null, status: "open" }),
      ],
      closed: ["F1", "F2"],
    },
  ],
  [500, scored("re-audit", 96, null, 96)],
  [501, { type: "warning.raised", code: "slow", message: "The disk is slow", run: null }],
  [
    512,
    {
      type: "session.stopped",
      reason: "target-reached",
      exitCode: 0,
      message: "The score is 96, the target 95.",
    },
  ],
];
