import type { OutputLines } from "./test-run.ts";

const escapeCharacter = String.fromCharCode(27);
const bellCharacter = String.fromCharCode(7);

/** CSI, OSC and two-character escape sequences; the bounds keep an unterminated one from costing more than once. */
const escapeSequence = new RegExp(
  `${escapeCharacter}(?:\\[[0-?]{0,32}[ -/]{0,4}[@-~]|\\][^${bellCharacter}${escapeCharacter}]{0,4096}(?:${bellCharacter}|${escapeCharacter}\\\\)?|[()][0-9A-Za-z]|[=>A-Z\\\\-_])`,
  "g",
);

/** Longer lines are data, not a runner's words: cutting them keeps every later pattern linear. */
const maximumLineLength = 2000;

/** What continuous integration, pnpm, turbo and docker compose put before each line of a command. */
const prefixes: readonly RegExp[] = [
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z /,
  /^[\w@./-]{1,100}:test(?::\w{1,30})?: ?/,
  /^[\w@./-]{1,100} test(?::\w{1,30})?: /,
  /^[\w.-]{1,60}-\d{1,3} {1,20}\| /,
];

const mayHavePrefix = /^\S{1,100}(?:Z |:test| test|-\d{1,3} )/;

const withoutPrefix = (line: string): string => {
  if (!mayHavePrefix.test(line)) return line;
  for (const prefix of prefixes) {
    const match = prefix.exec(line);
    if (match) return line.slice(match[0].length);
  }
  return line;
};

export const stripEscapes = (text: string): string =>
  text.includes(escapeCharacter) ? text.replace(escapeSequence, "") : text;

/** Splits an output into clean lines. A lone carriage return (a progress bar) starts a line, too. */
export const outputLines = (text: string): OutputLines =>
  text
    .split(/\r\n|\n|\r/)
    .map((line) =>
      withoutPrefix(stripEscapes(line.slice(0, 4 * maximumLineLength)).slice(0, maximumLineLength)),
    );
