import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { TestResults } from "../../../../src/engine/reports/test-results.ts";
import { parseTestOutput } from "../../../../src/engine/reports/tests/parse-test-output.ts";

const folder = join(import.meta.dirname, "fixtures");
const fixtures = readdirSync(folder)
  .filter((name) => name.endsWith(".txt"))
  .map((name) => readFileSync(join(folder, name), "utf8"));

const isSound = (results: TestResults): void => {
  for (const count of [results.passed, results.failed, results.skipped, results.errors]) {
    expect(count === null || (Number.isInteger(count) && count >= 0)).toBe(true);
  }
  expect(results.coverage === null || Number.isFinite(results.coverage)).toBe(true);
  expect(results.failures.length).toBeLessThanOrEqual(1001);
  for (const failure of results.failures) expect(failure.line === null || failure.line >= 0).toBe(true);
};

const mutate = (text: string, cuts: readonly (readonly [number, number, string])[]): string =>
  cuts.reduce((current, [at, length, insert]) => {
    const start = Math.floor(at * current.length);
    return current.slice(0, start) + insert + current.slice(start + length);
  }, text);

describe("any text", () => {
  test("is read without an error", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 2000 }),
        fc.option(fc.integer()),
        (text, exitCode) => {
          isSound(parseTestOutput(text, { exitCode }));
        },
      ),
      { numRuns: 300 },
    );
  });

  test("mutations and mixtures of real outputs are read without an error", () => {
    const cut = fc.tuple(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.nat(400),
      fc.string({ maxLength: 30 }),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...fixtures),
        fc.constantFrom(...fixtures),
        fc.array(cut, { maxLength: 8 }),
        (first, second, cuts) => isSound(parseTestOutput(mutate(first + second, cuts))),
      ),
      { numRuns: 300 },
    );
  });
});
