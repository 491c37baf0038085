/** What a text means; the theme says how that looks. Each has a word or a shape beside it on the screen. */
export type Tone =
  | "plain"
  | "dim"
  | "bold"
  | "title"
  | "accent"
  | "good"
  | "warn"
  | "bad"
  | "info"
  | "border"
  | "focus"
  | "selected"
  | "match"
  | "key";

export type ToneProps = {
  readonly color?: string;
  readonly bold?: boolean;
  readonly dimColor?: boolean;
  readonly inverse?: boolean;
  readonly underline?: boolean;
};

export type Theme = Readonly<Record<Tone, ToneProps>>;

/** The sixteen colours of the terminal's own palette: readable on light and on dark backgrounds. */
const coloured: Theme = {
  plain: {},
  dim: { dimColor: true },
  bold: { bold: true },
  title: { bold: true, color: "cyan" },
  accent: { color: "cyan" },
  good: { color: "green" },
  warn: { color: "yellow" },
  bad: { color: "red", bold: true },
  info: { color: "blue" },
  border: { dimColor: true },
  focus: { color: "cyan", bold: true },
  selected: { inverse: true },
  match: { inverse: true, color: "yellow" },
  key: { bold: true },
};

const withoutColour = ({ color: _color, ...rest }: ToneProps): ToneProps => rest;

const colourless: Theme = Object.fromEntries(
  Object.entries(coloured).map(([tone, props]) => [tone, withoutColour(props)]),
) as Theme;

/** https://no-color.org: a non-empty NO_COLOR wins, unless FORCE_COLOR asks for colour. */
export const isColourWanted = (environment: Readonly<Record<string, string | undefined>>): boolean => {
  const force = environment.FORCE_COLOR;
  if (force !== undefined) return force !== "0" && force !== "false";
  return environment.NO_COLOR === undefined || environment.NO_COLOR === "";
};

export const chooseTheme = (environment: Readonly<Record<string, string | undefined>>): Theme =>
  isColourWanted(environment) ? coloured : colourless;
