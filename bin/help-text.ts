/** Said by `--help` of every command that runs a session, and by the README. */
export const exitCodesHelp = `
Exit codes:
  0    the target score is reached
  1    a bug in orch
  2    wrong usage or configuration
  3    stopped below the target (iterations, stuck, nothing left to do)
  4    the budget is used up
  5    a confirmation was needed or refused
  6    no agent is available
  130  interrupted`;

/** Examples below a command's options. */
export const examples = (...lines: readonly string[]): string =>
  `\nExamples:\n${lines.map((line) => `  $ ${line}`).join("\n")}\n`;
