import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { TestResults } from "../../../../src/engine/reports/test-results.ts";
import { parseTestOutput } from "../../../../src/engine/reports/tests/parse-test-output.ts";

const folder = join(import.meta.dirname, "fixtures");
const expected: Record<string, TestResults> = JSON.parse(readFileSync(join(folder, "expected.json"), "utf8"));
const read = (name: string): string => readFileSync(join(folder, `${name}.txt`), "utf8");

describe("real outputs of test runners", () => {
  const names = readdirSync(folder).filter((name) => name.endsWith(".txt"));

  test("every fixture has an expectation", () => {
    expect(names.map((name) => name.slice(0, -4)).sort()).toEqual(Object.keys(expected).sort());
    expect(names.length).toBeGreaterThan(120);
  });

  test.each(Object.keys(expected))("%s", (name) => {
    expect(parseTestOutput(read(name))).toEqual(expected[name]);
  });
});

/** Counted by hand in the suites that made the outputs: passed, failed, skipped, errors, coverage. */
const byHand: readonly (readonly [RegExp, readonly (number | null)[]])[] = [
  [/^pytest-(?:mix(?:-(?:v|q|qq|rA|tbno|tbline))?)$/, [6, 2, 1, 2, null]],
  [/^pytest-(?:mix-cov|mix-covbranch|xdist-v-cov|color)$/, [6, 2, 1, 2, 65]],
  [/^pytest-ok$/, [3, 0, 1, 0, null]],
  [/^pytest-ok-cov/, [3, 0, 1, 0, 41]],
  [/^pytest-collect$/, [0, 0, 0, 1, null]],
  [/^pytest-two$/, [9, 2, 1, 2, null]],
  [/^unittest-ok$/, [2, 0, 1, 0, null]],
  [/^unittest-mix/, [1, 4, 2, 2, null]],
  [/^go-all-v$/, [6, 3, 1, 1, null]],
  [/^go-all$/, [null, 3, null, 1, null]],
  [/^go-func$/, [null, 2, null, 0, 40]],
  [/^go-cover-one$/, [null, 0, null, 0, 100]],
  [/^cargo-(?:ok|q|threads)$/, [5, 0, 1, 0, null]],
  [/^cargo-bad$/, [4, 3, 1, 0, null]],
  [/^phpunit-(?:mix|testdox|color)$/, [4, 2, 2, 2, null]],
  [/^phpunit-ok-cov$/, [2, 0, 0, 0, 75]],
  [/^rspec-(?:mix|mix-doc|json|color)$/, [2, 2, 3, 0, null]],
  [/^rspec-cov$/, [1, 0, 0, 0, 57.14]],
  [/^vitest-4-(?:mix|mix-verbose|color|dot)$/, [3, 2, 1, 0, null]],
  [/^vitest-2-(?:mix|json|tap)$/, [4, 2, 1, 0, null]],
  [/^vitest-4-both$/, [4, 2, 1, 0, null]],
  [/^vitest-4-ok-cov(?:sum)?$/, [2, 0, 0, 0, 5.88]],
  [/^vitest-4-unhandled$/, [2, 0, 0, 1, null]],
  [/^jest-(?:mix|mix-verbose|json|color)$/, [7, 2, 1, 2, null]],
  [/^jest-two$/, [9, 2, 1, 3, null]],
  [/^jest-ok-cov-both$/, [2, 0, 0, 0, 10.52]],
  [/^mocha-(?:mix|dot|tap|json|xunit|min|list|color|8-mix)$/, [2, 3, 2, 0, null]],
  [/^mocha-two$/, [4, 3, 2, 0, null]],
  [/^node2[04]-mix-tap$|^node24-(?:mix-spec|color)$/, [4, 3, 1, 0, null]],
  [/^node24-(?:mix-cov|tap-cov)$/, [4, 3, 1, 0, 38.24]],
  [/^ava-(?:mix|4-mix)$/, [2, 2, 1, 0, null]],
  [/^ava-color$/, [1, 2, 1, 0, null]],
  [/^tap(?:e)$/, [2, 1, 1, 0, null]],
  [/^tap(?:15|21|21-terse)$/, [3, 1, 1, 0, null]],
  [/^junit-pytest$/, [6, 2, 2, 2, null]],
];

describe("counts made by hand", () => {
  test.each(byHand.map(([pattern, counts]) => ({ pattern, counts })))("$pattern", ({ pattern, counts }) => {
    const names = Object.keys(expected).filter((name) => pattern.test(name));
    expect(names).not.toEqual([]);
    for (const name of names) {
      const { passed, failed, skipped, errors, coverage } = parseTestOutput(read(name));
      expect([name, passed, failed, skipped, errors, coverage]).toEqual([name, ...counts]);
    }
  });
});
