import { describe, expect, it } from "vitest";
import { findJsonProblem, strictJson } from "../../../src/agents/local/json-text.ts";
import { renderReport, spellScore } from "../../../src/agents/local/report.ts";
import { readFailedTests } from "../../../src/agents/local/test-output.ts";
import { countLines, lineOfOffset } from "../../../src/agents/local/text.ts";

describe("JSON", () => {
  it.each([
    ["", "the text ends too early", 0],
    ["{", "the text ends too early", 1],
    ['{"a": 1,}', "trailing comma", 8],
    ["[1, 2,]", "trailing comma", 6],
    ["[1 2]", "a comma is missing", 3],
    ['{"a" 1}', "colon expected", 5],
    ["{a: 1}", "unexpected character", 1],
    ["1 2", "there is text after the end", 2],
    ['{"a": "\n"}', "unexpected character", 6],
    ["[1]]", "there is text after the end", 3],
    ["[1}", "a comma is missing", 2],
    ["[01]", "a comma is missing", 2],
  ])("%j: %s", (text, message, offset) => {
    expect(findJsonProblem(text)).toEqual({ message, offset });
  });

  it.each(["{}", "[]", ' {"a": [1, -2.5e3, true, null, "\\u00e9\\""]} ', '"x"', "\uFEFF{}"])(
    "%j is right",
    (text) => {
      expect(findJsonProblem(text)).toBeNull();
    },
  );

  it("becomes strict without touching texts", () => {
    expect(strictJson('{"a": "/* no */ // ,]", /* yes */ "b": [1, // c\n],}')).toBe(
      '{"a": "/* no */ // ,]",  "b": [1 \n]}',
    );
  });

  it("is read in linear time", () => {
    const started = performance.now();
    for (const unit of ["/*", "/**/", "// ", ',"', '"', ", \n"]) {
      const hostile = `[1,${unit.repeat(50_000)}`;
      strictJson(hostile);
      findJsonProblem(hostile);
    }
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

describe("lines", () => {
  it.each([
    ["", 1],
    ["a", 1],
    ["a\n", 1],
    ["a\nb", 2],
    ["\n\n", 2],
  ])("%j has %i", (text, lines) => {
    expect(countLines(text)).toBe(lines);
  });

  it("knows the line of an offset", () => {
    expect([0, 1, 2, 3, 99].map((offset) => lineOfOffset("a\nb\n", offset))).toEqual([1, 1, 2, 2, 3]);
  });
});

describe("the sum", () => {
  it.each([
    [{ P0: 0, P1: 0, P2: 0, P3: 0, P4: 0 }, "100 − (0) = 100"],
    [{ P0: 1, P1: 2, P2: 0, P3: 1, P4: 1 }, "100 − (20·1 + 10·2 + 2·1 + 1·1) = 57"],
    [{ P0: 9, P1: 0, P2: 0, P3: 0, P4: 0 }, "100 − (20·9) = 0, not below 0"],
  ])("%j", (counts, sum) => {
    expect(spellScore(counts)).toBe(sum);
  });

  it("keeps hostile names inside their cell", () => {
    const entry = {
      severity: "P2" as const,
      title: "a | b\n# c `d` <e>",
      file: "x|y\n.js",
      line: 1,
      recommendation: null,
    };
    const report = renderReport({
      heading: "h",
      dimension: null,
      scored: true,
      entries: [entry],
      notJudged: [],
      date: "2026-01-01",
      auditor: "a",
      sections: [],
    });
    expect(report).toContain("| x\\|y .js:1 | a \\| b # c \\`d\\` \\<e\\> |  |");
  });
});

describe("failing tests", () => {
  it("are read from vitest, jest and pytest", () => {
    expect(readFailedTests("/p", " FAIL  test/a.test.ts > sums > adds\nFAIL src/b.test.js\n")).toEqual([
      { name: "sums > adds", file: "test/a.test.ts", line: null },
      { name: "src/b.test.js", file: "src/b.test.js", line: null },
    ]);
    expect(readFailedTests("/p", "FAILED tests/test_a.py::test_x - assert 1 == 2\n")).toEqual([
      { name: "test_x", file: "tests/test_a.py", line: null },
    ]);
  });

  it("are not invented", () => {
    expect(readFailedTests("/p", "everything FAILED somehow\nnot ok\n")).toEqual([]);
  });
});
