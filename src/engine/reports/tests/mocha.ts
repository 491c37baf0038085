import type { TestFailure } from "../test-results.ts";
import { lineAt } from "./line-at.ts";
import { firstFrame, firstText } from "./location.ts";
import { emptyRun, failure, maximumFailures, type OutputLines, type TestRun } from "./test-run.ts";

const passing = /^ {2}(\d{1,9}) passing \(\d[^)]{0,20}\)$/;
const pending = /^ {2}(\d{1,9}) pending$/;
const failing = /^ {2}(\d{1,9}) failing$/;
const numbered = /^ {2}(\d{1,6})\) (.{0,400})$/;
const crashed = /^ ?(?:Exception during run:|Error: No test files found|✖ ERROR:) ?(.{0,400})/;

type Epilogue = {
  readonly passed: number;
  readonly pending: number;
  readonly failed: number;
  readonly end: number;
};

/** The counts stand below an empty line; a number of failures without their list is something a test printed. */
const readEpilogue = (lines: OutputLines, index: number): Epilogue | null => {
  const passed = passing.exec(lineAt(lines, index))?.[1];
  if (passed === undefined || lineAt(lines, index - 1).trim() !== "") return null;
  let end = index;
  const pendingCount = pending.exec(lineAt(lines, end + 1))?.[1];
  if (pendingCount !== undefined) end += 1;
  const failedCount = failing.exec(lineAt(lines, end + 1))?.[1];
  if (failedCount !== undefined) end += 1;
  const failed = Number(failedCount ?? 0);
  if (failed > 0 && !lines.slice(end + 1, end + 6).some((line) => numbered.test(line))) return null;
  return { passed: Number(passed), pending: Number(pendingCount ?? 0), failed, end };
};

/** The title of a failure goes on over indented lines until one that ends with a colon. */
const readTitle = (lines: OutputLines, index: number): { readonly name: string; readonly end: number } => {
  const parts: string[] = [numbered.exec(lineAt(lines, index))?.[2] ?? ""];
  let end = index;
  while (end < index + 12 && !lineAt(lines, end).endsWith(":")) {
    end += 1;
    parts.push(lineAt(lines, end).trim());
  }
  return { name: parts.join(" ").replace(/:$/, ""), end };
};

const readFailures = (lines: OutputLines, epilogue: Epilogue): readonly TestFailure[] => {
  const failures: TestFailure[] = [];
  for (let index = epilogue.end + 1; index < lines.length; index += 1) {
    if (failures.length >= Math.min(epilogue.failed, maximumFailures) || passing.test(lineAt(lines, index)))
      break;
    if (numbered.exec(lineAt(lines, index))?.[1] !== `${failures.length + 1}`) continue;
    const { name, end } = readTitle(lines, index);
    let stop = end + 1;
    while (stop < lines.length && stop < end + 80 && !numbered.test(lineAt(lines, stop))) stop += 1;
    const frame = firstFrame(lines, end + 1, stop);
    failures.push(failure(name, frame?.file ?? null, frame?.line ?? null, firstText(lines, end + 1, stop)));
  }
  return failures;
};

const crashRun = (line: string, index: number): TestRun | null => {
  const match = crashed.exec(line);
  if (!match) return null;
  return {
    ...emptyRun,
    runner: "mocha",
    first: index,
    last: index,
    passed: null,
    failed: null,
    skipped: null,
    errors: 1,
    failures: [failure("mocha could not run", null, null, match[1] || line)],
  };
};

/** Reads mocha's epilogue ("5 passing (10ms)"), which all its human reporters share. */
export const readMocha = (lines: OutputLines): readonly TestRun[] => {
  const runs: TestRun[] = [];
  for (const [index, line] of lines.entries()) {
    const crash = crashRun(line, index);
    if (crash) runs.push(crash);
    const epilogue = readEpilogue(lines, index);
    if (!epilogue) continue;
    runs.push({
      ...emptyRun,
      runner: "mocha",
      first: index,
      last: epilogue.end,
      passed: epilogue.passed,
      failed: epilogue.failed,
      skipped: epilogue.pending,
      failures: readFailures(lines, epilogue),
    });
  }
  return runs;
};
