import fc from "fast-check";
import stringWidth from "string-width";
import { describe, expect, test } from "vitest";
import { box } from "../../src/ui/box.ts";
import { pad, truncate, truncateStart, wrapWords } from "../../src/ui/cells.ts";
import { chart } from "../../src/ui/chart.ts";
import { clockTime, money, runCost, tokens } from "../../src/ui/format.ts";
import { gauge } from "../../src/ui/gauge.ts";
import { fitLine, line, lineText, lineWidth, markMatches, span, spread } from "../../src/ui/line.ts";
import { clean, cleanLines } from "../../src/ui/sanitize.ts";
import { isYesWord } from "../../src/ui/select-confirmation.ts";
import { parseGoTo } from "../../src/ui/typing.ts";

const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({ unit: "grapheme", maxLength: 60 }),
  fc.string({
    unit: fc.constantFrom(
      "\u{1b}",
      "[",
      "]",
      "2",
      "J",
      "\u{7}",
      "漢",
      "e",
      "\u{301}",
      "👩",
      "\u{200d}",
      "\u{202e}",
      "\t",
      "\n",
      "🇪",
    ),
  }),
);

const isBetween = (code: number, low: number, high: number): boolean => code >= low && code <= high;

/** Control characters, bidi controls, characters without a cell. */
const hasPower = (character: string): boolean => {
  const code = character.codePointAt(0) ?? 0;
  return (
    isBetween(code, 0, 0x1f) ||
    isBetween(code, 0x7f, 0x9f) ||
    isBetween(code, 0x200b, 0x200f) ||
    isBetween(code, 0x2028, 0x202e) ||
    isBetween(code, 0x2066, 0x2069)
  );
};

describe("clean", () => {
  test.each([
    ["\u{1b}[31mred\u{1b}[0m", "red"],
    ["\u{1b}]52;c;ZXZpbA==\u{7}copied", "copied"],
    ["\u{1b}]8;;http://evil\u{1b}\\link\u{1b}]8;;\u{1b}\\", "link"],
    ["\u{9b}2Jcleared", "cleared"],
    ["\u{1b}P$q\u{1b}\\dcs", "dcs"],
    ["unfinished \u{1b}[12", "unfinished "],
    ["a\tb", "a  b"],
    ["one\r\ntwo\nthree", "one⏎two⏎three"],
    ["nul\u{0} bell\u{7} del\u{7f}", "nul␀ bell␇ del�"],
    ["photo\u{202e}gpj.exe", "photo�gpj.exe"],
    ["zero\u{200b}wid\u{feff}th\u{ad}", "zerowidth"],
    ["👩‍👧 👍🏽 ❤️ 🇪🇸", "👩👧 👍 ❤ ES"],
    ["z\u{301}\u{301}\u{301}\u{301}", "z\u{301}\u{301}"],
    ["\u{301}stray", "stray"],
    ["plain ASCII stays", "plain ASCII stays"],
    ["ñandú, 漢字, Ελληνικά", "ñandú, 漢字, Ελληνικά"],
  ])("%j → %j", (raw, expected) => {
    expect(clean(raw)).toBe(expected);
  });

  test("nothing that is left has power over a terminal", () => {
    fc.assert(
      fc.property(anyText, (raw) => {
        const cleaned = clean(raw);
        expect([...cleaned].filter(hasPower)).toEqual([]);
        expect(clean(cleaned)).toBe(cleaned);
      }),
    );
  });

  test("a progress bar that draws over itself is its last state; long texts are bounded", () => {
    expect(cleanLines("10 %\r50 %\r100 %\nnext\r\n")).toEqual(["100 %", "next"]);
    expect(cleanLines(Array.from({ length: 100 }, (_, index) => `${index}`).join("\n"), 3)).toEqual([
      "97",
      "98",
      "99",
    ]);
    expect(clean("x".repeat(10_000)).length).toBeLessThan(4100);
  });
});

