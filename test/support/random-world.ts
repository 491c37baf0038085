import type { SessionSettings } from "../../src/engine/domain/events-session.ts";
import type { CheckedFinding } from "../../src/engine/domain/observations.ts";
import { type Severity, severities } from "../../src/engine/domain/severity.ts";
import { risks, runOutcomes } from "../../src/engine/domain/words.ts";
import { agent, problem } from "./bodies.ts";
import type { MemorySession } from "./memory-session.ts";
import type { Start } from "./scenario.ts";
import { oneFile, passing, type World } from "./simulation.ts";

export type Random = {
  /** A whole number from 0 up to, but not including, `limit`. */
  readonly below: (limit: number) => number;
  readonly chance: (share: number) => boolean;
  readonly one: <T>(items: readonly T[]) => T;
};

/** mulberry32: the same seed gives the same world, so that a failure can be played again. */
export const randomFrom = (seed: number): Random => {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    below,
    chance: (share) => next() < share,
    one: (items) => items[below(items.length)]!,
  };
};

const names = ["claude", "codex", "gemini", "copilot", "own-tool", "local"];
const words = [
  "parser",
  "socket",
  "ledger",
  "cursor",
  "palette",
  "schema",
  "worker",
  "invoice",
  "token",
  "queue",
];

export const randomStart = (random: Random): Start => {
  const attended = random.chance(0.5);
  const settings: Partial<SessionSettings> = {
    dimensions: ["backend", "tests", "security"]
      .slice(0, 1 + random.below(3))
      .map((name) => ({ name, weight: 1 + random.below(3) })),
    concurrency: 1 + random.below(4),
    maxIterations: 1 + random.below(8),
    maxBudgetUsd: random.one([0, 2, 50, 50, 50]),
    targetScore: random.one([50, 95, 100]),
    scoring: random.one(["reported", "computed"]),
    yesTo: risks.filter(() => random.chance(0.3)),
    confirmTimeoutSeconds: attended ? null : random.one([null, 0, 30]),
    onlyAgent: random.chance(0.15) ? "claude" : null,
    agents: [
      {
        name: "claude",
        model: null,
        fallback: random.one([null, "codex", "m2"]),
        timeoutSeconds: 60,
        concurrency: 1,
      },
    ],
    commands: { test: random.one([null, "npm test"]), lint: null, typecheck: null, integration: null },
  };
  const estimates = [0, 0.1, 0.4];
  return {
    settings,
    attended,
    session: {
      feature: random.chance(0.3) ? "export" : null,
      editing: { allowed: random.chance(0.9), reason: "dirty", advice: null },
    },
    context: { estimateUsd: (name) => (name === "local" ? 0 : (estimates[name.length % 3] ?? 0)) },
  };
};

const randomProblem = (random: Random, index: number): CheckedFinding =>
  problem(`${words[index % words.length]} ${index} goes wrong ${words[(index * 7 + 3) % words.length]}`, {
    severity: random.one<Severity>(severities),
    file: random.one(["src/a.ts", "src/b.ts", "src/c.ts", "src/d.ts", null]),
    line: random.chance(0.8) ? 1 + random.below(300) : null,
    evidence: random.one(["verified", "verified", "moved", "unlocated", "unverified"]),
  });

/** Commands of a person and deaths of the engine, now and then. */
const disturb = (random: Random, session: MemorySession): void => {
  const id = `k${session.events.length}`;
  if (session.state.paused) {
    session.command({ kind: "unpause", id, channel: "test" });
    return;
  }
  if (session.state.stop !== null) return;
  if (random.chance(0.01)) session.command({ kind: "pause", id, channel: "test" });
  if (random.chance(0.005)) session.command({ kind: "abort", id, channel: "test" });
  if (random.chance(0.02)) {
    const pid = 100 + session.events.length;
    session.observe({
      kind: "engine-started",
      pid,
      startTicks: "1",
      attended: random.chance(0.5),
      bytesCut: 0,
    });
  }
};

export const randomWorld = (random: Random): Partial<World> => {
  const failing = random.one([0, 0.1, 0.5]);
  const open = Array.from({ length: random.below(9) }, (_, index) => randomProblem(random, index));
  const fixed = new Set<string>();
  const skill = random.one([0, 0.5, 1]);
  return {
    agents: names.map((name) =>
      agent(name, {
        available: random.chance(0.8),
        canEdit: random.chance(0.8),
        deterministic: name === "local",
      }),
    ),
    end: () =>
      random.chance(failing)
        ? {
            outcome: random.one(runOutcomes.filter((outcome) => outcome !== "stopped")),
            exitCode: random.one([0, 1, null]),
            retryAfterSeconds: random.one([null, null, 5, 5000]),
          }
        : {},
    costUsd: () => random.one([null, 0.05, 0.3, 1]),
    problems: () => open.filter((one) => !fixed.has(one.title) && random.chance(0.95)),
    score: () => random.one([null, 30, 60, 90, 100]),
    head: () =>
      random.chance(0.1)
        ? { kind: random.one(["not-a-report", "report"]), score: null, findings: [], confidence: 0.2 }
        : {},
    measure: (run) => ({
      ...oneFile(run.task.kind === "fix" ? run.task.files[0] : undefined, 1, random.one([0, 3, 80])),
      ...(random.chance(0.2) ? { commit: null } : {}),
      core: random.chance(0.1) ? ["package.json"] : [],
      conflicts: random.chance(0.1) ? ["src/a.ts"] : [],
      suspicious: random.chance(0.05) ? ["a link"] : [],
    }),
    merge: (run) => {
      const outcome = random.one(["merged", "merged", "merged", "conflict", "failed"] as const);
      const titles = run.task.kind === "fix" ? run.task.findings : [];
      if (outcome === "merged" && random.chance(skill))
        for (const id of titles) fixed.add(open[Number(id.slice(1)) - 1]?.title ?? "");
      return outcome;
    },
    tests: () => passing(random.chance(0.7)),
    answer: () => random.one(["approved", "rejected"] as const),
    pick: (count) => random.below(count),
    before: (session) => disturb(random, session),
  };
};
