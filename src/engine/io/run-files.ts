import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import type { Chunk, RunFiles, RunPaths, StopCause } from "../ports.ts";

const pidSchema = z.object({ pid: z.int().positive(), startTicks: z.string().nullable().default(null) });
const exitSchema = z.object({ exitCode: z.int(), at: z.string() });
const stopSchema = z.object({ cause: z.enum(["stopped", "timed-out", "over-budget"]) });

/** Signals appear in a shell's exit codes as 128 and their number. */
const signalNames: Readonly<Record<number, string>> = {
  130: "SIGINT",
  137: "SIGKILL",
  141: "SIGPIPE",
  143: "SIGTERM",
};

/** The only folder of a run that its agent may write into. */
export const promisedFolder = "out";

const runPaths = (folder: string): RunPaths => ({
  folder,
  prompt: join(folder, "prompt.md"),
  launch: join(folder, "launch.json"),
  pid: join(folder, "pid.json"),
  stdout: join(folder, "stdout.log"),
  stderr: join(folder, "stderr.log"),
  promised: join(folder, promisedFolder),
  promisedReport: join(folder, promisedFolder, "report.md"),
  progress: join(folder, promisedFolder, "progress.ndjson"),
  report: join(folder, "report.md"),
  temporary: join(folder, "tmp"),
  exit: join(folder, "exit.json"),
  stop: join(folder, "stop.json"),
});

/** Opens a plain file and nothing else: a pipe that an agent put in its place would block the engine for ever. */
const openPlain = (path: string): number => {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  if (fstatSync(descriptor).isFile()) return descriptor;
  closeSync(descriptor);
  throw new Error(`${path} is not a plain file`);
};

const readJson = <T>(path: string, schema: z.ZodType<T, unknown>): T | null => {
  try {
    const descriptor = openPlain(path);
    try {
      return schema.parse(JSON.parse(readFileSync(descriptor, "utf8")));
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return null;
  }
};

/** A report that is a link or a folder is not what the agent was asked for. */
const isPlainFile = (path: string): boolean => {
  try {
    const stat = lstatSync(path);
    return stat.isFile() && stat.size > 0;
  } catch {
    return false;
  }
};

/** What cannot be read is as good as empty: whatever an agent does to its files, the engine goes on. */
const readFrom = (path: string, offset: number, maxBytes: number): Chunk => {
  let descriptor: number;
  try {
    descriptor = openPlain(path);
  } catch {
    return { text: "", next: offset, size: 0 };
  }
  try {
    const { size } = fstatSync(descriptor);
    const buffer = Buffer.alloc(Math.max(0, Math.min(maxBytes, size - offset)));
    const count = readSync(descriptor, buffer, 0, buffer.length, offset);
    return { text: buffer.subarray(0, count).toString("latin1"), next: offset + count, size };
  } finally {
    closeSync(descriptor);
  }
};

/** The files of a session's runs. `readFrom` gives bytes as latin1, so that no character is cut in half. */
export const createRunFiles = (runsFolder: string): RunFiles => {
  const paths = (run: string): RunPaths => runPaths(join(runsFolder, run));
  return {
    paths,
    prepare: (run, prompt) => {
      const files = paths(run);
      mkdirSync(files.promised, { recursive: true, mode: 0o700 });
      writeFileSync(files.prompt, prompt, { mode: 0o600 });
      return files;
    },
    // The supervisor's own file tells of a start that the engine did not live to write down.
    wasLaunched: (run) => readJson(paths(run).launch, pidSchema) ?? readJson(paths(run).pid, pidSchema),
    exit: (run) => {
      const record = readJson(paths(run).exit, exitSchema);
      return record === null ? null : { ...record, signal: signalNames[record.exitCode] ?? null };
    },
    stopCause: (run): StopCause | null => readJson(paths(run).stop, stopSchema)?.cause ?? null,
    noteStop: (run, cause) => {
      mkdirSync(paths(run).folder, { recursive: true, mode: 0o700 });
      if (!existsSync(paths(run).stop))
        writeFileSync(paths(run).stop, JSON.stringify({ cause }), { mode: 0o600 });
    },
    removeTemporary: (run) => {
      try {
        rmSync(paths(run).temporary, { recursive: true, force: true, maxRetries: 2 });
      } catch {
        // What cannot be removed takes room and does no other harm.
      }
    },
    collectReport: (run) => {
      const { promisedReport, report } = paths(run);
      if (!existsSync(report) && isPlainFile(promisedReport)) renameSync(promisedReport, report);
    },
    reportExists: (run) => isPlainFile(paths(run).report),
    writeReport: (run, text) => {
      if (!existsSync(paths(run).report)) writeFileSync(paths(run).report, text, { mode: 0o600 });
    },
    readFrom,
  };
};
