import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Figure, figure, median } from "./statistics.ts";

const root = join(import.meta.dirname, "..");
const orchProgram = join(root, "dist", "orch.js");
const tasks = 60;

type Event = { readonly type: string; readonly at: string; readonly run?: string };

const report = '```json orch-report\n{"version":1,"score":100,"findings":[]}\n```\n';

/** A project whose audits are many and whose agent does nothing but write its report. */
const makeProject = (folder: string, concurrency: number): void => {
  const templates = join(folder, "templates");
  mkdirSync(templates, { recursive: true });
  const body = readFileSync(join(root, "templates", "audit-backend.md"), "utf8");
  const dimensions = Array.from({ length: tasks }, (_, index) => `noop${index}`);
  for (const name of dimensions) {
    const text = body
      .replace(/^name: .*$/m, `name: audit-${name}`)
      .replace(/^dimension: .*$/m, `dimension: ${name}`);
    writeFileSync(join(templates, `audit-${name}.md`), text);
  }
  const agent = join(folder, "noop.sh");
  writeFileSync(agent, `#!/bin/sh\ncat > "$1" <<'END'\n${report}END\n`);
  chmodSync(agent, 0o755);
  writeFileSync(
    join(folder, "orch.yaml"),
    [
      `templatesDir: ${templates}`,
      `concurrency: ${concurrency}`,
      `dimensions: [${dimensions.join(", ")}]`,
      "agents:",
      "  noop:",
      `    command: ["${agent}", "{report_file}"]`,
      "",
    ].join("\n"),
  );
};

const runSession = (concurrency: number): readonly Event[] => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "orch-bench-engine-")));
  try {
    makeProject(folder, concurrency);
    const { stdout, status, stderr } = spawnSync(
      process.execPath,
      [orchProgram, "run", "--agent", "noop", "--json"],
      {
        cwd: folder,
        encoding: "utf8",
        stdio: ["ignore", "pipe", "pipe"],
        maxBuffer: 1 << 28,
      },
    );
    if (status !== 0) throw new Error(`the bench session ended with ${status}: ${stderr}`);
    return stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Event);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const span = (events: readonly Event[]): number => {
  const requested = events
    .filter((event) => event.type === "run.requested")
    .map((event) => Date.parse(event.at));
  const finished = events
    .filter((event) => event.type === "run.finished")
    .map((event) => Date.parse(event.at));
  return Math.max(...finished) - Math.min(...requested);
};

const perRun = (events: readonly Event[]): number => {
  const times = new Map<string, number>();
  const durations: number[] = [];
  for (const event of events) {
    if (event.run === undefined) continue;
    if (event.type === "run.requested") times.set(event.run, Date.parse(event.at));
    if (event.type === "run.finished") durations.push(Date.parse(event.at) - (times.get(event.run) ?? 0));
  }
  return median(durations);
};

const bareSpawn = (): number => {
  const folder = mkdtempSync(join(tmpdir(), "orch-bench-bare-"));
  const agent = join(folder, "noop.sh");
  writeFileSync(agent, `#!/bin/sh\ncat > "$1" <<'END'\n${report}END\n`);
  const times = Array.from({ length: 30 }, () => {
    const started = performance.now();
    execFileSync("/bin/sh", [agent, join(folder, "report.md")]);
    return performance.now() - started;
  });
  rmSync(folder, { recursive: true, force: true });
  return median(times);
};

/** Tasks through the whole engine: journal with fsync, detached supervisor, watched files, parsed reports. */
export const measureEngine = (): readonly Figure[] => {
  const parallel = runSession(8);
  const single = perRun(runSession(1));
  const bare = bareSpawn();
  return [
    figure("no-op tasks a minute, 8 at once", (tasks / span(parallel)) * 60_000, "/min", {
      text: "> 100",
      met: (value) => value > 100,
    }),
    figure("one no-op task through the engine", single, "ms"),
    figure("the same program spawned bare", bare, "ms"),
    figure("overhead of a task", single - bare, "ms", { text: "< 2000", met: (value) => value < 2000 }),
  ];
};
