import { basename } from "node:path";
import { UserFault } from "../src/engine/domain/errors.ts";
import type { SessionEvent } from "../src/engine/domain/events.ts";
import type { Observation } from "../src/engine/domain/observations.ts";
import type { SessionState } from "../src/engine/domain/state.ts";
import { Engine } from "../src/engine/engine.ts";
import { systemClock } from "../src/engine/io/clock.ts";
import { loadConfig } from "../src/engine/io/config.ts";
import { markDone, readInbox } from "../src/engine/io/inbox.ts";
import { openJournal } from "../src/engine/io/journal.ts";
import { recoverJournal } from "../src/engine/io/journal-read.ts";
import { takeLock } from "../src/engine/io/lock.ts";
import { startTicksOf } from "../src/engine/io/process-table.ts";
import type { SessionPaths } from "../src/engine/io/session-folder.ts";
import { rescanMilliseconds, watchFolder } from "../src/engine/io/watch.ts";
import { createSessionStore } from "../src/engine/store.ts";
import { composePorts } from "./compose.ts";
import { finishSession } from "./finish-session.ts";
import { readManifest } from "./manifest.ts";

export type HostOptions = {
  /** Whether a person is there to answer; otherwise the session waits only as long as it was told. */
  readonly attended: boolean;
  readonly onEvents?: (events: readonly SessionEvent[]) => void;
};

const own = (paths: SessionPaths): { readonly release: () => void } => {
  const lock = takeLock(paths.lock);
  if ("release" in lock) return lock;
  throw new UserFault(
    `Session ${basename(paths.folder)} is being run by process ${lock.heldBy.pid} already; a session has one engine.`,
    `Watch it and answer it with: orch tui ${basename(paths.folder)}`,
  );
};

/** Gives commands of the inbox to the engine, each once, and puts them aside when they are in the journal. */
const serveInbox = (paths: SessionPaths, engine: Engine): { readonly close: () => Promise<void> } => {
  const taken = new Set<string>();
  const look = (): void => {
    for (const entry of readInbox(paths)) {
      if (taken.has(entry.file)) continue;
      taken.add(entry.file);
      if ("command" in entry) {
        engine.command(entry.command, () => markDone(paths, entry.file));
        continue;
      }
      engine.observe({ kind: "failed", code: "inbox", message: `${entry.file} ${entry.problem}`, run: null });
      markDone(paths, entry.file);
    }
  };
  const watch = watchFolder(paths.inbox, 0, look);
  const rescan = setInterval(look, rescanMilliseconds);
  look();
  return {
    close: async () => {
      clearInterval(rescan);
      await watch.close();
    },
  };
};

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** A first signal stops the session in order; a second one leaves at once, and the session can be resumed. */
const serveSignals = (engine: Engine): (() => void) => {
  let asked = false;
  const listener = (signal: NodeJS.Signals): void => {
    if (asked) process.kill(process.pid, "SIGKILL");
    asked = true;
    engine.observe({ kind: "interrupted", signal });
  };
  // Libraries that tidy up at the end send a signal on to their own process: one Ctrl-C would count as two.
  const others = signals.flatMap((signal) =>
    process.rawListeners(signal).map((other) => ({ signal, other: other as NodeJS.SignalsListener })),
  );
  for (const { signal, other } of others) process.off(signal, other);
  for (const signal of signals) process.on(signal, listener);
  return () => {
    for (const signal of signals) process.off(signal, listener);
    for (const { signal, other } of others) process.on(signal, other);
  };
};

/** Runs a session's engine in this process until the session stops; resumes one that was left or stopped. */
export const hostEngine = async (paths: SessionPaths, options: HostOptions): Promise<SessionState> => {
  const manifest = readManifest(paths);
  const lock = own(paths);
  try {
    const { events, bytesCut, lastSeq } = recoverJournal(paths.journal);
    if (events[0]?.type !== "session.created") {
      throw new UserFault(
        `${paths.journal} holds no session: it ended before its first event was written.`,
        "Nothing was done in it. Start a new session with: orch run",
      );
    }
    const store = createSessionStore({ kind: "live", engineAlive: true, problem: null });
    store.apply(events);
    const { moduleFolder, repositoryRoot, flags, configFile } = manifest;
    const file = configFile === null ? {} : { file: configFile };
    const config = await loadConfig({ moduleFolder, repositoryRoot, flags, ...file });
    const journal = openJournal(paths.journal, lastSeq, systemClock);
    const { ports, planContext } = await composePorts(manifest, paths, config, {
      clock: systemClock,
      journal,
      finish: (state) => finishSession(paths, state),
    });
    const told = options.onEvents === undefined ? {} : { onEvents: options.onEvents };
    options.onEvents?.(events);
    const engine = new Engine({ ports, store, planContext, rescanMilliseconds, ...told });
    const ignoreSignals = serveSignals(engine);
    const started: Observation[] = [
      {
        kind: "engine-started",
        pid: process.pid,
        startTicks: startTicksOf(process.pid),
        attended: options.attended,
        bytesCut,
      },
    ];
    // Runs under way can be taken back only by agents that are known; a new session has time to look later.
    if (Object.keys(store.store.getState().session.agents).length > 0) {
      started.push({ kind: "agents-detected", agents: await ports.agents.detect() });
    }
    // Answers given while no engine ran must be known before the plan is asked for the first time.
    const inbox = serveInbox(paths, engine);
    const ended = engine.run(started);
    try {
      return await ended;
    } finally {
      ignoreSignals();
      await inbox.close();
      journal.close();
    }
  } finally {
    lock.release();
  }
};
