import stringWidth from "string-width";
import { describe, expect, test } from "vitest";
import { buildFinalReport } from "../../../src/engine/domain/final-report.ts";
import { renderMarkdown, renderTerminal } from "../../../src/engine/domain/final-report-text.ts";
import { emptyState } from "../../../src/engine/domain/state.ts";
import { created, finding, fold, type Timed } from "./final-report-events.ts";
import { wholeSession } from "./final-report-session.ts";

const report = buildFinalReport(fold(wholeSession));

describe("renderTerminal", () => {
  test("has the form of the contract's final report", () => {
    expect(renderTerminal(report, { width: 80, color: false })).toMatchInlineSnapshot(`
      "ORCHESTRATION REPORT - ai_service

      ✓ Status: SUCCESS (target reached)
      The score is 96, the target 95.

      Scores
        Initial:     75/100
        Final:       96/100
        Improvement: +21 points
        Target:      95/100
        backend:     70 → 96/100
        tests:       80 → not judged

      Limits
        Iterations: 1/10 (10% used)
        Cost:       $1.75/$5.00 (35% of the budget), partly estimated, plus 1 run of
                    unknown cost
          claude sonnet: 2 runs, $1.75
          codex:         1 run, cost not known
        Duration:   8m 32s

      Findings: found → still open
      ✓ P0 (critical): 1 → 0
      ✓ P1 (high):     1 → 0
      ! P2 (medium):   1 → 1

      Changes
        Files modified: 2
        Lines added:    +12
        Lines removed:  -60
        Net change:     -48 lines

      Key actions
        1. Fixed P0: SQL injection in src/query.py:128
        2. Fixed P1: No error handling in src/api.py:45
        3. Increased test coverage 78% → 95%

      Not merged
      ! rejected: refused by a person (kept in .orch/w/r3)

      Tests
      ✓ test:     passing: 45/45 tests
        Coverage: 78% → 95%

      Confirmations
      ✓ Merge the fix of F1, F2: high risk: approved by a person (tui)

      Phase timings
        discovery:    1.5s
        audit_1:      31.0s
        close_gaps_1: 2m 8s
        test_1:       14.0s

      Tokens and reading
        Input:          2,000 tokens, 800 of them cached
        Output:         400 tokens
        Reports:        8.0 KiB read of 8.0 KiB
        Agents' output: 29.3 KiB followed, left in files

      Open findings
        P2: Copied code

      Warnings
      ! The disk is slow
      "
    `);
  });

  test.each([20, 40, 60, 80, 120])("no line is wider than %i cells, with and without color", (width) => {
    for (const color of [true, false]) {
      const lines = renderTerminal(report, { width, color }).split("\n");
      expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(width);
    }
  });

  test("costs stand below each other, however long the name of a model is", () => {
    const [first, second] = report.costs.map((cost) => ({ ...cost, model: null }));
    if (first === undefined || second === undefined) throw new Error("the session has two cost rows");
    const costs = [{ ...first, model: "claude-sonnet-4-5-20250929" }, second];
    const lines = renderTerminal({ ...report, costs }, { width: 80, color: false }).split("\n");
    const rows = lines.filter((line) => /: +\d+ runs?, /.test(line));
    expect(rows.map((line) => line.search(/\d+ runs?, /))).toEqual([39, 39]);
  });

  test("without color there is no escape sequence at all", () => {
    expect(renderTerminal(report, { width: 80, color: false })).not.toContain("\u001b");
    expect(renderTerminal(report, { width: 80, color: true })).toContain("\u001b[32m");
  });

  test("an empty session has a report too", () => {
    const text = renderTerminal(buildFinalReport(emptyState), { width: 80, color: false });
    expect(text).toContain("STILL RUNNING");
    expect(text).not.toMatch(/null|undefined|NaN/);
    expect(renderMarkdown(buildFinalReport(emptyState))).not.toMatch(/null|undefined|NaN/);
  });
});

describe("renderMarkdown", () => {
  test("has the same facts", () => {
    const text = renderMarkdown(report);
    expect(text).toContain("# 📊 ORCHESTRATION REPORT - ai\\_service");
    expect(text).toContain("✅ **Status:** SUCCESS (target reached)");
    expect(text).toContain(
      "- **Cost:** $1.75/$5.00 (35% of the budget), partly estimated, plus 1 run of unknown cost",
    );
    expect(text).toContain("- ✅ **P0 (critical):** 1 → 0");
    expect(text).toContain("1. Fixed P0: SQL injection in src/query.py:128");
    expect(text).not.toMatch(/null|undefined|NaN/);
  });
});

describe("texts of agents have no power", () => {
  const hostile =
    "\u001b]0;owned\u0007\u001b[2J\u009b31m\r\n\n# x | y <img src=x> [a](http://evil) `c` \u202egnp\u0000 日本語";
  const events: readonly Timed[] = [
    [0, created(hostile)],
    [
      1,
      {
        type: "findings.recorded",
        run: "r",
        dimension: "backend",
        findings: [finding("F1", { title: hostile, file: hostile })],
        closed: [],
      },
    ],
    [2, { type: "warning.raised", code: "x", message: hostile.repeat(20), run: null }],
    [3, { type: "session.stopped", reason: "failed", exitCode: 1, message: hostile }],
  ];
  const bad = buildFinalReport(fold(events));

  test("in the terminal: no control character, no reordering, one line stays in its width", () => {
    const text = renderTerminal(bad, { width: 60, color: false });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they must not be there
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    expect(text).not.toContain("owned");
    expect(Math.max(...text.split("\n").map((line) => stringWidth(line)))).toBeLessThanOrEqual(60);
  });

  test("in Markdown: no HTML, no link, no heading, no line of its own", () => {
    const text = renderMarkdown(bad);
    expect(text).not.toMatch(/(?<!\\)<img/);
    expect(text).not.toMatch(/(?<!\\)\[a/);
    expect(text).not.toContain("http://");
    expect(text).not.toMatch(/^# x/m);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they must not be there
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  });
});
