import { type Command, Option } from "commander";
import { examples } from "./help-text.ts";

type Report = (exitCode: number) => void;

const addConfiguration = (program: Command, report: Report): void => {
  program
    .command("init")
    .argument("[folder]", "where (default: this folder)")
    .summary("write a commented orch.yaml")
    .description(
      "Writes a commented orch.yaml with the test and lint commands that it finds. Never overwrites one.",
    )
    .addHelpText("after", examples("orch init", "orch init packages/api"))
    .action(async (folder: string | undefined) => {
      const { runInit } = await import("./commands/configuration.ts");
      report(await runInit(folder));
    });
  program
    .command("config")
    .argument("<action>", "get, set or list")
    .argument("[key]", "for example maxBudgetUsd or agents.claude.model")
    .argument("[value]")
    .summary("your own defaults, for all projects")
    .description("Reads and sets your own defaults. orch.yaml wins over them, and flags win over both.")
    .addHelpText(
      "after",
      examples("orch config list", "orch config set maxBudgetUsd 2", "orch config get targetScore"),
    )
    .action(async (action: string, key: string | undefined, value: string | undefined) => {
      const { runConfig } = await import("./commands/configuration.ts");
      report(await runConfig(action, key, value));
    });
};

const addWait = (program: Command, report: Report): void => {
  program
    .command("wait")
    .argument("<dir>", "the folder that the files appear in")
    .argument("<timeout>", "seconds to wait at most")
    .argument("<interval>", "seconds between looks")
    .argument("<files...>", "names of the files")
    .summary("wait for report files, without reading them")
    .description(
      "Waits until all files are there and not empty, and says how many are. Exit code 0 when all are there, 1 when the time is over.",
    )
    .addHelpText("after", examples("orch wait reports 300 10 backend.md security.md"))
    .action(async (folder: string, timeout: string, interval: string, files: string[]) => {
      const { runWait } = await import("./commands/wait.ts");
      report(await runWait(folder, timeout, interval, files, process.stdout));
    });
};

const addParsers = (program: Command, report: Report): void => {
  program
    .command("parse")
    .argument("<files...>", "audit reports, as agents write them")
    .summary("read audit reports")
    .description(
      "Reads audit reports: score, findings with severity and place. For people, or with --json for scripts.",
    )
    .option("--json", "one JSON object, or one a line with a `file` for several files")
    .option("--head", "read only the first 50 lines or 64 KiB")
    .addHelpText("after", examples("orch parse report.md", "orch parse --json reports/*.md | jq .score"))
    .action(async (files: string[], options) => {
      const { runParse } = await import("./commands/parse.ts");
      const asked = { json: options.json ?? false, head: options.head ?? false };
      report(await runParse(files, asked, process.stdout, process.stderr));
    });
  program
    .command("parse-tests")
    .argument("<file>", "the output of a test command, a JUnit XML or a coverage file; - for standard input")
    .summary("read the output of a test command")
    .description(
      "Reads what a test runner printed: passed, failed, skipped, coverage, missing lines, failures.",
    )
    .option("--json", "one JSON object")
    .addHelpText("after", examples("npm test 2>&1 | orch parse-tests -", "orch parse-tests junit.xml --json"))
    .action(async (file: string, options) => {
      const { runParseTests } = await import("./commands/parse-tests.ts");
      report(await runParseTests(file, { json: options.json ?? false }, process.stdout, process.stderr));
    });
};

const addPrompt = (program: Command, report: Report): void => {
  program
    .command("prompt")
    .argument("<dimension>", "a dimension, or the name of a template")
    .argument("[module]", "a folder of the project (default: this one)")
    .summary("print what an agent would be sent")
    .description("Prints the prompt of a dimension or template for a module, as an agent would get it.")
    .option("--objective <text>", "what the agents should have in mind")
    .option("--feature <text>", "the feature, for the templates that build one")
    .addOption(new Option("--config <file>", "read this instead of orch.yaml"))
    .addHelpText("after", examples("orch prompt security", "orch prompt fix packages/api"))
    .action(async (dimension: string, module: string | undefined, options) => {
      const { showPrompt } = await import("./show-prompt.ts");
      report(await showPrompt(dimension, module, options));
    });
};

const addDoctor = (program: Command, report: Report): void => {
  program
    .command("doctor")
    .summary("what of this machine orch can use")
    .description(
      "Says which agents are installed and logged in (without spending anything), which model each will use, what is enforced by whom, and what to do about each problem.",
    )
    .option("--json", "one JSON object")
    .addHelpText("after", examples("orch doctor", "orch doctor --json | jq '.agents[] | select(.available)'"))
    .action(async (options) => {
      const { showDoctor } = await import("./show-doctor.ts");
      report(await showDoctor(options.json ?? false));
    });
};

/** Commands that need no session. */
export const addToolCommands = (program: Command, report: Report): void => {
  addConfiguration(program, report);
  addDoctor(program, report);
  addPrompt(program, report);
  addParsers(program, report);
  addWait(program, report);
};
