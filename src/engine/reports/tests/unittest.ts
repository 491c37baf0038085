import type { TestFailure } from "../test-results.ts";
import { countOf, readNamedCounts } from "./counts.ts";
import { lineAt } from "./line-at.ts";
import { emptyRun, failure, maximumFailures, type OutputLines, type TestRun } from "./test-run.ts";

const ran = /^Ran (\d{1,9}) tests? in \d[\d.]{0,12}s$/;
const outcome = /^(OK|FAILED|NO TESTS RAN)(?: \((.{1,300})\))?$/;
const title = /^(FAIL|ERROR): (\S.{0,400})$/;
const frame = /^ {2}File "([^"]{1,400})", line (\d{1,7})/;
/** What breaks around a class or a module is an error, but no test that was run. */
const aroundTests = /^(?:setUpClass|tearDownClass|setUpModule|tearDownModule) /;

type Block = { readonly kind: string; readonly name: string; readonly failure: TestFailure };

type Traceback = { readonly place: RegExpExecArray | null; readonly message: string | null };

const ruler = /^[=-]{60,}$/;
const exception = /^(?!Traceback \()\w[\w.]{0,200}(?:: |$)/;

/** The text between the ruler below the title and the next one: the last frame, the first line of the exception. */
const readTraceback = (lines: OutputLines, title: number, last: number): Traceback => {
  let start = title + 1;
  while (start < title + 6 && !ruler.test(lineAt(lines, start))) start += 1;
  let place: RegExpExecArray | null = null;
  let message: string | null = null;
  for (let index = start + 1; index < last && !ruler.test(lineAt(lines, index)); index += 1) {
    const text = lineAt(lines, index);
    place = frame.exec(text) ?? place;
    if (exception.test(text)) message ??= text;
  }
  return { place, message };
};

const readBlock = (lines: OutputLines, index: number, last: number): Block | null => {
  const match = title.exec(lineAt(lines, index));
  if (!match || !/^={20,}$/.test(lineAt(lines, index - 1))) return null;
  const { place, message } = readTraceback(lines, index, last);
  const name = match[2] ?? "";
  return {
    kind: match[1] ?? "",
    name,
    failure: failure(name, place?.[1] ?? null, place ? Number(place[2]) : null, message),
  };
};

/** Several failed subtests belong to one test: "test_x (mod.Class) (i=1)" is counted as "test_x (mod.Class)". */
const testOf = (name: string): string => /^[^(]{0,300}\([^)]{0,300}\)/.exec(name)?.[0] ?? name;

const readRun = (lines: OutputLines, first: number, ranLine: number, outcomeLine: number): TestRun => {
  const blocks: Block[] = [];
  let begin = ranLine;
  for (let index = first; index < ranLine && blocks.length < maximumFailures; index += 1) {
    const block = readBlock(lines, index, ranLine);
    if (!block) continue;
    begin = Math.min(begin, index - 1);
    blocks.push(block);
  }
  const match = outcome.exec(lineAt(lines, outcomeLine));
  const counts = readNamedCounts(match?.[2] ?? "");
  const broken = new Set(
    blocks.filter((block) => !aroundTests.test(block.name)).map((block) => testOf(block.name)),
  );
  const brokenTests = blocks.length > 0 ? broken.size : countOf(counts, "failures", "errors");
  const unexpected = countOf(counts, "unexpected successes");
  const total = Number(ran.exec(lineAt(lines, ranLine))?.[1]);
  const others = countOf(counts, "skipped", "skip", "expected failures") + unexpected;
  return {
    ...emptyRun,
    runner: "unittest",
    first: begin,
    last: outcomeLine,
    passed: Math.max(0, total - brokenTests - others),
    failed: countOf(counts, "failures") + unexpected,
    skipped: countOf(counts, "skipped", "skip"),
    errors: countOf(counts, "errors"),
    failures: blocks.map((block) => block.failure),
  };
};

/** Reads Python's unittest: "Ran 5 tests in 0.001s" and the line of counts that follows it. */
export const readUnittest = (lines: OutputLines): readonly TestRun[] => {
  const runs: TestRun[] = [];
  let first = 0;
  for (let index = 0; index < lines.length; index += 1) {
    if (!ran.test(lineAt(lines, index))) continue;
    const offset = lines.slice(index + 1, index + 6).findIndex((line) => outcome.test(line));
    if (offset < 0) continue;
    const last = index + 1 + offset;
    runs.push(readRun(lines, first, index, last));
    first = last + 1;
  }
  return runs;
};
