import type { Adapter } from "../../src/agents/adapter.ts";
import type { SessionEvent } from "../../src/engine/domain/events.ts";
import type { SessionSettings } from "../../src/engine/domain/events-session.ts";
import type { SessionState } from "../../src/engine/domain/state.ts";
import { Engine } from "../../src/engine/engine.ts";
import type { Ports, RunPaths, StopCause } from "../../src/engine/ports.ts";
import { createSessionStore } from "../../src/engine/store.ts";
import { agent, created, facts, problem, summary, wholeReport } from "./bodies.ts";
import { oneFile, passing } from "./simulation.ts";

/** Something that a test lets happen when it wants to. */
export type Gate = {
  readonly wait: Promise<void>;
  readonly open: () => void;
  readonly reached: Promise<void>;
  readonly reach: () => void;
};

export const createGate = (): Gate => {
  const opening = Promise.withResolvers<void>();
  const reaching = Promise.withResolvers<void>();
  return {
    wait: opening.promise,
    open: opening.resolve,
    reached: reaching.promise,
    reach: reaching.resolve,
  };
};

export const passGate = async (gate: Gate | undefined): Promise<void> => {
  if (gate === undefined) return;
  gate.reach();
  await gate.wait;
};

const adapter = {
  name: "claude",
  title: "Claude",
  canEdit: true,
  deterministic: false,
  free: false,
  launch: () => ({
    program: "x",
    arguments: [],
    environment: {},
    workingFolder: "/",
    stdinFile: null,
    files: [],
    folders: [],
  }),
  createOutputReader: () => ({ line: () => [] }),
  judge: (ending: { endedByOrch: StopCause | null }) => ({
    outcome: ending.endedByOrch ?? "succeeded",
    message: "ended",
    advice: null,
    retryAfterSeconds: null,
  }),
} as unknown as Adapter;

/** An engine whose world is in memory: agents end at once unless they are told to stay. */
export const createFakeEngine = (
  change: (ports: Ports) => Partial<Ports> = () => ({}),
  settings: Partial<SessionSettings> = {},
) => {
  const events: SessionEvent[] = [];
  const started: string[] = [];
  const ended: string[] = [];
  const alive = new Set<string>();
  const stops = new Map<string, StopCause>();
  let staying = false;
  let closed = false;
  const now = () => new Date().toISOString();
  const base: Ports = {
    clock: {
      now,
      callAt: (at, callback) => {
        const timer = setTimeout(callback, Math.max(0, Date.parse(at) - Date.now()));
        return () => clearTimeout(timer);
      },
    },
    journal: {
      append: (bodies) => {
        if (closed) throw new Error("the journal is closed");
        const added = bodies.map((body, index) => ({ seq: events.length + index + 1, at: now(), ...body }));
        events.push(...added);
        return added;
      },
      close: () => {
        closed = true;
      },
    },
    runFiles: {
      paths: (run) => ({ folder: run, report: run }) as RunPaths,
      prepare: (run) => ({ folder: run, report: run }) as RunPaths,
      wasLaunched: () => null,
      exit: (run) =>
        started.includes(run) && !alive.has(run) ? { exitCode: 0, signal: null, at: now() } : null,
      stopCause: (run) => stops.get(run) ?? null,
      noteStop: (run, cause) => void stops.set(run, stops.get(run) ?? cause),
      collectReport: () => undefined,
      removeTemporary: () => undefined,
      reportExists: () => true,
      writeReport: () => undefined,
      readFrom: (_path, offset) => ({ text: "", next: offset, size: 0 }),
    },
    processes: {
      start: async (_launch, _paths, run) => {
        started.push(run);
        if (staying) alive.add(run);
        return { pid: Number(run), startTicks: run };
      },
      isAlive: ({ startTicks }) => alive.has(startTicks ?? ""),
      find: () => null,
      end: async (_identity, run) => {
        if (alive.delete(run)) ended.push(run);
      },
    },
    watchRuns: () => ({ close: async () => undefined }),
    workspace: {
      open: async () => "/",
      measure: async () => oneFile(),
      merge: async () => ({ commit: "m", files: 1, added: 1, removed: 1 }),
      discard: async () => null,
    },
    reports: {
      readHead: async () => ({ summary: summary({ score: 50, confidence: 1 }), bytesRead: 1, bytesTotal: 1 }),
      readWhole: async () => ({ report: wholeReport([problem("Hole")], 50), findings: [problem("Hole")] }),
    },
    agents: {
      detect: async () => [agent("claude")],
      get: () => ({ adapter, settings: { environment: {} } as never, binary: "/bin/true" }),
      hostEnvironment: {},
      price: () => ({ costUsd: 0, source: "priced" }),
      estimateUsd: () => 0,
    },
    renderPrompt: async () => "do it",
    discover: async () => facts,
    runTests: async () => passing(true),
    finish: async () => undefined,
  };
  const ports = { ...base, ...change(base) };
  const store = createSessionStore({ kind: "live", engineAlive: true, problem: null });
  store.apply(ports.journal.append([created({ maxIterations: 1, ...settings })]));
  const planContext = { estimateUsd: () => 0, choiceTable: {} };
  const engine = new Engine({ ports, store, planContext, rescanMilliseconds: 20 });
  const state = (): SessionState => store.store.getState().session;
  return {
    engine,
    state,
    events,
    started,
    ended,
    alive,
    /** From now on agents stay until they are ended. */
    stay: () => {
      staying = true;
    },
    run: () =>
      engine
        .run([
          { kind: "engine-started", pid: 1, startTicks: "1", attended: true, bytesCut: 0 },
          { kind: "agents-detected", agents: [agent("claude")] },
        ])
        .finally(() => ports.journal.close()),
    abort: () => engine.command({ kind: "abort", id: "k", channel: "test" }, () => undefined),
  };
};
