import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseTestOutput } from "../../../../src/engine/reports/tests/parse-test-output.ts";

const read = (name: string): string =>
  readFileSync(join(import.meta.dirname, "fixtures", `${name}.txt`), "utf8");

const noise = [
  "> demo@1.0.0 lint",
  "> biome check . && tsc --noEmit",
  "src/a.ts(3,7): error TS2322: Type 'string' is not assignable to type 'number'.",
  "/src/b.js",
  "  3:10  error  'x' is assigned a value but never used  no-unused-vars",
  "✖ 12 problems (3 errors, 9 warnings)",
  "Found 1 error in src/a.ts:3",
  "All checks passed!",
  "Success: no issues found in 12 source files",
  "",
].join("\n");

describe("what stands around a run", () => {
  const names = [
    "pytest-mix",
    "vitest-4-mix",
    "jest-mix",
    "mocha-mix",
    "node24-mix-cov",
    "ava-mix",
    "go-all-v",
  ];
  test.each([...names, "cargo-bad", "phpunit-mix", "rspec-mix", "unittest-mix", "tape", "jest-json"])(
    "linters before and after %s do not count",
    (name) => {
      expect(parseTestOutput(`${noise}${read(name)}\n${noise}`)).toEqual(parseTestOutput(read(name)));
    },
  );

  test.each(names)("carriage returns, timestamps of a build server and colours do not matter: %s", (name) => {
    const plain = parseTestOutput(read(name));
    const lines = read(name).split("\n");
    expect(parseTestOutput(lines.join("\r\n"))).toEqual(plain);
    const stamped = lines.map((line) => `2026-01-02T03:04:05.1234567Z ${line}`).join("\n");
    expect(parseTestOutput(stamped)).toEqual(plain);
  });
});

describe("several runs in one output", () => {
  test("distinct runs of different runners are summed", () => {
    const results = parseTestOutput([read("jest-mix"), read("pytest-mix-q"), read("go-all-v")].join("\n"));
    expect(results).toMatchObject({ passed: 7 + 6 + 6, failed: 2 + 2 + 3, skipped: 3, errors: 2 + 2 + 1 });
    expect(results.runner?.split(", ").sort()).toEqual(["go test", "jest", "pytest"]);
  });

  test("the same output twice is one run", () => {
    expect(parseTestOutput(read("pytest-mix") + read("pytest-mix")).passed).toBe(6);
  });

  test("a run inside what a test printed is no run", () => {
    const quoted = "Test Suites: 1 failed, 1 total\nTests:       9 failed, 9 total";
    const text = read("pytest-mix").replace("5 failed, 2 passed in 1.00s\n_", `${quoted}\n_`);
    expect(text).toContain(quoted);
    expect(parseTestOutput(text)).toMatchObject({ runner: "pytest", passed: 6, failed: 2 });
  });

  test("coverage of several parts without counts is unknown, with a warning", () => {
    const results = parseTestOutput(read("go-v-cover"));
    expect(results.coverage).toBeNull();
    expect(results.warnings.join()).toContain("per part");
  });
});

describe("hostile documents", () => {
  test("entities of a DOCTYPE are not expanded", () => {
    const bomb = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>
<testsuite><testcase name="&b;"><failure message="&b;">&b;</failure></testcase></testsuite>`;
    expect(parseTestOutput(bomb).failures).toEqual([{ name: "&b;", file: null, line: null, message: "&b;" }]);
  });

  test("depth and length cost no more than their size", () => {
    const started = performance.now();
    for (const text of [
      "<testsuite>".repeat(200_000),
      `{\n${"[".repeat(2_000_000)}\n}`,
      "x".repeat(8_000_000),
    ]) {
      parseTestOutput(text);
    }
    expect(performance.now() - started).toBeLessThan(8000);
  });
});
