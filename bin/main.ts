import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CommanderError } from "commander";
import { isOrchFault } from "../src/engine/domain/errors.ts";
import { JournalFault } from "../src/engine/io/journal-fault.ts";
import { explainMachineFault } from "./machine-fault.ts";
import { createProgram } from "./program.ts";

const say = (text: string): void => {
  process.stderr.write(`orch: ${text}\n`);
};

/** Exit codes of faults that are not bugs. Anything else is a bug: its trace goes to a file, not to the screen. */
const explain = (error: unknown): number => {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof JournalFault) {
    say(`${error.message}\n${error.advice}`);
    return 2;
  }
  if (isOrchFault(error)) {
    say(error.message);
    return error.exitCode;
  }
  // Ink's own error names the terminal's fault; it carries a sentence like the others.
  if (error instanceof Error && error.name === "ControlRoomError") {
    say(error.message);
    return 2;
  }
  const refused = explainMachineFault(error);
  if (refused !== null) {
    say(refused);
    return 2;
  }
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const file = join(tmpdir(), `orch-bug-${process.pid}.txt`);
  writeFileSync(file, `${trace}\n`, { mode: 0o600 });
  say(
    `this is a bug in orch: ${error instanceof Error ? error.message : String(error)}\nThe trace is in ${file}; the session's journal is whole, go on with: orch run --resume`,
  );
  return 1;
};

/** Runs one command line and gives its exit code. */
export const main = async (argv: readonly string[]): Promise<number> => {
  // A reader that goes away (a pager, `head`) is no error of ours.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exitCode = 0;
  });
  try {
    let exitCode = 0;
    const program = createProgram((code) => {
      exitCode = code;
    });
    await program.parseAsync([...argv]);
    return exitCode;
  } catch (error) {
    return explain(error);
  }
};
