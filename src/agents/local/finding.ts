import type { Severity } from "../../engine/domain/severity.ts";
import { oneLine } from "./text.ts";

/** One problem that a tool or a plain check found. `file` is relative to the folder, with slashes. */
export type LocalFinding = {
  readonly severity: Severity;
  readonly title: string;
  readonly file: string | null;
  readonly line: number | null;
  readonly recommendation: string;
  readonly tool: string;
  readonly rule: string;
};

/** The title as a report shows it: the tag at its end tells a later fix run which tool to ask again. */
export const taggedTitle = (finding: LocalFinding): string =>
  `${oneLine(finding.title)} [${finding.tool} ${finding.rule}]`;

export type FindingTag = { readonly tool: string; readonly rule: string };

export const tagOfTitle = (title: string): FindingTag | null => {
  const match = /\[([a-z]+) ([\w/.@-]+)\]\s*$/.exec(title);
  return match?.[1] && match[2] ? { tool: match[1], rule: match[2] } : null;
};

/** What a check found, what it ran, and what it has to say about its own limits. */
export type CheckResult = {
  readonly findings: readonly LocalFinding[];
  readonly ran: readonly string[];
  readonly notJudged: readonly string[];
  /** False when the check had nothing that it understands, so its silence proves nothing. */
  readonly judged: boolean;
};

export const nothingChecked: CheckResult = { findings: [], ran: [], notJudged: [], judged: false };

export const mergeResults = (results: readonly CheckResult[]): CheckResult => ({
  findings: results.flatMap((result) => result.findings),
  ran: results.flatMap((result) => result.ran),
  notJudged: [...new Set(results.flatMap((result) => result.notJudged))],
  judged: results.some((result) => result.judged),
});

const order = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

/** Gravest first, then by place: the same tree always gives the same list. */
const compareFindings = (left: LocalFinding, right: LocalFinding): number =>
  order(left.severity, right.severity) ||
  order(left.file ?? "", right.file ?? "") ||
  (left.line ?? 0) - (right.line ?? 0) ||
  order(left.rule, right.rule) ||
  order(left.title, right.title);

const perRuleAndFile = 5;
const perReport = 200;

export type Ranked = { readonly listed: readonly LocalFinding[]; readonly notes: readonly string[] };

/** Sorts, and caps floods: one rule in one file is listed five times, a report has 200 findings. */
export const rankFindings = (findings: readonly LocalFinding[]): Ranked => {
  const counts = new Map<string, number>();
  const listed: LocalFinding[] = [];
  let beyondReport = 0;
  for (const finding of [...findings].sort(compareFindings)) {
    const key = `${finding.tool} ${finding.rule} in ${finding.file ?? "the project"}`;
    const seen = (counts.get(key) ?? 0) + 1;
    counts.set(key, seen);
    if (seen > perRuleAndFile) continue;
    if (listed.length < perReport) listed.push(finding);
    else beyondReport += 1;
  }
  const notes = [...counts]
    .filter(([, count]) => count > perRuleAndFile)
    .map(([key, count]) => `${key}: ${count} places, the first ${perRuleAndFile} are listed`)
    .sort();
  const shown = notes.slice(0, 20);
  if (notes.length > shown.length) shown.push(`${notes.length - shown.length} more rules with many places`);
  if (beyondReport > 0) shown.push(`${beyondReport} less grave findings are not listed (limit ${perReport})`);
  return { listed, notes: shown };
};
