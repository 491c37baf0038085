import * as z from "zod";
import type { JsonDocument } from "./json-documents.ts";
import { lineRanges } from "./line-ranges.ts";
import type { CoverageReading } from "./test-run.ts";

const counts = z.object({ total: z.number(), covered: z.number(), pct: z.number() });
const istanbulSchema = z.object({ total: z.object({ lines: counts }) });

const coveragePySchema = z.object({
  totals: z.object({ covered_lines: z.number(), num_statements: z.number(), percent_covered: z.number() }),
  files: z.record(z.string(), z.object({ missing_lines: z.array(z.number()) })),
});

/** Reads Istanbul's coverage-summary.json and the file of `coverage json`. */
export const readCoverageJson = (documents: readonly JsonDocument[]): readonly CoverageReading[] =>
  documents.flatMap(({ value }): readonly CoverageReading[] => {
    const istanbul = istanbulSchema.safeParse(value).data?.total.lines;
    if (istanbul) {
      return [
        { percent: istanbul.pct, coveredLines: istanbul.covered, totalLines: istanbul.total, missing: [] },
      ];
    }
    const python = coveragePySchema.safeParse(value).data;
    if (!python) return [];
    return [
      {
        percent: Math.round(python.totals.percent_covered * 100) / 100,
        coveredLines: python.totals.covered_lines,
        totalLines: python.totals.num_statements,
        missing: Object.entries(python.files)
          .filter(([, file]) => file.missing_lines.length > 0)
          .map(([file, entry]) => ({ file, lines: lineRanges(entry.missing_lines) })),
      },
    ];
  });
