import type { SessionEvent } from "../../src/engine/domain/events.ts";
import { buildFinalReport } from "../../src/engine/domain/final-report.ts";
import type { SessionPaths } from "../../src/engine/io/session-folder.ts";
import { describeEvent } from "../../src/ui/describe-event.ts";
import { clean } from "../../src/ui/sanitize.ts";
import { hostEngine } from "../engine-host.ts";
import { ownCommand } from "../own-command.ts";
import { printReport, writeReport } from "./print-report.ts";

export type HeadlessOptions = {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly output: string | undefined;
  readonly format: "json" | "md" | undefined;
  readonly attended: boolean;
  /** A resumed session's earlier events are not said again. */
  readonly resumed: boolean;
};

const clockTime = (at: string): string => at.slice(11, 19);

/** Activity is what panes are for; in a log of lines it would drown the rest. */
const worthALine = (event: SessionEvent): boolean =>
  event.type !== "run.activity" && event.type !== "run.usage";

const answerHint = (event: SessionEvent): string =>
  event.type === "confirmation.requested"
    ? `         ${[...event.details, `answer: orch approve ${event.confirmation}  or  orch reject ${event.confirmation}`].map(clean).join("\n         ")}\n`
    : "";

export const progressLine = (event: SessionEvent): string => {
  const { symbol, text } = describeEvent(event);
  return `${clockTime(event.at)} ${symbol} ${clean(text)}\n${answerHint(event)}`;
};

const printer = (options: HeadlessOptions): ((events: readonly SessionEvent[]) => void) => {
  let first = options.resumed;
  return (events) => {
    const old = first;
    first = false;
    if (old) return;
    if (options.json) process.stdout.write(events.map((event) => `${JSON.stringify(event)}\n`).join(""));
    else if (!options.quiet) process.stdout.write(events.filter(worthALine).map(progressLine).join(""));
  };
};

/** Runs a session in this process with a line for each event, and gives its exit code. */
export const runHeadless = async (paths: SessionPaths, options: HeadlessOptions): Promise<number> => {
  const state = await hostEngine(paths, { attended: options.attended, onEvents: printer(options) });
  if (options.output !== undefined)
    await writeReport(buildFinalReport(state), options.output, options.format);
  if (!options.json && !options.quiet) {
    printReport(state);
    process.stdout.write(
      `\nSession  ${paths.folder}\nReplay   ${ownCommand} tui --replay ${paths.recording}\n`,
    );
  }
  return state.stop?.exitCode ?? 1;
};
