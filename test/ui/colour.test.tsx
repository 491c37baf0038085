import { afterEach, describe, expect, test } from "vitest";
import { problemsOf } from "./frame-rules.ts";
import { keys, openScreen, type Screen } from "./screen.ts";
import { fakeFrontend, stateOf } from "./session.ts";
import { asking } from "./session-work.ts";

const open: Screen[] = [];

afterEach(async () => {
  for (const screen of open.splice(0)) {
    screen.stdin.write(keys.controlC);
    await screen.left;
  }
});

const show = async (environment: Readonly<Record<string, string>>): Promise<Screen> => {
  const screen = openScreen(fakeFrontend(stateOf(asking)), { columns: 120, rows: 36, environment });
  open.push(screen);
  await screen.settle();
  await screen.press(keys.escape);
  await screen.waitFor("a approve");
  await screen.settle();
  return screen;
};

/** SGR sequences that choose a foreground or background colour. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is looked for
const colours = /\x1b\[(?:[\d;]*;)?(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;[\d;]*)?m/g;

/** Words with their colour and weight, as the terminal took them. */
const styleAt = (screen: Screen, row: number, column: number) => {
  const cell = screen.stdout.terminal.buffer.active.getLine(row)?.getCell(column);
  return {
    text: cell?.getChars(),
    colour: cell?.getFgColor(),
    bold: cell?.isBold() !== 0,
    dim: cell?.isDim() !== 0,
  };
};

describe("colour", () => {
  test("a terminal gets colours, and they reach the right words", async () => {
    const screen = await show({});
    expect(screen.stdout.written.match(colours)?.length ?? 0).toBeGreaterThan(20);
    expect(styleAt(screen, 0, 1)).toEqual({ text: "o", colour: 6, bold: true, dim: false });
    expect(styleAt(screen, 2, 0)).toMatchObject({ text: "╭", dim: true });
  });

  test("NO_COLOR takes every colour away and no information", async () => {
    const plain = await show({ NO_COLOR: "1" });
    const coloured = await show({});
    expect(plain.stdout.written.match(colours)).toBeNull();
    const lines = await plain.lines();
    expect(problemsOf(lines, 120, 36)).toEqual([]);
    for (const sign of ["● 1 agent busy", "◆ 1 waiting for you", "✔", "┏", "P0 2", "█"])
      expect(lines.join("\n")).toContain(sign);
    const withoutTimes = (all: readonly string[]): string =>
      all.join("\n").replaceAll(/\d\d:\d\d|[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/g, "");
    expect(withoutTimes(await coloured.lines())).toBe(withoutTimes(lines));
  });

  test("FORCE_COLOR wins over NO_COLOR, an empty NO_COLOR means nothing", async () => {
    expect((await show({ NO_COLOR: "1", FORCE_COLOR: "1" })).stdout.written).toMatch(colours);
    expect((await show({ NO_COLOR: "" })).stdout.written).toMatch(colours);
    expect((await show({ FORCE_COLOR: "0" })).stdout.written).not.toMatch(colours);
  });
});
