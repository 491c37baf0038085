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

/** What the terminal is told before and after a text, as numbers of the SGR sequence. */
type Style = { readonly colour?: number; readonly weight?: "bold" | "dim"; readonly inverse?: true };

/** The sixteen colours of the terminal's own palette: readable on light and on dark backgrounds. */
const styles: Readonly<Record<Tone, Style>> = {
  plain: {},
  dim: { weight: "dim" },
  bold: { weight: "bold" },
  title: { weight: "bold", colour: 36 },
  accent: { colour: 36 },
  good: { colour: 32 },
  warn: { colour: 33 },
  bad: { weight: "bold", colour: 31 },
  info: { colour: 34 },
  border: { weight: "dim" },
  focus: { weight: "bold", colour: 36 },
  selected: { inverse: true },
  match: { inverse: true, colour: 33 },
  key: { weight: "bold" },
};

type Paint = { readonly open: string; readonly close: string };
export type Theme = Readonly<Record<Tone, Paint>>;

const sequence = (numbers: readonly number[]): string =>
  numbers.length === 0 ? "" : `\u{1b}[${numbers.join(";")}m`;

const paintOf = (style: Style, isColoured: boolean): Paint => {
  const open: number[] = [];
  const close: number[] = [];
  if (style.weight !== undefined) {
    open.push(style.weight === "bold" ? 1 : 2);
    close.push(22);
  }
  if (style.inverse === true) {
    open.push(7);
    close.push(27);
  }
  if (isColoured && style.colour !== undefined) {
    open.push(style.colour);
    close.push(39);
  }
  return { open: sequence(open), close: sequence(close) };
};

type Environment = Readonly<Record<string, string | undefined>>;

/** https://no-color.org: a non-empty NO_COLOR takes the colours away, unless FORCE_COLOR asks for them. */
const isColourWanted = (environment: Environment): boolean => {
  const force = environment.FORCE_COLOR;
  if (force !== undefined) return force !== "0" && force !== "false";
  return environment.NO_COLOR === undefined || environment.NO_COLOR === "";
};

/** Without colours, weight and inversion remain: they are no colours, and every tone has a word or a shape anyway. */
export const chooseTheme = (environment: Environment): Theme => {
  const isColoured = isColourWanted(environment);
  const entries = Object.entries(styles).map(([tone, style]) => [tone, paintOf(style, isColoured)]);
  return Object.fromEntries(entries) as Theme;
};
