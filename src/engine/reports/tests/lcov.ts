import { lineRanges } from "./line-ranges.ts";
import { type CoverageReading, percentOf } from "./test-run.ts";

type FileRecord = { readonly lines: Map<number, boolean>; found: number; hit: number };

const sourceFile = /^SF:(.{1,1000})$/;
const lineHits = /^DA:(\d{1,8}),(-?\d{1,15})/;
const totals = /^(LF|LH):(\d{1,9})$/;

const emptyRecord = (): FileRecord => ({ lines: new Map(), found: 0, hit: 0 });

/** Several records of one file (one per test) are one file; a line is covered when one of them hit it. */
const readRecords = (lines: readonly string[]): ReadonlyMap<string, FileRecord> => {
  const records = new Map<string, FileRecord>();
  let current: FileRecord | null = null;
  for (const line of lines) {
    const file = sourceFile.exec(line)?.[1];
    if (file !== undefined) {
      current = records.get(file) ?? emptyRecord();
      records.set(file, current);
    } else if (line === "end_of_record") current = null;
    else if (current) addLine(current, line);
  }
  return records;
};

const addLine = (record: FileRecord, line: string): void => {
  const hits = lineHits.exec(line);
  if (hits && Number(hits[1]) > 0) {
    const number = Number(hits[1]);
    record.lines.set(number, Number(hits[2]) > 0 || (record.lines.get(number) ?? false));
  }
  const total = totals.exec(line);
  if (total?.[1] === "LF") record.found = Math.max(record.found, Number(total[2]));
  if (total?.[1] === "LH") record.hit = Math.max(record.hit, Number(total[2]));
};

/** Reads LCOV trace files; the lines themselves are believed over the totals, which some writers get wrong. */
export const readLcov = (lines: readonly string[]): CoverageReading | null => {
  if (!lines.some((line) => line.startsWith("SF:"))) return null;
  const records = readRecords(lines);
  let covered = 0;
  let total = 0;
  const missing: { file: string; lines: string }[] = [];
  for (const [file, record] of records) {
    const missed = [...record.lines].filter(([, hit]) => !hit).map(([line]) => line);
    total += record.lines.size > 0 ? record.lines.size : record.found;
    covered += record.lines.size > 0 ? record.lines.size - missed.length : Math.min(record.hit, record.found);
    if (missed.length > 0) missing.push({ file, lines: lineRanges(missed) });
  }
  if (records.size === 0) return null;
  return { percent: percentOf(covered, total), coveredLines: covered, totalLines: total, missing };
};
