import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Matchable, matchFindings } from "../../../src/engine/reports/fingerprint.ts";
import { rewordings } from "./fingerprint-rewordings.ts";

const folder = join(import.meta.dirname, "../../../../shared/corpus/open/labels");
const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".json")) : [];

type Keyed = Matchable & { readonly key: string };

const readFindings = (name: string): readonly Keyed[] => {
  const label = JSON.parse(readFileSync(join(folder, name), "utf8"));
  return label.findings.map((entry: Matchable, index: number) => ({
    ...entry,
    description: null,
    key: `${label.id}:${index}`,
  }));
};

// The labelled reports lie beside the project and are not part of it: without them there is nothing to compare.
describe.skipIf(names.length === 0)(
  "labelled findings in other words (skipped when the corpus is absent)",
  () => {
    test.each([0, 5, -10, 30])("lines shifted by %i", (shift) => {
      let right = 0;
      let wrong = 0;
      let all = 0;
      for (const name of names) {
        const previous = readFindings(name);
        const current = previous.flatMap((entry): readonly Keyed[] => {
          const title = rewordings[entry.key];
          if (title === undefined) return [];
          return [{ ...entry, title, line: entry.line === null ? null : Math.max(1, entry.line + shift) }];
        });
        all += current.length;
        for (const pair of matchFindings(previous, current).pairs) {
          if (pair.previous.key === pair.current.key) right += 1;
          else wrong += 1;
        }
      }
      expect(right / all).toBeGreaterThanOrEqual(0.93);
      expect(right / (right + wrong)).toBeGreaterThanOrEqual(0.97);
    });

    test("two audits of the same tree by different agents", () => {
      const { pairs, gone } = matchFindings(readFindings("016.json"), readFindings("031.json"));
      expect(gone).toEqual([]);
      const expected = {
        "016:0": "031:2",
        "016:1": "031:1",
        "016:2": "031:5",
        "016:3": "031:6",
        "016:4": "031:7",
      };
      expect(Object.fromEntries(pairs.map((pair) => [pair.previous.key, pair.current.key]))).toEqual(
        expected,
      );
    });
  },
);
