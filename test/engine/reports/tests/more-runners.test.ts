import { describe, expect, test } from "vitest";
import { parseTestOutput } from "../../../../src/engine/reports/tests/parse-test-output.ts";

const read = (...lines: readonly string[]) => parseTestOutput(`${lines.join("\n")}\n`);

/** Runners that are not installed where the fixtures were made: their summaries, as their own sources print them. */
describe("summaries of further runners and versions", () => {
  test("Odoo", () => {
    const line =
      "2026-01-01 00:00:00,000 1 ERROR test odoo.tests.result: 2 failed, 1 error(s) of 40 tests when loading database 'test'";
    expect(read(line)).toMatchObject({ runner: "odoo", passed: 37, failed: 2, errors: 1, skipped: null });
  });

  test("Playwright", () => {
    const results = read(
      "Running 8 tests using 2 workers",
      "  1 failed",
      "    [chromium] › tests/a.spec.ts:10:3 › group › breaks ──────",
      "  1 flaky",
      "    [chromium] › tests/b.spec.ts:4:1 › sometimes ────",
      "  2 skipped",
      "  4 passed (3.2s)",
    );
    expect(results).toMatchObject({ runner: "playwright", passed: 5, failed: 1, skipped: 2 });
    expect(results.failures).toEqual([
      { name: "group › breaks", file: "tests/a.spec.ts", line: 10, message: null },
    ]);
  });

  test("cargo nextest does not count what its failed tests print", () => {
    const results = read(
      "--- STDOUT:              demo tests::bad ---",
      "running 1 test",
      "test result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 3 filtered out; finished in 0.00s",
      "------------",
      "     Summary [   0.024s] 4 tests run: 3 passed, 1 failed, 1 skipped",
    );
    expect(results).toMatchObject({ runner: "cargo nextest", passed: 3, failed: 1, skipped: 1 });
  });

  test("PHPUnit from 10 on: warnings and risky tests are passed tests", () => {
    const results = read(
      "PHPUnit 11.2.0 by Sebastian Bergmann and contributors.",
      "OK, but there were issues!",
      "Tests: 5, Assertions: 4, Warnings: 1, Deprecations: 2, Skipped: 1, Risky: 1.",
    );
    expect(results).toMatchObject({ passed: 4, failed: 0, skipped: 1 });
  });

  test("Pest and artisan test", () => {
    expect(
      read("  Tests:    1 failed, 2 skipped, 3 passed (9 assertions)", "  Duration: 0.20s"),
    ).toMatchObject({
      runner: "pest",
      passed: 3,
      failed: 1,
      skipped: 2,
    });
  });

  test("old pytest, nose, and a collection without a run", () => {
    expect(read("===== 5 passed, 2 warnings in 0.12 seconds =====")).toMatchObject({ passed: 5, failed: 0 });
    expect(read("Ran 4 tests in 0.1s", "", "OK (SKIP=1)")).toMatchObject({ passed: 3, skipped: 1 });
    const collected = read("=== test session starts ===", "=== 7 tests collected in 0.01s ===");
    expect(collected).toMatchObject({ passed: 0, failed: 0, errors: 0 });
  });

  test("pytest that was killed says so", () => {
    const results = read("=== test session starts ===", "collected 9 items", "", "test_a.py ..F.  [ 44%]");
    expect(results).toMatchObject({ passed: 3, failed: 1 });
    expect(results.warnings.join()).toContain("no summary");
  });

  test("gtest XML: disabled tests are skipped", () => {
    const results = read(
      '<testsuites tests="2"><testsuite name="A" tests="2" disabled="1">',
      '<testcase name="a" status="run" classname="A"/><testcase name="b" status="notrun" classname="A"/>',
      "</testsuite></testsuites>",
    );
    expect(results).toMatchObject({ runner: "junit", passed: 1, skipped: 1 });
  });

  test("JaCoCo and Clover", () => {
    const jacoco = read(
      '<report name="x"><package name="com/x"><sourcefile name="A.java"><line nr="3" mi="1" ci="0"/><line nr="4" mi="0" ci="2"/>',
      '<counter type="LINE" missed="1" covered="1"/></sourcefile></package><counter type="LINE" missed="1" covered="3"/></report>',
    );
    expect(jacoco.coverage).toBe(75);
    expect(jacoco.missing).toEqual([{ file: "com/x/A.java", lines: "3" }]);
  });

  test("tarpaulin and cargo-llvm-cov", () => {
    expect(read("|| src/lib.rs: 4, 7-9", "75.00% coverage, 12/16 lines covered")).toMatchObject({
      coverage: 75,
      missing: [{ file: "src/lib.rs", lines: "4, 7-9" }],
    });
    const table = read(
      "Filename      Regions    Missed Regions     Cover   Functions  Missed Functions  Executed       Lines      Missed Lines     Cover",
      "lib.rs             10                 2    80.00%           3                 1    66.67%          20                 5    75.00%",
      "TOTAL              10                 2    80.00%           3                 1    66.67%          20                 5    75.00%",
    );
    expect(table.coverage).toBe(75);
  });

  test("lines that pnpm, turbo and docker compose put in front", () => {
    for (const prefix of ["packages/a test: ", "web:test: ", "app-1  | "]) {
      expect(read(`${prefix}2 failed, 3 passed in 0.5s`)).toMatchObject({ passed: 3, failed: 2 });
    }
  });
});
