import type { Severity } from "../../domain/severity.ts";
import type { ReportFinding } from "../report.ts";
import type { Candidate } from "./candidates.ts";
import { createMerger, united } from "./merge.ts";

export type Chosen = { readonly findings: readonly ReportFinding[]; readonly warnings: readonly string[] };

const defaultSeverity = "P2";

const isFirstRank = (candidate: Candidate): boolean =>
  candidate.kind === "neutral" || candidate.kind === "findings";

const toFinding = (candidate: Candidate): ReportFinding => {
  const [place] = candidate.locations;
  return {
    severity: candidate.level?.severity ?? defaultSeverity,
    title: candidate.title,
    description: candidate.description,
    file: place?.file ?? null,
    line: place?.line ?? null,
    endLine: place?.endLine ?? null,
    recommendation: candidate.recommendation,
    reportLine: candidate.reportLine,
  };
};

/** Listings of the same length and levels, one as a table and one as headings, are the same findings in order. */
const withoutParallelTables = (candidates: readonly Candidate[]): Candidate[] => {
  const open = candidates.filter((candidate) => !candidate.solved);
  const headings = open.filter((candidate) => candidate.form === "heading");
  const levels = (list: readonly Candidate[]): string => list.map((one) => one.level?.severity ?? "-").join();
  const rows = open.filter((candidate) => candidate.form === "row");
  const tables = [...Map.groupBy(rows, (row) => row.listing).values()];
  const parallel = tables.find((table) => table.length >= 2 && levels(table) === levels(headings));
  if (parallel === undefined) return [...candidates];
  const pairs = new Map(headings.map((heading, at) => [heading, parallel[at]]));
  return candidates.flatMap((candidate) => {
    const row = pairs.get(candidate);
    if (row !== undefined) return united(candidate, row);
    return parallel.includes(candidate) ? [] : candidate;
  });
};

/** Items without a level are findings only where no item has one. */
const withoutWeak = (candidates: readonly Candidate[]): Candidate[] => {
  const leveled = candidates.some((candidate) => candidate.level !== null);
  return candidates.filter((one) => one.level !== null || !leveled || one.form === "heading");
};

const letterLevels: Readonly<Record<string, Severity>> = { c: "P0", h: "P1", m: "P2", l: "P3", i: "P4" };

const letterOf = (candidate: Candidate): string =>
  /^([chmli])-?\d{1,3}$/.exec(candidate.identifier ?? "")?.[1] ?? "";

/** "H-01", "M-02", "L-01" without any level beside them: their letters are the levels. */
const withLetterLevels = (candidates: readonly Candidate[]): Candidate[] => {
  const bare = candidates.filter((one) => one.level === null);
  const letters = new Set(bare.map(letterOf).filter((letter) => letter !== ""));
  if (letters.size < 2 || !(letters.has("h") || letters.has("m"))) return [...candidates];
  return candidates.map((one) => {
    const severity = one.level === null ? letterLevels[letterOf(one)] : undefined;
    return severity === undefined ? one : { ...one, level: { severity, strength: 0 } };
  });
};

const mergeRanks = (candidates: readonly Candidate[]): Candidate[] => {
  const merger = createMerger();
  const first = withoutWeak(withoutParallelTables(candidates.filter(isFirstRank)));
  for (const candidate of first) merger.add(candidate, false);
  const severities = new Set(first.map((candidate) => candidate.level?.severity));
  const summaries = candidates.filter((candidate) => candidate.kind === "summary");
  // A summary that names a level which nothing else has is the only place for it.
  for (const one of withoutWeak(summaries))
    merger.add(one, first.length > 0 && (one.level === null || severities.has(one.level.severity)));
  const listed = first.length + summaries.length > 0;
  const actions = candidates.filter((candidate) => candidate.kind === "actions");
  for (const one of actions) if (listed || one.level !== null) merger.add(one, listed);
  // An item that is listed as solved somewhere is no open finding anywhere.
  for (const one of candidates) if (one.kind === "solved") merger.add(one, true);
  return merger.merged();
};

/** Solved items that a report describes one by one: where it has no others, they are what it is about. */
const described = (candidates: readonly Candidate[]): Candidate[] => {
  const merger = createMerger();
  const own = candidates.filter((one) => one.kind !== "actions" && one.kind !== "strengths");
  for (const one of own) if (one.solved && one.form === "heading") merger.add(one, false);
  for (const one of own) if (one.solved) merger.add(one, true);
  return merger.merged();
};

/** The findings among the candidates: merged, without solved ones, in the order of the report. */
export const chooseFindings = (candidates: readonly Candidate[]): Chosen => {
  const merged = mergeRanks(withLetterLevels(candidates));
  const stillOpen = merged.filter((candidate) => !candidate.solved);
  const closed = stillOpen.length > 0 ? [] : described(candidates);
  const open = closed.length > 0 ? closed : stillOpen;
  const warnings: string[] = [];
  const withoutLevel = open.filter((candidate) => candidate.level === null).length;
  if (withoutLevel > 0) warnings.push(`${withoutLevel} findings have no severity in the report: taken as P2`);
  const solved = candidates.filter((candidate) => candidate.solved).length;
  if (closed.length > 0) warnings.push("the report is only about solved items: they are its findings");
  else if (solved > 0) warnings.push(`${solved} items are marked as solved and left out`);
  const ordered = open.sort((left, right) => left.reportLine - right.reportLine);
  return { findings: ordered.map(toFinding), warnings };
};
