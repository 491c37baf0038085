/** How grave a finding is: P0 critical, P1 high, P2 medium, P3 low, P4 informational. */
export const severities = ["P0", "P1", "P2", "P3", "P4"] as const;
export type Severity = (typeof severities)[number];

export type SeverityCounts = Readonly<Record<Severity, number>>;

/** Points that one open finding takes from 100. */
export const severityWeights: SeverityCounts = { P0: 20, P1: 10, P2: 5, P3: 2, P4: 1 };

export const severityNames: Readonly<Record<Severity, string>> = {
  P0: "critical",
  P1: "high",
  P2: "medium",
  P3: "low",
  P4: "info",
};

/** Tallies things that carry a severity; every severity is present, also with zero. */
export const countSeverities = (items: readonly { readonly severity: Severity }[]): SeverityCounts => {
  const counts = { P0: 0, P1: 0, P2: 0, P3: 0, P4: 0 };
  for (const item of items) counts[item.severity] += 1;
  return counts;
};

/** Score from open findings: 100 minus the weighted sum, never below 0. */
export const scoreOfCounts = (counts: SeverityCounts): number =>
  Math.max(
    0,
    severities.reduce((left, severity) => left - counts[severity] * severityWeights[severity], 100),
  );
