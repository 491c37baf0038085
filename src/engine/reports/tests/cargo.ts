import type { TestFailure } from "../test-results.ts";
import { lineAt } from "./line-at.ts";
import { emptyRun, failure, maximumFailures, type OutputLines, type TestRun } from "./test-run.ts";

const start = /^running (\d{1,9}) tests?$/;
const result =
  /^test result: (?:ok|FAILED)\. (\d{1,9}) passed; (\d{1,9}) failed; (\d{1,9}) ignored; (\d{1,9}) measured; \d{1,9} filtered out/;
const captured = /^---- (.{1,300}) std(?:out|err) ----$/;
const outcomeList = /^(?:failures|successes):$/;
const binaryHeader = /^\s{1,10}(?:Running (?:unittests |tests|benches|\S{1,300} \()|Doc-tests )/;
const panicked =
  /^thread '.{1,300}'(?: \(\d{1,12}\))? panicked at (?:'.{0,400}', )?(\S{1,300}?):(\d{1,7}):\d{1,7}:?$/;
const notCompiled = /^error(?:\[E\d{1,5}\])?: (?:could not compile .{1,200}|test failed to compile.{0,200})/;
const nextest =
  /^\s{1,20}Summary \[[^\]]{1,40}\] {1,4}(\d{1,9})(?:\/\d{1,9})? tests? run: (\d{1,9}) passed(?: \([^)]{1,80}\))?(?:, (\d{1,9}) failed)?(?:, \d{1,9} timed out)?(?:, (\d{1,9}) skipped)?/;

/** One test binary: from "running N tests" to the result line whose numbers add up to N. */
type Binary = {
  readonly first: number;
  readonly last: number;
  readonly counts: readonly number[];
  readonly failures: readonly TestFailure[];
};

class BinaryReader {
  readonly binaries: Binary[] = [];
  crashed = 0;
  private open: { readonly expected: number; readonly first: number }[] = [];
  private failures: TestFailure[] = [];
  private block: { name: string; from: number } | null = null;

  private readonly lines: OutputLines;

  constructor(lines: OutputLines) {
    this.lines = lines;
  }

  /** What a test printed may look like a result: between its marker and the list of failures nothing counts. */
  read(line: string, index: number): void {
    const name = captured.exec(line)?.[1];
    if (name !== undefined || outcomeList.test(line)) this.closeBlock(index);
    if (name !== undefined) this.block = { name, from: index };
    if (this.block) return;
    if (binaryHeader.test(line)) this.finish();
    const tests = start.exec(line)?.[1];
    if (tests !== undefined && this.open.length < 100)
      this.open.push({ expected: Number(tests), first: index });
    const match = result.exec(line);
    if (match) this.close(match.slice(1, 5).map(Number), index);
  }

  /** A result that fits only a later "running N tests" was printed by a test (`--nocapture`). */
  private close(counts: readonly number[], index: number): void {
    const sum = counts.reduce((left, count) => left + count, 0);
    const position = this.open.findIndex((entry) => entry.expected === sum);
    const first = this.open[0]?.first;
    if (position > 0) this.open.splice(position, 1);
    if (position !== 0 || first === undefined) return;
    this.binaries.push({ first, last: index, counts, failures: this.failures });
    this.open = [];
    this.failures = [];
  }

  /** A binary that started and gave no result was killed. */
  finish(): void {
    if (this.open.length > 0) this.crashed += 1;
    this.open = [];
  }

  private closeBlock(end: number): void {
    if (!this.block) return;
    const isFailure = !this.lines[end]?.startsWith("successes") || this.failures.length > 0;
    if (isFailure && this.failures.length < maximumFailures) {
      this.failures.push(describe(this.lines, this.block, end));
    }
    this.block = null;
  }
}

const describe = (
  lines: OutputLines,
  block: { readonly name: string; readonly from: number },
  end: number,
): TestFailure => {
  for (let index = block.from + 1; index < Math.min(end, block.from + 40); index += 1) {
    const match = panicked.exec(lineAt(lines, index));
    if (match) return failure(block.name, match[1] ?? null, Number(match[2]), lines[index + 1] ?? null);
  }
  return failure(block.name, null, null, lines[block.from + 1] ?? null);
};

const readNextest = (lines: OutputLines): readonly TestRun[] =>
  lines.flatMap((line, index) => {
    const match = nextest.exec(line);
    if (!match) return [];
    const [passed, failed, skipped] = [match[2], match[3], match[4]].map((text) => Number(text ?? 0));
    return [
      {
        ...emptyRun,
        runner: "cargo nextest",
        first: index,
        last: index,
        passed: passed ?? 0,
        failed: failed ?? 0,
        skipped: skipped ?? 0,
      },
    ];
  });

const compileErrors = (lines: OutputLines): readonly TestFailure[] => {
  const texts = lines.flatMap((line) => notCompiled.exec(line)?.[0] ?? []);
  return [...new Set(texts)]
    .slice(0, maximumFailures)
    .map((text) => failure("cargo build", null, null, text));
};

const runOfBinary = (binary: Binary): TestRun => ({
  ...emptyRun,
  runner: "cargo test",
  first: binary.first,
  last: binary.last,
  passed: binary.counts[0] ?? 0,
  failed: binary.counts[1] ?? 0,
  skipped: binary.counts[2] ?? 0,
  failures: (binary.counts[1] ?? 0) > 0 ? binary.failures : [],
});

/** What gave no result line at all: code that did not compile, a test binary that was killed. */
const brokenRun = (reader: BinaryReader, lines: OutputLines): TestRun | null => {
  const failures = compileErrors(lines);
  if (failures.length + reader.crashed === 0) return null;
  const nothing = reader.binaries.length > 0 ? 0 : null;
  return {
    ...emptyRun,
    runner: "cargo test",
    passed: nothing,
    failed: nothing,
    skipped: nothing,
    errors: failures.length + reader.crashed,
    failures,
    warnings: reader.crashed > 0 ? ["a cargo test binary ended without a result"] : [],
  };
};

/** Reads `cargo test`: every test binary and the doc tests have a result line of their own; they are summed later. */
export const readCargo = (lines: OutputLines): readonly TestRun[] => {
  const reader = new BinaryReader(lines);
  for (const [index, line] of lines.entries()) reader.read(line, index);
  reader.finish();
  // nextest runs every test in a process of its own and shows what failed ones printed, result lines included.
  const nextest = readNextest(lines);
  if (nextest.length > 0) return nextest;
  const broken = brokenRun(reader, lines);
  return [...reader.binaries.map(runOfBinary), ...(broken ? [broken] : [])];
};
