import { firstMatch } from "./collect.ts";
import { emptyRun, failure, type OutputLines, type TestRun } from "./test-run.ts";

const start = /^Running (\d{1,9}) tests? using (\d{1,4}) workers?/;
const passed = /^ {2}(\d{1,9}) passed \(\d[^)]{0,20}\)$/;
const count = /^ {2}(\d{1,9}) (failed|flaky|skipped|did not run|interrupted)$/;
const listed = /^ {4}(?:\[[^\]]{1,80}\] › )?(\S.{0,300}?):(\d{1,7}):\d{1,6} › (.{1,400}?) ?─{0,200}$/;

type Totals = { readonly counts: ReadonlyMap<string, number>; readonly failed: readonly number[] };

/** The counts stand at the end, each above the tests that it counts. */
const readTotals = (lines: OutputLines, first: number, end: number): Totals => {
  const counts = new Map<string, number>();
  const failed: number[] = [];
  let kind = "";
  for (let index = first; index < end; index += 1) {
    const match = count.exec(lines[index] ?? "");
    if (match?.[2]) {
      kind = match[2];
      counts.set(kind, Number(match[1]));
    } else if (kind === "failed" && listed.test(lines[index] ?? "")) failed.push(index);
  }
  return { counts, failed: failed.slice(0, 1000) };
};

const readRun = (lines: OutputLines, first: number, end: number): TestRun | null => {
  const passedCount = firstMatch(lines, first, end, passed)?.[1];
  const { counts, failed } = readTotals(lines, first, end);
  if (passedCount === undefined && counts.size === 0) return null;
  return {
    ...emptyRun,
    runner: "playwright",
    first,
    last: end - 1,
    // A flaky test passed when it was tried again.
    passed: Number(passedCount ?? 0) + (counts.get("flaky") ?? 0),
    failed: counts.get("failed") ?? 0,
    skipped: (counts.get("skipped") ?? 0) + (counts.get("did not run") ?? 0),
    errors: counts.get("interrupted") ?? 0,
    failures: failed.flatMap((index) => {
      const match = listed.exec(lines[index] ?? "");
      return match?.[3] ? [failure(match[3], match[1] ?? null, Number(match[2]))] : [];
    }),
  };
};

/** Reads Playwright's list, line and dot reporters. */
export const readPlaywright = (lines: OutputLines): readonly TestRun[] => {
  const starts = lines.flatMap((line, index) => (start.test(line) ? [index] : []));
  return starts.flatMap(
    (first, position) => readRun(lines, first, starts[position + 1] ?? lines.length) ?? [],
  );
};
