import { performance } from "node:perf_hooks";
import { execa } from "execa";
import type { TestCommandResult } from "../domain/events-session.ts";
import { parseTestOutput } from "../reports/tests/parse-test-output.ts";

const longestOutput = 64 * 1024 * 1024;
const keptFailures = 50;

/** One of the project's own commands, as orch.yaml gives it. */
export type ProjectCommand = { readonly name: string; readonly command: string };

/**
 * Runs a command of the project's own configuration in its folder. It is the person's command line, so it is
 * given to a shell as they wrote it; nothing else is ever put into it.
 */
export const runProjectCommand = async (
  { name, command }: ProjectCommand,
  folder: string,
  timeoutSeconds: number,
): Promise<TestCommandResult> => {
  const started = performance.now();
  const result = await execa("/bin/sh", ["-c", command], {
    cwd: folder,
    reject: false,
    all: true,
    stdin: "ignore",
    timeout: timeoutSeconds * 1000,
    maxBuffer: longestOutput,
    env: { CI: "1", NO_COLOR: "1", NODE_ENV: undefined, ORCH_RUN: undefined },
  });
  const exitCode = result.exitCode ?? null;
  const parsed = parseTestOutput(result.all, { exitCode });
  const { passed, failed, skipped, errors, coverage } = parsed;
  const failures = parsed.failures.slice(0, keptFailures).map((failure) => ({
    name: failure.name.slice(0, 300),
    file: failure.file,
    line: failure.line,
    message: failure.message?.slice(0, 500) ?? null,
  }));
  const durationSeconds = Math.round(performance.now() - started) / 1000;
  return { name, command, exitCode, passed, failed, skipped, errors, coverage, durationSeconds, failures };
};
