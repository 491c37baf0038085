import { allFindings } from "../engine/domain/select.ts";
import {
  countSeverities,
  type Severity,
  type SeverityCounts,
  severities,
} from "../engine/domain/severity.ts";
import type { Finding, SessionState } from "../engine/domain/state.ts";

export const findingSorts = ["severity", "file", "status", "dimension"] as const;
export type FindingSort = (typeof findingSorts)[number];

export const findingFilters = ["open", "new", "reopened", "unverified", "closed", "all"] as const;
export type FindingFilter = (typeof findingFilters)[number];

export const severityFilters = ["all", "P0", "P1", "P2", "P3", "P4"] as const;
export type SeverityFilter = (typeof severityFilters)[number];

export const isUnverified = (finding: Finding): boolean => finding.evidence === "unverified";

const passes = (finding: Finding, filter: FindingFilter): boolean => {
  switch (filter) {
    case "all":
      return true;
    case "open":
      return finding.status !== "closed";
    case "unverified":
      return isUnverified(finding) && finding.status !== "closed";
    case "new":
    case "reopened":
    case "closed":
      return finding.status === filter;
  }
};

const rank = (severity: Severity): number => severities.indexOf(severity);

const sortKey = (finding: Finding, sort: FindingSort): string => {
  const place = `${finding.file ?? "\u{10ffff}"}:${String(finding.line ?? 0).padStart(8, "0")}`;
  switch (sort) {
    case "severity":
      return `${rank(finding.severity)} ${place}`;
    case "file":
      return place;
    case "status":
      return `${finding.status} ${rank(finding.severity)} ${place}`;
    case "dimension":
      return `${finding.dimension} ${rank(finding.severity)} ${place}`;
  }
};

export const selectFindingRows = (
  session: SessionState,
  how: { readonly sort: FindingSort; readonly filter: FindingFilter; readonly severity: SeverityFilter },
): readonly Finding[] => {
  const keyed = allFindings(session)
    .filter((finding) => passes(finding, how.filter))
    .filter((finding) => how.severity === "all" || finding.severity === how.severity)
    .map((finding) => ({ finding, key: sortKey(finding, how.sort) }));
  return keyed
    .sort((left, right) => (left.key < right.key ? -1 : Number(left.key > right.key)))
    .map(({ finding }) => finding);
};

export type FindingsSummary = {
  /** What the first audit found. */
  readonly before: SeverityCounts;
  readonly now: SeverityCounts;
  readonly closed: number;
  readonly new: number;
  readonly reopened: number;
  readonly unverified: number;
};

export const selectFindingsSummary = (session: SessionState): FindingsSummary => {
  const findings = allFindings(session);
  const open = findings.filter((finding) => finding.status !== "closed");
  const first = Math.min(...findings.map((finding) => finding.firstIteration));
  const isLater = (finding: Finding): boolean => finding.firstIteration > first;
  return {
    before: countSeverities(findings.filter((finding) => finding.firstIteration === first)),
    now: countSeverities(open),
    closed: findings.length - open.length,
    new: open.filter((finding) => finding.status === "new" && isLater(finding)).length,
    reopened: open.filter((finding) => finding.status === "reopened").length,
    unverified: open.filter(isUnverified).length,
  };
};
