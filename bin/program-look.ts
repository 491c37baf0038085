import { type Command, Option } from "commander";
import { examples } from "./help-text.ts";

type Report = (exitCode: number) => void;

const sessionsDirectory = new Option(
  "--sessions-dir <dir>",
  "where sessions are kept (default: .orch/sessions of the repository)",
);
const session = "a session's id or the beginning or end of it, or a session.json (default: the newest)";

/** Commands that only look at sessions. */
export const addLookCommands = (program: Command, report: Report): void => {
  program
    .command("report")
    .argument("[session]", session)
    .summary("print the final report of a session")
    .description("Prints the final report; of a session that still runs, the report so far.")
    .option("--format <form>", "json or md (default: for the terminal)")
    .option("--output <file>", "write it there instead")
    .addOption(sessionsDirectory)
    .addHelpText(
      "after",
      examples(
        "orch report",
        "orch report 4f2a --format md",
        "orch report --format json | jq -r .final_score",
      ),
    )
    .action(async (target: string | undefined, options) => {
      const { runReport } = await import("./commands/look.ts");
      report(await runReport(target, options));
    });
  program
    .command("sessions")
    .summary("list the sessions of this project")
    .description(
      "Lists the sessions of this project, newest first: module, score, cost, and how each stands.",
    )
    .option("--json", "one JSON object a line")
    .addOption(sessionsDirectory)
    .addHelpText("after", examples("orch sessions", "orch sessions --json"))
    .action(async (options) => {
      const { runSessions } = await import("./commands/look.ts");
      report(await runSessions(options));
    });
  program
    .command("show")
    .argument("[session]", session)
    .summary("show the state of a session")
    .description("Shows a session's folded state: all that its journal says, nothing else.")
    .option("--json", "the whole state as JSON")
    .addOption(sessionsDirectory)
    .addHelpText("after", examples("orch show 4f2a --json", "orch show --json | jq '.findings | length'"))
    .action(async (target: string | undefined, options) => {
      const { runShow } = await import("./commands/look.ts");
      report(await runShow(target, options));
    });
};
