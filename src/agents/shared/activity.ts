import type { ActivityKind } from "../../engine/domain/words.ts";
import type { OutputFact } from "../adapter.ts";

const maxLength = 200;
/** Only so much of a text is looked at: a tool's input can be a whole file. */
const maxLooked = 2_000;

/** The escape sequences of terminals, and all control and direction-changing characters that are left. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach the screen
const escapes = /\u001b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\^_])/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach the screen
const controls = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/g;

/** One short line that can do nothing to a terminal. */
export const oneLine = (text: string, limit = maxLength): string => {
  const clean = text
    .slice(0, maxLooked)
    .replace(escapes, "")
    .replace(controls, " ")
    .replace(/ {2,}/g, " ")
    .trim()
    .toWellFormed();
  return clean.length <= limit ? clean : `${clean.slice(0, limit - 1).toWellFormed()}…`;
};

export const activity = (kind: ActivityKind, text: string): OutputFact[] => {
  const line = oneLine(text);
  return line === "" ? [] : [{ kind: "activity", activity: kind, text: line }];
};

/** `/work/shop/src/api.ts` as `src/api.ts`: the end tells most, and a report's place begins with orch's long one. */
export const pathEnd = (file: string): string => file.split("/").slice(-2).join("/");

const shell = /^\/?(?:usr\/)?(?:bin\/)?(?:ba|z|da)?sh -l?c (['"])([\s\S]*)\1$/;

/** `/bin/bash -lc 'npm test'` as `npm test`. */
export const plainCommand = (command: string): string =>
  shell.exec(command.slice(0, maxLooked))?.[2] ?? command;
