import { countOf, readCounts } from "./counts.ts";
import { lineAt } from "./line-at.ts";
import { readPytestFailures } from "./pytest-failures.ts";
import { emptyRun, type OutputLines, type TestRun } from "./test-run.ts";

const header = /^={3,} test session starts ={3,}$/;
const framed = /^={2,} (.{1,300}) in \d[\d.]{0,12}(?:s| seconds)(?: \(\d[\d:, a-z]{0,30}\))? ={2,}$/;
const bare =
  /^(\d.{1,300}|no tests (?:ran|collected)) in \d[\d.]{0,12}(?:s| seconds)(?: \(\d[\d:, a-z]{0,30}\))?$/;
const outcomes =
  /^(?:no tests (?:ran|collected)|(?:\d{1,9}\/)?\d{1,9} (?:tests? collected|failed|passed|skipped|deselected|xfailed|xpassed|warnings?|errors?|rerun|subtests? \w{1,20}))(?:, \d{1,9} [a-z ]{2,30})*$/;
const captured = /^-{3,} ?Captured (?:stdout|stderr|log)/;
const section = /^(?:_{3,} .{1,300} _{3,}|={3,} [A-Za-z ]{4,40} ={3,})$/;
const ownSection = /^={3,} (?:FAILURES|ERRORS|short test summary info|warnings summary) ={3,}$/;
const progress = /^(?:\S{1,300} )?([.FEsxXR]{1,300}) +\[ {0,3}\d{1,3}%\]$/;

/** One session while it is read: with a header it ends at its last framed summary, without one at its first. */
type Session = { first: number; summary: number | null; hasHeader: boolean };

const summaryOf = (line: string, pattern: RegExp): string | null => {
  const text = pattern.exec(line)?.[1];
  return text !== undefined && outcomes.test(text) ? text : null;
};

class SessionReader {
  readonly sessions: Session[] = [];
  private current: Session | null = null;
  private insideCaptured = false;
  private tentative: number | null = null;
  private previousEnd = -1;

  /** A test may print another session's output: what stands in a captured block does not count. */
  read(line: string, index: number): void {
    if (header.test(line)) this.start(index);
    else if (captured.test(line)) this.insideCaptured = true;
    else if (summaryOf(line, framed) !== null) this.end(index, true);
    else if (section.test(line)) this.leaveCaptured();
    else if (summaryOf(line, bare) !== null) this.end(index, false);
  }

  private leaveCaptured(): void {
    this.insideCaptured = false;
    this.tentative = null;
  }

  private start(index: number): void {
    if (this.insideCaptured && this.current?.summary === null) return;
    this.leaveCaptured();
    this.current = { first: index, summary: null, hasHeader: true };
    this.sessions.push(this.current);
  }

  private end(index: number, isFramed: boolean): void {
    if (isFramed && this.current) {
      this.current.summary = index;
      this.previousEnd = index;
    } else if (this.insideCaptured) this.tentative = index;
    else if (!this.current || this.current.summary !== null) this.add(index);
  }

  private add(index: number): void {
    this.sessions.push({ first: this.previousEnd + 1, summary: index, hasHeader: false });
    this.previousEnd = index;
    this.current = null;
  }

  finish(): readonly Session[] {
    if (this.tentative !== null && !this.current) this.add(this.tentative);
    return this.sessions;
  }
}

/** Where a session without a header begins: at its progress or its first section, not at what ran before it. */
const firstOwnLine = (lines: OutputLines, session: Session, summary: number): number => {
  if (session.hasHeader) return session.first;
  const offset = lines
    .slice(session.first, summary)
    .findIndex((line) => progress.test(line) || ownSection.test(line));
  return offset < 0 ? summary : session.first + offset;
};

const runOfSummary = (lines: OutputLines, session: Session, summary: number): TestRun => {
  const line = lineAt(lines, summary);
  const counts = readCounts(summaryOf(line, framed) ?? summaryOf(line, bare) ?? "");
  const failures = readPytestFailures(lines, session.first, summary);
  const usageErrors =
    counts.size === 0 && failures.length === 0 && hasUsageError(lines, session.first, summary);
  return {
    ...emptyRun,
    runner: "pytest",
    first: firstOwnLine(lines, session, summary),
    last: summary,
    passed: countOf(counts, "passed"),
    failed: countOf(counts, "failed"),
    skipped: countOf(counts, "skipped"),
    errors: countOf(counts, "error", "errors") + (usageErrors ? 1 : 0),
    failures,
  };
};

const hasUsageError = (lines: OutputLines, first: number, last: number): boolean =>
  lines.slice(first, last + 5).some((line) => line.startsWith("ERROR: "));

type Progress = { readonly marks: ReadonlyMap<string, number>; readonly last: number };

const readProgress = (lines: OutputLines, first: number, end: number): Progress => {
  const marks = new Map<string, number>();
  let last = first;
  for (let index = first; index < end; index += 1) {
    const text = progress.exec(lineAt(lines, index))?.[1];
    if (text === undefined) continue;
    last = index;
    for (const mark of text) marks.set(mark, (marks.get(mark) ?? 0) + 1);
  }
  return { marks, last };
};

/** `-qq` and a killed run leave no summary: the progress characters still say what happened. */
const runOfProgress = (
  lines: OutputLines,
  first: number,
  end: number,
  hasHeader: boolean,
): TestRun | null => {
  const { marks, last } = readProgress(lines, first, end);
  if (marks.size === 0 && !hasHeader) return null;
  const count = (mark: string): number | null => (marks.size > 0 ? countOf(marks, mark) : null);
  const crashed = lines.slice(first, end).some((line) => line.startsWith("INTERNALERROR>"));
  const isBroken = crashed || (hasHeader && marks.size === 0);
  return {
    ...emptyRun,
    runner: "pytest",
    first,
    last: hasHeader ? end - 1 : last,
    passed: count("."),
    failed: count("F"),
    skipped: count("s"),
    errors: countOf(marks, "E") + (isBroken ? 1 : 0),
    failures: readPytestFailures(lines, first, end - 1),
    warnings: hasHeader ? ["pytest printed no summary: the run crashed or its output was cut off"] : [],
  };
};

/** Reads every pytest session: framed, quiet (`-q`), silent (`-qq`), verbose and distributed (xdist). */
export const readPytest = (lines: OutputLines): readonly TestRun[] => {
  const reader = new SessionReader();
  for (const [index, line] of lines.entries()) reader.read(line, index);
  const sessions = reader.finish();
  if (sessions.length === 0) {
    const run = runOfProgress(lines, 0, lines.length, false);
    return run ? [run] : [];
  }
  return sessions.flatMap((session, position) => {
    if (session.summary !== null) return [runOfSummary(lines, session, session.summary)];
    const end = sessions[position + 1]?.first ?? lines.length;
    return runOfProgress(lines, session.first, end, session.hasHeader) ?? [];
  });
};