describe("cells", () => {
  test("pad, truncate and boxes take exactly the cells they were given", () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 50 }), (raw, width) => {
        const text = clean(raw);
        expect(stringWidth(pad(text, width))).toBe(width);
        expect(stringWidth(truncate(text, width))).toBeLessThanOrEqual(width);
        expect(stringWidth(truncateStart(text, width))).toBeLessThanOrEqual(width);
        for (const each of wrapWords(text, width)) expect(stringWidth(each)).toBeLessThanOrEqual(width);
        const both = [span(raw, "bold"), span(raw)];
        expect(lineWidth(fitLine(both, width))).toBe(width);
        expect(lineWidth(spread(both, line(raw), width))).toBe(width);
        const lines = box([both], {
          width: width + 8,
          height: 4,
          title: both,
          right: line(raw),
          bottom: both,
        });
        expect(lines.map(lineWidth)).toEqual(Array.from({ length: 4 }, () => width + 8));
      }),
    );
  });

  test("the signs that the screen draws with take one cell each", () => {
    for (const sign of "─│╭╮╰╯━┃┏┓┗┛█▓░▁▇●○◆■▶▸▏┄├┤⠋⠿·×–…→−✔✘")
      expect([sign, stringWidth(sign)]).toEqual([sign, 1]);
  });

  test("what is cut is marked", () => {
    expect(truncate("controllers", 5)).toBe("cont…");
    expect(truncateStart("controllers/api.py", 8)).toBe("…/api.py");
    expect(lineText(fitLine([span("ab"), span("cd")], 3))).toBe("ab…");
    expect(lineText(fitLine([span("ab"), span("cd")], 2))).toBe("a…");
    expect(truncate("漢字漢字", 5)).toBe("漢字…");
  });

  test("search marks every match and loses no text", () => {
    const marked = markMatches([span("Error: no error", "bold")], "error");
    expect(marked.filter((part) => part.tone === "match").map((part) => part.text)).toEqual([
      "Error",
      "error",
    ]);
    expect(lineText(marked)).toBe("Error: no error");
  });
});

describe("numbers", () => {
  test("money never reads as none when some was spent", () => {
    expect([0, 0.0001, 0.002, 0.06, 3.417, 1234.5].map(money)).toEqual([
      "$0.00",
      "<$0.001",
      "$0.002",
      "$0.06",
      "$3.42",
      "$1235",
    ]);
  });

  test("silence is not zero, a guess is marked, a reported nothing is free", () => {
    const usage = { inputTokens: 1, cachedInputTokens: 0, outputTokens: 1 };
    expect(runCost(null)).toBe("cost ?");
    expect(runCost({ ...usage, costUsd: 0, source: "reported" })).toBe("free");
    expect(runCost({ ...usage, costUsd: 0.1, source: "estimated" })).toBe("~$0.10");
    expect(runCost({ ...usage, costUsd: 0.1, source: "priced" })).toBe("$0.10");
  });

  test("times and tokens", () => {
    expect([0, 512_000, 4_112_000].map(clockTime)).toEqual(["00:00", "08:32", "1:08:32"]);
    expect([840, 12_400, 999_960, 1_200_000].map(tokens)).toEqual(["840", "12.4 k", "1.00 M", "1.20 M"]);
  });

  test("a gauge has its width whatever the numbers are, and shows the smallest spending", () => {
    const ledger = {
      leftUsd: 0,
      inputTokens: 0,
      cachedInputTokens: 0,
      outputTokens: 0,
      estimated: false,
      unknownRuns: 0,
    };
    for (const [spentUsd, reservedUsd, budgetUsd] of [
      [0, 0, 0],
      [0.001, 0, 5],
      [9, 9, 5],
      [2, 4, 5],
    ] as const) {
      expect(lineWidth(gauge({ ...ledger, spentUsd, reservedUsd, budgetUsd }, 20))).toBe(20);
    }
    expect(lineText(gauge({ ...ledger, spentUsd: 0.001, reservedUsd: 0, budgetUsd: 5 }, 10))).toBe(
      "█░░░░░░░░░",
    );
  });

  test("a chart keeps to its rectangle", () => {
    const scores = fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(
        scores,
        fc.integer({ min: 30, max: 120 }),
        fc.integer({ min: 3, max: 16 }),
        (values, width, height) => {
          const lines = chart(values, 100, width, height);
          expect(lines).toHaveLength(height);
          for (const each of lines) expect(lineWidth(each)).toBeLessThanOrEqual(width);
        },
      ),
    );
  });
});

test("yes-words, in the two languages of the contract document", () => {
  for (const word of ["sí", "si", "YES", "procede", " proceed ", "Confirmar", "si\u{301}"])
    expect(isYesWord(word)).toBe(true);
  for (const word of ["y", "no", "", "proceed now", "ok"]) expect(isYesWord(word)).toBe(false);
});

test("places of a replay", () => {
  expect(["50%", "1:36", "96", "0:01:36", "100 %", "99:99"].map((text) => parseGoTo(text, 192_000))).toEqual([
    0.5, 0.5, 0.5, 0.5, 1, 1,
  ]);
  expect(["", "abc", "-1", "1:2:3:4", "%"].map((text) => parseGoTo(text, 192_000))).toEqual([
    null,
    null,
    null,
    null,
    null,
  ]);
});
