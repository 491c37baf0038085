import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findingLimit } from "../../../../src/engine/reports/audit/prose-reader.ts";
import { createBlockScanner } from "../../../../src/engine/reports/audit/scan-blocks.ts";
import { termsIn } from "../../../../src/engine/reports/audit/terms.ts";
import { fold } from "../../../../src/engine/reports/audit/text.ts";
import { parseReport, parseReportHead } from "../../../../src/engine/reports/parse-report.ts";

const folder = path.join(import.meta.dirname, "fixtures");
const texts = readdirSync(folder)
  .filter((name) => name.endsWith(".md"))
  .map((name) => readFileSync(path.join(folder, name), "utf8"));

const snippets = [
  "# ",
  "## 🔴 Critical",
  "| a | b |\n|---|---|\n",
  "- [P0] ",
  "**Severity:** High\n",
  "```",
  "[",
  "](",
  "**",
  "~~",
  "> ",
  "8/10",
  "100%",
  "⭐⭐",
  "src/a.ts:12-3",
  "\r\n",
  "\u0000",
  "\ud800",
  "严重",
  "Score: ",
  "-----\n",
  "P1-3: ",
];
const pieces = fc.array(
  fc.oneof(fc.constantFrom(...snippets), fc.string({ unit: "binary", maxLength: 12 })),
  { maxLength: 80 },
);

const check = (text: string): void => {
  const report = parseReport(text);
  const lines = text.split("\n").length;
  for (const finding of report.findings) {
    expect(finding.title.length).toBeGreaterThan(0);
    expect(finding.reportLine).toBeGreaterThan(0);
    expect(finding.reportLine).toBeLessThanOrEqual(lines);
    if (finding.line !== null) expect(finding.file).not.toBeNull();
  }
  if (report.score !== null) {
    expect(report.score).toBeGreaterThanOrEqual(0);
    expect(report.score).toBeLessThanOrEqual(100);
    expect(report.scoreLine).not.toBeNull();
  }
  expect(Object.values(report.counts).reduce((sum, count) => sum + count, 0)).toBe(report.findings.length);
  parseReportHead(text.slice(0, 500));
};

describe("any text", () => {
  it("is read without throwing, and findings lie within it", () => {
    fc.assert(
      fc.property(pieces, (parts) => check(parts.join(""))),
      { numRuns: 400 },
    );
  });

  it("is read also when a real report was cut, repeated or mixed with something else", () => {
    const mutation = fc.tuple(
      fc.constantFrom(...texts),
      fc.nat(6000),
      fc.nat(400),
      fc.constantFrom(...snippets),
      fc.nat(3),
    );
    fc.assert(
      fc.property(mutation, ([text, at, length, insert, times]) =>
        check(text.slice(0, at) + insert.repeat(times) + text.slice(at + length)),
      ),
      { numRuns: 300 },
    );
  });

  it("gives the same result twice", () => {
    for (const text of texts) expect(parseReport(text)).toEqual(parseReport(text));
  });

  it("keeps positions when letters are folded", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => fold(text).length === text.length));
  });
});

describe("work grows in line with size", () => {
  /** Counted, not timed: every block and term is made once per character at most. */
  const blocksOf = (text: string): number => {
    const scanner = createBlockScanner();
    for (const [at, line] of text.split("\n").entries()) scanner.push(line, at + 1);
    return scanner.take().length;
  };

  it.each(["> ".repeat(50), "- x\n", "[[[[", "**a ", "| a | b |\n", "# h\n", "```\n"])(
    "blocks of %j",
    (unit) => {
      const [small, large] = [unit.repeat(500), unit.repeat(1000)];
      expect(blocksOf(large)).toBeLessThanOrEqual(2 * blocksOf(small) + 1);
      expect(blocksOf(small)).toBeLessThanOrEqual(small.length);
    },
  );

  it("finds at most three meanings per word", () => {
    fc.assert(fc.property(fc.string(), (text) => termsIn(text).length <= 8 * Math.max(1, text.length)));
  });

  it("reads deep nesting and endless lines", () => {
    check(`${">".repeat(100_000)} x`);
    check("[".repeat(200_000));
    check(`${" ".repeat(5000)}- x\n`.repeat(20));
    check("word ".repeat(400_000));
  });

  it("keeps a bounded number of findings", () => {
    const many = Array.from(
      { length: 9000 },
      (_, at) => `- [P1] problem ${at} in file${at}.ts:${at + 1}`,
    ).join("\n");
    const report = parseReport(many);
    expect(report.findings.length).toBeLessThanOrEqual(findingLimit);
    expect(report.warnings.join()).toContain("only the first");
  });
});
