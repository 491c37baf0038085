import type { TestFailure } from "../test-results.ts";
import { locationOfFrame } from "./location.ts";
import { emptyRun, failure, maximumFailures, type OutputLines, type TestRun } from "./test-run.ts";

const version = /^TAP version 1\d$/;
const plan = /^1\.\.(\d{1,9})(?: *#.{0,200})?$/;
const point = /^( *)(not )?ok(?: (\d{1,9}))?(?: -)?(?: (.{0,800}))?$/;
const directive = /(?:^|\s)# ?(SKIP|TODO)\b/i;
const bailOut = /^Bail out!/;

type Point = {
  readonly index: number;
  readonly depth: number;
  readonly ok: boolean;
  readonly directive: string | null;
  readonly name: string;
  /** "ok 2 - file {": the block below holds its tests, as vitest and node-tap write it. */
  readonly opensBlock: boolean;
};

const readPoint = (line: string, index: number): Point | null => {
  if (!line.includes("ok") || /^ok {2}/.test(line)) return null;
  const match = point.exec(line);
  if (!match) return null;
  const text = match[4] ?? "";
  return {
    index,
    depth: (match[1] ?? "").length,
    ok: match[2] === undefined,
    directive: directive.exec(text)?.[1]?.toUpperCase() ?? null,
    name: text.replace(/ ?# (?:SKIP|TODO|time=).{0,300}$/i, "").replace(/ \{$/, ""),
    opensBlock: text.endsWith("{"),
  };
};

/** A point with points of its own: it opens a block, or its indented points stand above it. */
const isParent = (points: readonly Point[], index: number, hasBlocks: boolean): boolean => {
  const entry = points[index];
  if (!entry) return false;
  return hasBlocks ? entry.opensBlock : (points[index - 1]?.depth ?? 0) > entry.depth;
};

/** Top-level points count; where all of them only wrap a file or a suite, the innermost points count instead. */
const countedPoints = (points: readonly Point[]): readonly Point[] => {
  const hasBlocks = points.some((entry) => entry.opensBlock);
  const parents = new Set(points.filter((_entry, index) => isParent(points, index, hasBlocks)));
  const topLevel = points.filter((entry) => entry.depth === 0);
  if (!hasBlocks && !topLevel.every((entry) => parents.has(entry))) return topLevel;
  return points.filter((entry) => !parents.has(entry));
};

const messageKey = /^\s{1,40}(?:message|error): {1,3}['"]?(.{1,500}?)['"]?$/;
const locationKey = /^\s{1,40}(?:location|at): {1,3}['"]?(.{1,400}?)['"]?$/;
const lineKey = /^\s{1,40}(lineNumber|line|fileName|file): {1,3}['"]?(.{1,300}?)['"]?$/;

/** Reads the YAML block below a failed point as far as runners agree on it. */
export const readDiagnostics = (lines: OutputLines, point: number, name: string): TestFailure => {
  let message: string | null = null;
  let place: { file: string; line: number } | null = null;
  const named = new Map<string, string>();
  for (let index = point + 1; index < Math.min(lines.length, point + 60); index += 1) {
    const line = lines[index] ?? "";
    if (line.trim() === "..." || readPoint(line, index)) break;
    message ??= messageKey.exec(line)?.[1] ?? null;
    const location = locationKey.exec(line)?.[1];
    place ??= locationOfFrame(location === undefined ? line : `at ${location}`);
    const entry = lineKey.exec(line);
    if (entry?.[1] && entry[2] && !named.has(entry[1])) named.set(entry[1], entry[2]);
  }
  const file = place?.file ?? named.get("fileName") ?? named.get("file") ?? null;
  const line = place?.line ?? Number.parseInt(named.get("lineNumber") ?? named.get("line") ?? "", 10);
  return failure(name, file, Number.isNaN(line) ? null : line, message);
};

const failedPoints = (points: readonly Point[]): readonly Point[] =>
  points.filter((entry) => !entry.ok && entry.directive === null);

/** The failed tests of a TAP stream at any depth, leaves only where they are indented below their parent. */
export const readTapFailures = (lines: OutputLines, first: number, last: number): readonly TestFailure[] => {
  const points: Point[] = [];
  for (let index = first; index <= last; index += 1) {
    const entry = readPoint(lines[index] ?? "", index);
    if (entry) points.push(entry);
  }
  const leaves = points.filter((_entry, index) => !isParent(points, index, false));
  return failedPoints(leaves)
    .slice(0, maximumFailures)
    .map((entry) => readDiagnostics(lines, entry.index, entry.name));
};

const totalsLine = /^# \{ total: \d{1,9}(?:, [a-z]{4,5}: \d{1,9}){0,4} \}$/;

/** node-tap's own totals stand also below its reporters for people, which show no points. */
const readTotals = (lines: OutputLines): readonly TestRun[] =>
  lines.flatMap((line, index) => {
    if (!totalsLine.test(line)) return [];
    const count = (word: string): number => Number(new RegExp(` ${word}: (\\d{1,9})`).exec(line)?.[1] ?? 0);
    return [
      {
        ...emptyRun,
        runner: "tap",
        first: index,
        last: index,
        passed: count("pass"),
        failed: count("fail"),
        skipped: count("skip"),
      },
    ];
  });

/** Reads any TAP stream (12, 13, 14): tape, ava --tap, mocha -R tap, prove, bats, node-tap. */
export const readTap = (lines: OutputLines): readonly TestRun[] => {
  const points: Point[] = [];
  let planned: number | null = null;
  let isTap = false;
  let bailed = 0;
  for (const [index, line] of lines.entries()) {
    const entry = readPoint(line, index);
    if (entry) points.push(entry);
    const match = plan.exec(line);
    if (match) planned = (planned ?? 0) + Number(match[1]);
    isTap ||= match !== null || version.test(line);
    if (bailOut.test(line)) bailed = 1;
  }
  if (!isTap || (points.length === 0 && planned === null)) return readTotals(lines);
  const counted = countedPoints(points);
  const topLevel = points.filter((entry) => entry.depth === 0).length;
  const absent = planned === null ? 0 : Math.max(0, planned - topLevel);
  const failed = failedPoints(counted);
  return [
    {
      ...emptyRun,
      runner: "tap",
      first: points[0]?.index ?? 0,
      last: points.at(-1)?.index ?? 0,
      passed: counted.filter((entry) => entry.ok && entry.directive === null).length,
      failed: failed.length,
      skipped: counted.filter((entry) => entry.directive === "SKIP").length,
      errors: bailed + (absent > 0 ? 1 : 0),
      failures: failed
        .slice(0, maximumFailures)
        .map((entry) => readDiagnostics(lines, entry.index, entry.name)),
      warnings: absent > 0 ? [`${absent} planned tests did not run`] : [],
    },
  ];
};
