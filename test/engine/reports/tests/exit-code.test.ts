import { describe, expect, test } from "vitest";
import { verdictOf } from "../../../../src/engine/reports/test-results.ts";
import { parseTestOutput } from "../../../../src/engine/reports/tests/parse-test-output.ts";

describe("the exit code is believed over the text", () => {
  test("a failed command without a failed test is never a success", () => {
    for (const text of ["2 passed in 0.10s\n", "", "segmentation fault\n", "ok  \texample.com/x\t0.1s\n"]) {
      const results = parseTestOutput(text, { exitCode: 1 });
      expect(results.errors).toBe(1);
      expect(results.failures.at(-1)?.message).toContain("exit code 1");
      expect(results.warnings.join()).toContain("exit code 1");
      expect(verdictOf(results, null)).toBe("failed");
    }
  });

  test("failed tests with exit code 0 stay as printed, with a warning", () => {
    const results = parseTestOutput("1 failed, 2 passed in 0.10s\n", { exitCode: 0 });
    expect(results).toMatchObject({ passed: 2, failed: 1 });
    expect(results.warnings.join()).toContain("exit code 0");
    expect(verdictOf(results, 0)).toBe("passed");
  });

  test("agreement changes nothing", () => {
    const text = "1 failed, 2 passed in 0.10s\n";
    expect(parseTestOutput(text, { exitCode: 1 })).toEqual(parseTestOutput(text));
    expect(parseTestOutput("2 passed in 0.10s\n", { exitCode: 0 }).warnings).toEqual([]);
  });

  test("without an exit code and without numbers nothing is claimed", () => {
    const results = parseTestOutput("hello\n");
    expect(results).toMatchObject({ runner: null, passed: null, failed: null, skipped: null, errors: null });
    expect(results.coverage).toBeNull();
    expect(results.warnings).toEqual(["no test result was recognised in the output"]);
    expect(verdictOf(results, null)).toBe("unknown");
    expect(verdictOf(results, 0)).toBe("passed");
  });
});
