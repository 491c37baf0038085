import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseTestOutput } from "../../../../src/engine/reports/tests/parse-test-output.ts";

type Label = {
  readonly file: string;
  readonly passed: number | null;
  readonly failed: number;
  readonly skipped: number | null;
  readonly coverage: number | null;
  readonly missing: readonly { readonly file: string; readonly lines: string }[];
};

const folder = join(import.meta.dirname, "../../../../../shared/corpus/testout");
const labelFile = join(folder, "labels.json");
const labels: readonly Label[] = existsSync(labelFile) ? JSON.parse(readFileSync(labelFile, "utf8")) : [];

// The labelled outputs lie beside the project and are not part of it: without them there is nothing to compare.
describe.skipIf(labels.length === 0)("labelled outputs (skipped when the corpus is absent)", () => {
  test.each(labels)("$file", (label) => {
    const results = parseTestOutput(readFileSync(join(folder, label.file), "utf8"));
    expect(results.passed ?? 0).toBe(label.passed ?? 0);
    expect(results.failed).toBe(label.failed);
    expect(results.skipped ?? 0).toBe(label.skipped ?? 0);
    expect(results.coverage).toBe(label.coverage);
    if (label.missing.length > 0) expect(results.missing).toEqual(label.missing);
  });
});
