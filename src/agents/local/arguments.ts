import { parseArgs } from "node:util";
import { AgentFault, messageOf } from "./fault.ts";

export type LocalArguments = {
  readonly promptFile: string;
  readonly reportFile: string;
  readonly progressFile: string | null;
};

const usage = "local-agent --prompt-file FILE --report FILE [--progress FILE]";

const parseRaw = (rawArguments: readonly string[]) => {
  try {
    return parseArgs({
      args: [...rawArguments],
      options: {
        "prompt-file": { type: "string" },
        report: { type: "string" },
        progress: { type: "string" },
        version: { type: "boolean" },
        help: { type: "boolean" },
      },
    }).values;
  } catch (error) {
    throw new AgentFault(`${messageOf(error)} Usage: ${usage}`);
  }
};

/** What the command line asks for; the two texts need no folder to work in. */
export const parseArguments = (rawArguments: readonly string[]): LocalArguments | "version" | "help" => {
  const values = parseRaw(rawArguments);
  if (values.version) return "version";
  if (values.help) return "help";
  const promptFile = values["prompt-file"];
  if (!promptFile) throw new AgentFault(`--prompt-file is missing. Usage: ${usage}`);
  if (!values.report) throw new AgentFault(`--report is missing. Usage: ${usage}`);
  return { promptFile, reportFile: values.report, progressFile: values.progress ?? null };
};

export const helpText = `Usage: ${usage}

The built-in agent of orch: audits and fixes with oxlint, knip, secretlint, the project's own tests and
plain checks. It works in the current folder, needs no network and no key, and never commits.

  --prompt-file FILE  the prompt, with a \`json orch-task\` block
  --report FILE       where the report is written when the work is done
  --progress FILE     gets one JSON line per thing done
  --version, --help
`;
