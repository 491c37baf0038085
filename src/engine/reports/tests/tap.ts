import type { TestFailure } from "../test-results.ts";
import { lineAt } from "./line-at.ts";
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

/** The keys of the YAML block below a failed point on which runners agree. */
const diagnosticKey =
  /^\s{1,40}(message|error|location|at|line|lineNumber|file|fileName|expected|actual): {1,3}['"]?(.{1,500}?)['"]?$/;

const readBlock = (lines: OutputLines, point: number): readonly string[] => {
  const block: string[] = [];
  for (let index = point + 1; index < point + 60 && index < lines.length; index += 1) {
    const line = lineAt(lines, index);
    if (line.trim() === "..." || readPoint(line, index)) break;
    block.push(line);
  }
  return block;
};

const readKeys = (block: readonly string[]): ReadonlyMap<string, string> => {
  const keys = new Map<string, string>();
  for (const line of block) {
    const match = diagnosticKey.exec(line);
    if (match?.[1] && match[2] && !keys.has(match[1])) keys.set(match[1], match[2]);
  }
  return keys;
};

const messageOf = (keys: ReadonlyMap<string, string>): string | null => {
  const message = keys.get("message") ?? keys.get("error");
  if (message !== undefined || !keys.has("expected")) return message ?? null;
  return `expected ${keys.get("expected") ?? ""}, actual ${keys.get("actual") ?? ""}`;
};

/** What the block below a failed point says: the place from a key or from the stack, and the message. */
const readDiagnostics = (lines: OutputLines, point: number, name: string): TestFailure => {
  const block = readBlock(lines, point);
  const keys = readKeys(block);
  const named = [keys.get("location"), keys.get("at")].map((text) => `at ${text ?? ""}`);
  const place = [...named, ...block].flatMap((line) => locationOfFrame(line) ?? [])[0];
  const line = place?.line ?? Number.parseInt(keys.get("line") ?? keys.get("lineNumber") ?? "", 10);
  const file = place?.file ?? keys.get("file") ?? keys.get("fileName") ?? null;
  return failure(name, file, Number.isNaN(line) ? null : line, messageOf(keys));
};

const failedPoints = (points: readonly Point[]): readonly Point[] =>
  points.filter((entry) => !entry.ok && entry.directive === null);

/** The failed tests of a TAP stream at any depth, leaves only where they are indented below their parent. */
export const readTapFailures = (lines: OutputLines, first: number, last: number): readonly TestFailure[] => {
  const points: Point[] = [];
  for (let index = first; index <= last; index += 1) {
    const entry = readPoint(lineAt(lines, index), index);
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

type Stream = {
  readonly points: readonly Point[];
  readonly planned: number | null;
  readonly bailed: boolean;
};

const readStream = (lines: OutputLines): Stream | null => {
  const points: Point[] = [];
  let planned: number | null = null;
  let isTap = false;
  let bailed = false;
  for (const [index, line] of lines.entries()) {
    const entry = readPoint(line, index);
    if (entry) points.push(entry);
    const match = plan.exec(line);
    if (match) planned = (planned ?? 0) + Number(match[1]);
    isTap ||= match !== null || version.test(line);
    bailed ||= bailOut.test(line);
  }
  return isTap && (points.length > 0 || planned !== null) ? { points, planned, bailed } : null;
};

/** Reads any TAP stream (12, 13, 14): tape, ava --tap, mocha -R tap, prove, bats, node-tap. */
export const readTap = (lines: OutputLines): readonly TestRun[] => {
  const stream = readStream(lines);
  if (!stream) return readTotals(lines);
  const { points, planned, bailed } = stream;
  const counted = countedPoints(points);
  const topLevel = points.filter((entry) => entry.depth === 0).length;
  const absent = Math.max(0, (planned ?? 0) - topLevel);
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
      errors: (bailed ? 1 : 0) + (absent > 0 ? 1 : 0),
      failures: failed
        .slice(0, maximumFailures)
        .map((entry) => readDiagnostics(lines, entry.index, entry.name)),
      warnings: absent > 0 ? [`${absent} planned tests did not run`] : [],
    },
  ];
};
