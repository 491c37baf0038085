import { mkdirSync, readFileSync, realpathSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { helpText, parseArguments } from "./arguments.ts";
import { AgentFault, messageOf } from "./fault.ts";
import { createProgress } from "./progress.ts";
import { runTask } from "./run-task.ts";
import { writeAtomically } from "./safe-file.ts";
import { parseTask } from "./task.ts";
import { oneLine } from "./text.ts";

const version = process.env.ORCH_VERSION ?? "from source";

const readPrompt = (file: string): string => {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new AgentFault(`The prompt file cannot be read: ${messageOf(error)}.`);
  }
};

const writeReport = (file: string, text: string): void => {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeAtomically(file, text);
  } catch (error) {
    throw new AgentFault(`The report cannot be written: ${messageOf(error)}.`);
  }
};

const main = async (rawArguments: readonly string[]): Promise<void> => {
  const chosen = parseArguments(rawArguments);
  if (typeof chosen === "string") {
    process.stdout.write(chosen === "help" ? helpText : `orch local ${version}\n`);
    return;
  }
  const task = parseTask(readPrompt(chosen.promptFile));
  const reportFile = resolve(chosen.reportFile);
  const progressFile = chosen.progressFile === null ? null : resolve(chosen.progressFile);
  const progress = createProgress(progressFile, (text) => process.stdout.write(text));
  const report = await runTask(realpathSync(process.cwd()), task, version, progress);
  writeReport(reportFile, report);
  progress("note", `report written: ${reportFile}`);
};

try {
  await main(process.argv.slice(2));
} catch (error) {
  const message = error instanceof AgentFault ? error.message : `The local agent failed: ${messageOf(error)}`;
  process.stderr.write(`${oneLine(message, 1000)}\n`);
  process.exitCode = 1;
}
