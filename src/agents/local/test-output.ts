import { isAbsolute, relative } from "node:path";
import { oneLine } from "./text.ts";

export type FailedTest = {
  readonly name: string;
  readonly file: string | null;
  readonly line: number | null;
};

type Place = { readonly file: string | null; readonly line: number | null };

const placeOf = (root: string, rawPlace: string): Place => {
  const match = /^(?:file:\/\/)?(.+?):(\d+)(?::\d+)?$/.exec(rawPlace.trim());
  if (!match?.[1]) return { file: null, line: null };
  const file = isAbsolute(match[1]) ? relative(root, match[1]) : match[1];
  return file.startsWith("..") ? { file: null, line: null } : { file, line: Number(match[2]) };
};

/** node:test, spec reporter: `test at FILE:LINE:COLUMN`, then `✖ name (3ms)`. */
const readNodeSpec = (root: string, lines: readonly string[]): FailedTest[] =>
  lines.flatMap((line, index) => {
    const place = /^\s*test at (.+:\d+:\d+)$/.exec(line)?.[1];
    const name = /^\s*✖ (.+?)(?: \([\d.]+ms\))?$/.exec(lines[index + 1] ?? "")?.[1];
    return place && name ? [{ name, ...placeOf(root, place) }] : [];
  });

/** TAP: `not ok 1 - name`, then a YAML block with `location:`; a parent only repeats its children. */
const readTap = (root: string, lines: readonly string[]): FailedTest[] =>
  lines.flatMap((line, index) => {
    const name = /^\s*not ok \d+ - (.+?)(?: # .*)?$/.exec(line)?.[1];
    if (!name || /# (TODO|SKIP)/i.test(line)) return [];
    const block = lines.slice(index + 1, index + 8);
    if (block.some((entry) => entry.includes("failureType: 'subtestsFailed'"))) return [];
    const place = block.map((entry) => /^\s*location: '(.+)'$/.exec(entry)?.[1]).find(Boolean);
    return [{ name, ...(place ? placeOf(root, place) : { file: null, line: null }) }];
  });

/** vitest, jest: `FAIL file > name`; pytest: `FAILED file::name - why`. */
const readNamedFailures = (lines: readonly string[]): FailedTest[] =>
  lines.flatMap((line) => {
    const match =
      /^\s*(?:FAIL)\s+(?:\|[^|]+\|\s+)?(\S+\.[cm]?[jt]sx?)(?:\s+>\s+(.+))?$/.exec(line) ??
      /^FAILED (\S+\.py)::(\S+)/.exec(line);
    return match?.[1] ? [{ name: match[2] ?? match[1], file: match[1], line: null }] : [];
  });

const mostFailures = 30;

/** Failed tests that the output names; empty when it names none, also when tests failed. */
export const readFailedTests = (root: string, output: string): readonly FailedTest[] => {
  const lines = output.split(/\r?\n/);
  const readers = [readNodeSpec(root, lines), readTap(root, lines), readNamedFailures(lines)];
  const found = readers.find((failures) => failures.length > 0) ?? [];
  const unique = new Map(
    found.map((failure) => [
      `${failure.file} ${failure.name}`,
      { ...failure, name: oneLine(failure.name, 120) },
    ]),
  );
  return [...unique.values()].slice(0, mostFailures);
};

/** `12 passed, 1 failed` when the output has a summary that is known. */
export const summarizeOutput = (output: string): string | null => {
  const node = /^(?:#|ℹ) pass (\d+)[\s\S]*?^(?:#|ℹ) fail (\d+)/m.exec(output);
  if (node) return `${node[1]} passed, ${node[2]} failed`;
  const other = /^\s*Tests:?\s+(.*\d+ (?:passed|failed).*)$/m.exec(output);
  return other?.[1] ? oneLine(other[1], 80) : null;
};
