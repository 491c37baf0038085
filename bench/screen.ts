import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { systemClock } from "../src/engine/io/clock.ts";
import { openJournal } from "../src/engine/io/journal.ts";
import { takeLock } from "../src/engine/io/lock.ts";
import { makeSessionFolder, sessionPaths } from "../src/engine/io/session-folder.ts";
import { TestTerminal } from "../test/e2e/terminal.ts";
import { activityOf, busyStart } from "./busy-session.ts";
import { type Figure, figure, quantile } from "./statistics.ts";

const root = join(import.meta.dirname, "..");
const orchProgram = join(root, "dist", "orch.js");
const runs = 16;
const samples = 600;
const session = "01900000-0000-7000-8000-000000000000";
/** 16 agents with 4 activities a second each. */
const pauseMilliseconds = 1000 / (runs * 4);

const residentMegabytes = (pid: number): number => {
  const line = readFileSync(`/proc/${pid}/status`, "utf8").match(/VmRSS:\s+(\d+) kB/);
  return Number(line?.[1] ?? Number.NaN) / 1024;
};

/**
 * From an event in the journal to its text on a real terminal's screen, with 16 busy panes. This process stands
 * in for the engine: it holds the session's lock and appends.
 */
export const measureScreen = async (columns: number, rows: number): Promise<readonly Figure[]> => {
  const size = `16 busy panes, ${columns}×${rows}`;
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "orch-bench-screen-")));
  const sessions = join(folder, "sessions");
  mkdirSync(sessions);
  const paths = sessionPaths(sessions, session);
  makeSessionFolder(paths, null);
  const lock = takeLock(paths.lock);
  const journal = openJournal(paths.journal, 0, systemClock);
  journal.append(busyStart(runs, folder));
  const terminal = new TestTerminal(
    process.execPath,
    [orchProgram, "tui", session, "--sessions-dir", sessions],
    {
      columns,
      rows,
      workingFolder: folder,
    },
  );
  try {
    await terminal.shows("16 agents busy");
    const latencies: number[] = [];
    for (let index = 0; index < samples; index += 1) {
      const body = activityOf(runs, index);
      const written = performance.now();
      journal.append([body]);
      // Only every third is timed: waiting for each would make the panes less busy than they are.
      if (index % 3 === 0 && body.type === "run.activity") {
        await terminal.shows(body.text, 10);
        latencies.push(performance.now() - written);
      }
      await sleep(pauseMilliseconds);
    }
    return [
      figure(`event on disk → on screen, ${size}, p50`, quantile(latencies, 0.5), "ms"),
      figure(`event on disk → on screen, ${size}, p99`, quantile(latencies, 0.99), "ms", {
        text: "≤ 100",
        met: (value) => value <= 100,
      }),
      figure(`memory of the control room, ${size}`, residentMegabytes(terminal.pid), "MB"),
    ];
  } finally {
    terminal.dispose();
    journal.close();
    if ("release" in lock) lock.release();
    rmSync(folder, { recursive: true, force: true });
  }
};
