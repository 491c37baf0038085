import type { Launch } from "../adapter.ts";

export const refusalOf = (reason: string): string => `The request was refused by orch: ${reason}`;

/** Not started, because it could not be held to its role: says so in its own dialect, and another agent takes over. */
export const refusingLaunch = (launch: Launch, event: object): Launch => ({
  ...launch,
  program: process.execPath,
  arguments: ["-e", "console.log(process.argv[1]); process.exitCode = 1;", JSON.stringify(event)],
  environment: {},
  stdinFile: null,
});
