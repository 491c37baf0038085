import type { Observation } from "./domain/observations.ts";

type Environment = Readonly<Record<string, string | undefined>>;

const keyName = /(?:^|_)(?:API)?(?:KEY|TOKEN|SECRET|PASSWORD|CREDENTIALS?)(?:_|$)/i;
/** Keys within a value: a whole configuration may be given in a variable. */
const keyInside = /"(?:api_?key|auth_?token|token|secret|password)"\s*:\s*"([^"\\]+)"/gi;
/** What is shorter is a word as any other, and would be found everywhere. */
const shortestKey = 8;
const mark = "***";

const isKey = (value: string): boolean =>
  value.length >= shortestKey && !/\s/.test(value) && !value.startsWith("/");

const keysOf = (name: string, value: string): readonly string[] =>
  [
    ...(keyName.test(name) ? [value] : []),
    ...[...value.matchAll(keyInside)].map((found) => found[1] ?? ""),
  ].filter(isKey);

/** Some providers say the key that they do not accept; the journal, the screen and the reports must not. */
export const createKeyMask = (...environments: readonly Environment[]): ((text: string) => string) => {
  const keys = environments
    .flatMap((environment) =>
      Object.entries(environment).flatMap(([name, value]) => keysOf(name, value ?? "")),
    )
    .sort((one, other) => other.length - one.length);
  return (text) => keys.reduce((masked, key) => masked.replaceAll(key, mark), text);
};

/** The same for all texts of plain data: an agent that read a key may also write it into its report. */
export const maskTexts = <Data>(data: Data, mask: (text: string) => string): Data =>
  JSON.parse(JSON.stringify(data), (_key, value: unknown) =>
    typeof value === "string" ? mask(value) : value,
  ) as Data;

/** What an agent says of itself, without any key in it. */
export const maskObservation = (observation: Observation, mask: (text: string) => string): Observation => {
  if (observation.kind === "run-activity") return { ...observation, text: mask(observation.text) };
  if (observation.kind !== "run-ended") return observation;
  const { ending } = observation;
  return { ...observation, ending: { ...ending, message: mask(ending.message) } };
};
