import type { FrontendState, TransportState } from "../../src/engine/contract.ts";
import { activity, auditing, auditRun, finding, opening, stateOf, type Timed, usage } from "./session.ts";
import { asking, dimensionScores, finished, fixing } from "./session-work.ts";

/* How sessions end, how they are replayed, and what agents may throw at a screen. */

const merged: readonly Timed[] = [
  ...asking,
  [
    130,
    { type: "confirmation.answered", confirmation: "C1", answer: "approved", by: "person", channel: "tui" },
  ],
  [131, { type: "changes.merged", run: "r5", commit: "77ab01c9", files: 2, added: 12, removed: 273 }],
  usage("r6", 139, 0.05, "priced"),
  finished("r6", 140, "The model refused.", {
    outcome: "refused",
    exitCode: 1,
    advice: "another agent gets the task",
  }),
  [141, { type: "task.abandoned", run: "r6", reason: "no other agent can edit" }],
  [142, { type: "phase.finished", iteration: 1, phase: "close-gaps", outcome: "done", reason: null }],
  [142, { type: "phase.started", iteration: 1, phase: "enhance" }],
  [
    142,
    {
      type: "phase.finished",
      iteration: 1,
      phase: "enhance",
      outcome: "skipped",
      reason: "P0 or P1 findings are open",
    },
  ],
  [143, { type: "phase.started", iteration: 1, phase: "test" }],
  [
    150,
    {
      type: "tests.completed",
      iteration: 1,
      round: 1,
      passed: true,
      commands: [
        {
          name: "test",
          command: "npm test",
          exitCode: 0,
          passed: 42,
          failed: 0,
          skipped: 1,
          errors: 0,
          coverage: 81,
          durationSeconds: 7,
          failures: [],
        },
      ],
    },
  ],
  [150, { type: "phase.finished", iteration: 1, phase: "test", outcome: "done", reason: null }],
  [151, { type: "phase.started", iteration: 1, phase: "re-audit" }],
  [
    180,
    {
      type: "findings.recorded",
      run: "r1",
      dimension: "backend",
      findings: [],
      closed: ["F1", "F2", "F3", "F6"],
    },
  ],
  [
    181,
    {
      type: "score.recorded",
      iteration: 1,
      phase: "re-audit",
      dimensions: dimensionScores([91, 88, 95, null]),
      overall: 91,
    },
  ],
  [181, { type: "phase.finished", iteration: 1, phase: "re-audit", outcome: "done", reason: null }],
];

export const succeeded: readonly Timed[] = [
  ...merged,
  [190, { type: "iteration.started", iteration: 2 }],
  [
    190,
    {
      type: "score.recorded",
      iteration: 2,
      phase: "re-audit",
      dimensions: dimensionScores([100, 100, 100, null]),
      overall: 100,
    },
  ],
  [
    191,
    { type: "findings.recorded", run: "r1", dimension: "backend", findings: [], closed: ["F4", "F5", "F7"] },
  ],
  [
    192,
    {
      type: "session.stopped",
      reason: "target-reached",
      exitCode: 0,
      message: "Score 100 reached after 2 iterations.",
    },
  ],
];

export const outOfBudget: readonly Timed[] = [
  ...merged,
  [182, { type: "budget.alerted", spentUsd: 4.1, share: 0.82 }],
  usage("r6", 183, 4.86, "priced"),
  [
    184,
    {
      type: "session.stopped",
      reason: "budget-exhausted",
      exitCode: 4,
      message: "No run fits into the $0.00 that are left.",
    },
  ],
];

const transport: TransportState = {
  playing: true,
  speed: 4,
  position: 70,
  total: 96,
  elapsedMilliseconds: 121_000,
  durationMilliseconds: 192_000,
  marks: [
    { at: 0.38, kind: "score" },
    { at: 0.63, kind: "confirmation" },
    { at: 0.73, kind: "failure" },
    { at: 0.94, kind: "score" },
  ],
};

export const replaying: FrontendState = stateOf(asking, { kind: "replay", transport, problem: null });

const hostileTexts: readonly string[] = [
  "\u{1b}[2J\u{1b}[H\u{1b}[31mred and home",
  "\u{1b}]52;c;ZXZpbA==\u{7}clipboard \u{1b}]0;title\u{7}",
  "safe\u{202e}gpj.exe\u{2066} file.txt",
  "漢字テスト 한국어 👩‍👩‍👧‍👦 👍🏽 🇪🇸 emoji ❤️ wide",
  `ten thousand ${"x".repeat(10_000)}`,
  "tab\there\r\nnew line\u{0}nul \u{9b}31mC1 e\u{301}\u{301}\u{301}\u{301}\u{301} zero\u{200b}width\u{feff}",
];

export const hostile: readonly Timed[] = [
  ...auditing,
  ...hostileTexts.map((text, index) => activity(index % 2 === 0 ? "r1" : "r3", 50 + index, "say", text)),
  [
    60,
    {
      type: "findings.recorded",
      run: "r1",
      dimension: "backend",
      closed: [],
      findings: hostileTexts.map((text, index) =>
        finding(`F${index}`, "P1", { title: text, file: text, description: text }),
      ),
    },
  ],
  [61, { type: "warning.raised", code: "x", message: hostileTexts[1] ?? "", run: null }],
  finished("r2", 62, hostileTexts[3] ?? "", { outcome: "crashed", advice: hostileTexts[0] ?? null }),
];

export const emptyStart = stateOf([]);
export const firstSeconds = stateOf(opening);
export const engineGone = stateOf(fixing, { kind: "live", engineAlive: false, problem: null });

/** As many agents as a busy session has. */
export const sixteen: readonly Timed[] = [
  ...opening,
  [3, { type: "phase.started", iteration: 1, phase: "audit" }],
  ...Array.from({ length: 16 }, (_, index) => `w${index + 1}`).flatMap((id, index) => [
    ...auditRun({ id, agent: "codex", model: "gpt-5-codex", at: 3, dimension: `dimension ${index + 1}` }),
    activity(id, 10 + index, "read", `src/module-${index + 1}/index.ts`),
  ]),
];
