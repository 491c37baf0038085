import { lineAt } from "./line-at.ts";
import type { CoverageReading, OutputLines } from "./test-run.ts";

const tarpaulin = /^(\d{1,3}(?:\.\d{1,4})?)% coverage, (\d{1,9})\/(\d{1,9}) lines covered/;
const tarpaulinMissing = /^\|\| (\S{1,300}): (\d[\d, -]{0,1500})$/;
const llvmHeader = /^Filename\s.{0,200}\sLines\s{1,20}Missed Lines\s{1,20}Cover/;

/** cargo-llvm-cov's TOTAL row: regions, functions, then lines, each as count, missed and percent. */
const readLlvm = (lines: OutputLines, header: number): CoverageReading | null => {
  for (let index = header + 1; index < Math.min(lines.length, header + 5000); index += 1) {
    const words = lineAt(lines, index).trim().split(/\s+/);
    if (words[0] === "" || words[0] === "Filename") return null;
    if (words[0] !== "TOTAL") continue;
    const [total, missed] = [Number(words[7]), Number(words[8])];
    const percent = Number.parseFloat(words[9] ?? "");
    if (Number.isNaN(percent)) return null;
    return { percent, coveredLines: total - missed, totalLines: total, missing: [] };
  }
  return null;
};

/** Reads cargo-tarpaulin's and cargo-llvm-cov's text. */
export const readRustCoverage = (lines: OutputLines): readonly CoverageReading[] => {
  const missing = lines.flatMap((line) => {
    const match = tarpaulinMissing.exec(line);
    return match?.[1] && match[2] ? [{ file: match[1], lines: match[2].trim() }] : [];
  });
  return lines.flatMap((line, index) => {
    const match = tarpaulin.exec(line);
    if (match) {
      const [percent, coveredLines, totalLines] = match.slice(1, 4).map(Number);
      return [
        {
          percent: percent ?? null,
          coveredLines: coveredLines ?? null,
          totalLines: totalLines ?? null,
          missing,
        },
      ];
    }
    return llvmHeader.test(line) ? (readLlvm(lines, index) ?? []) : [];
  });
};
