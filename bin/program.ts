import { Command, Option } from "commander";
import { examples, exitCodesHelp } from "./help-text.ts";
import { orchVersion } from "./package-paths.ts";
import { addLookCommands } from "./program-look.ts";
import { addToolCommands } from "./program-tools.ts";

/** Gets the exit code of the command that ran. */
export type Report = (exitCode: number) => void;

const sessionsDirectory = new Option(
  "--sessions-dir <dir>",
  "where sessions are kept (default: .orch/sessions of the repository)",
);

/** The options of every command that can start a session. */
const withSessionOptions = (command: Command): Command =>
  command
    .option(
      "--dimensions <a,b>",
      "what to audit: compliance, backend, frontend, tests, security, architecture, your own",
    )
    .option("--target-score <n>", "stop when the score is at least this (0 to 100)")
    .option("--max-iterations <n>", "stop after this many rounds")
    .option("--max-budget-usd <n>", "a wall: never spend more than this")
    .option(
      "--agent <name>",
      "use this agent for everything: claude, codex, gemini, copilot, opencode, local, your own",
    )
    .option("--objective <text>", "what the agents should have in mind")
    .option("--feature <text>", "build this feature: a proposal first, then your yes, then the code")
    .option("--yes-to <risks>", "approve by itself what has these risks: low,medium,high")
    .option(
      "--confirm-timeout <seconds>",
      "how long an unattended session waits for an answer before it stops with 5",
    )
    .option("--output <file>", "write the final report there")
    .option("--format <form>", "form of --output: json or md (default: from the file's name)")
    .option("--json", "print the events as NDJSON instead of lines for people")
    .option("--quiet", "print nothing but errors")
    .option("--config <file>", "read this instead of orch.yaml")
    .addOption(sessionsDirectory);

const addRun = (program: Command, report: Report): void => {
  withSessionOptions(
    program.command("run").argument("[module]", "a folder of the project (default: this one)"),
  )
    .summary("run a session here, with a line for each event")
    .description(
      "Audits a module, closes the gaps, tests, audits again, until the target is reached or a limit stops it.",
    )
    .option("--resume [session]", "go on with a session that was left or stopped (default: the newest)")
    .addHelpText(
      "after",
      examples(
        "orch run",
        "orch run packages/api --dimensions backend,tests --target-score 90",
        "orch run --agent local --yes-to low,medium --output report.json",
        "orch run --resume",
      ) + exitCodesHelp,
    )
    .action(async (module: string | undefined, options) => {
      const { runRun } = await import("./commands/run.ts");
      report(await runRun(module, options));
    });
};

const addTui = (program: Command, report: Report): void => {
  withSessionOptions(
    program.command("tui").argument("[target]", "a folder of the project, or a session's id"),
  )
    .summary("open the control room")
    .description(
      "Starts a session, or comes back to the one that is open. Leaving the control room does not stop the session.\nWithout a terminal it does what `orch run` does.",
    )
    .option("--new", "start another session although one is open")
    .option("--replay <file>", "play back a session.json or journal.ndjson")
    .addHelpText(
      "after",
      examples(
        "orch tui",
        "orch tui packages/api --target-score 90",
        "orch tui 4f2a",
        "orch tui --replay session.json",
      ) + exitCodesHelp,
    )
    .action(async (target: string | undefined, options) => {
      const { runTui } = await import("./commands/tui.ts");
      report(await runTui(target, options));
    });
};

const addPlayground = (program: Command, report: Report): void => {
  program
    .command("playground")
    .argument("[folder]", "a new folder for it (default: a temporary one)")
    .summary("try orch on a throwaway project")
    .description(
      "Copies a small project with honest defects, makes it a git repository and works on it with the built-in agent: no network, no key, no cost.",
    )
    .addHelpText("after", examples("orch playground", "orch playground ~/orch-playground") + exitCodesHelp)
    .action(async (folder: string | undefined) => {
      const { runPlayground } = await import("./commands/playground.ts");
      report(await runPlayground(folder));
    });
};

const addAnswers = (program: Command, report: Report): void => {
  for (const [name, answer] of [
    ["approve", "approved"],
    ["reject", "rejected"],
  ] as const) {
    program
      .command(name)
      .argument("<id>", "the confirmation, for example C1")
      .summary(`${name} what a session asks about`)
      .description(
        `Answers a confirmation of a session of this project: ${answer}. Works while it runs and before it is resumed.`,
      )
      .option("--session <id>", "which session, when several wait")
      .addOption(sessionsDirectory)
      .addHelpText("after", examples(`orch ${name} C1`, `orch ${name} C2 --session 4f2a`))
      .action(async (id: string, options) => {
        const { runAnswer } = await import("./commands/answer.ts");
        report(await runAnswer(id, answer, options));
      });
  }
};

const addEngine = (program: Command, report: Report): void => {
  program
    .command("engine", { hidden: true })
    .argument("<folder>")
    .action(async (folder: string) => {
      const { runEngine } = await import("./commands/engine.ts");
      report(await runEngine(folder));
    });
};

/** The command line of orch. Each command's code is loaded only when it is called. */
export const createProgram = (report: Report): Command => {
  const program = new Command("orch")
    .description(
      "A control room for several AI coding agents: audit, close gaps, test, audit again, until the score is reached.",
    )
    .version(orchVersion, "-V, --version")
    .showHelpAfterError("(orch --help shows what there is)")
    .exitOverride()
    .addHelpText(
      "after",
      examples("orch playground", "orch init", "orch tui", "orch run --agent claude --max-budget-usd 2") +
        exitCodesHelp,
    );
  addTui(program, report);
  addRun(program, report);
  addPlayground(program, report);
  addAnswers(program, report);
  addLookCommands(program, report);
  addToolCommands(program, report);
  addEngine(program, report);
  for (const command of program.commands)
    command.exitOverride().showHelpAfterError(`(orch ${command.name()} --help shows what there is)`);
  return program;
};
