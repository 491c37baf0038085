import { countSeverities } from "../../domain/severity.ts";
import type { AuditReport, ReportFinding, ReportSummary } from "../report.ts";
import { type BlockFinding, blockFindingSchema, reportBlockSchema } from "../report-block.ts";
import type { FoundBlock } from "./find-block.ts";

const lineOf = (block: FoundBlock, at: number): number => {
  let line = block.line;
  for (let from = block.json.indexOf("\n"); from >= 0 && from < at; from = block.json.indexOf("\n", from + 1))
    line += 1;
  return line;
};

const toFinding = (finding: BlockFinding, reportLine: number): ReportFinding => ({
  severity: finding.severity,
  title: finding.title,
  description: finding.description ?? null,
  file: finding.file ?? null,
  line: finding.line ?? null,
  endLine: finding.endLine ?? null,
  recommendation: finding.recommendation ?? null,
  reportLine,
});

const missLimit = 20;

/** Places each finding at the line where its title stands; one pass, as they come in order. */
const placed = (block: FoundBlock, findings: readonly BlockFinding[]): ReportFinding[] => {
  let from = 0;
  let line = block.line;
  let misses = 0;
  return findings.map((finding) => {
    // A title that is escaped in another way is not found; looking for many of those would take too long.
    const at = misses > missLimit ? -1 : block.json.indexOf(JSON.stringify(finding.title), from);
    if (at < 0) misses += 1;
    if (at >= 0) {
      line += block.json.slice(from, at).split("\n").length - 1;
      from = at;
    }
    return toFinding(finding, line);
  });
};

const scoreLineOf = (block: FoundBlock): number | null => {
  const at = block.json.indexOf('"score"');
  return at < 0 ? null : lineOf(block, at);
};

export type BlockReading = { readonly report: AuditReport | null; readonly reason: string };

/** What a whole block says; null with a reason when it is not valid. */
export const readBlock = (block: FoundBlock): BlockReading => {
  let value: unknown;
  try {
    value = JSON.parse(block.json);
  } catch {
    return { report: null, reason: "the report's machine-readable block is not valid JSON: read as prose" };
  }
  const parsed = reportBlockSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue === undefined ? "" : ` (${issue.path.join(".")}: ${issue.message})`;
    return {
      report: null,
      reason: `the report's machine-readable block has another shape${where}: read as prose`,
    };
  }
  const { data } = parsed;
  const findings = placed(block, data.findings);
  const counts = countSeverities(findings);
  const report: AuditReport = {
    kind: "report",
    score: data.score,
    scoreLine: data.score === null ? null : scoreLineOf(block),
    statedCounts: { ...counts },
    findings,
    date: data.date ?? null,
    auditor: data.auditor ?? null,
    language: null,
    confidence: 1,
    warnings: (data.notJudged ?? []).map((reason) => `not judged: ${reason}`),
    counts,
  };
  return { report, reason: "" };
};

/** How a character outside strings changes the depth of objects. */
const depthChange: Readonly<Record<string, number>> = { "{": 1, "}": -1 };

const stringEnd = (json: string, start: number): number => {
  let at = start + 1;
  while (at < json.length && json[at] !== '"') at += json[at] === "\\" ? 2 : 1;
  return at;
};

/** The end of the object that starts at `start`, by counting braces outside strings; -1 when it is cut off. */
const objectEnd = (json: string, start: number): number => {
  let depth = 0;
  for (let at = start; at < json.length; at += 1) {
    if (json[at] === '"') at = stringEnd(json, at);
    else depth += depthChange[json[at] ?? ""] ?? 0;
    if (depth === 0) return at + 1;
  }
  return -1;
};

const completeFindings = (block: FoundBlock): ReportFinding[] => {
  const findings: ReportFinding[] = [];
  const list = /"findings"\s*:\s*\[/.exec(block.json);
  let at = list === null ? -1 : block.json.indexOf("{", list.index);
  while (at >= 0) {
    const end = objectEnd(block.json, at);
    if (end < 0) break;
    try {
      const parsed = blockFindingSchema.safeParse(JSON.parse(block.json.slice(at, end)));
      if (parsed.success) findings.push(toFinding(parsed.data, lineOf(block, at)));
    } catch {
      break;
    }
    at = block.json.indexOf("{", end);
  }
  return findings;
};

/** What the beginning of a cut-off block says: its score and the findings that are complete. */
export const readCutBlock = (block: FoundBlock): ReportSummary | null => {
  const score = /"score"\s*:\s*(null|\d{1,3}(?:\.\d+)?)\s*[,}\n]/.exec(block.json)?.[1];
  if (score === undefined || !/"version"\s*:\s*1\b/.test(block.json)) return null;
  const value = score === "null" ? null : Math.min(100, Number(score));
  return {
    kind: "report",
    score: value,
    scoreLine: value === null ? null : scoreLineOf(block),
    statedCounts: null,
    findings: completeFindings(block),
    date: /"date"\s*:\s*"([^"\\]{1,60})"/.exec(block.json)?.[1] ?? null,
    auditor: /"auditor"\s*:\s*"([^"\\]{1,120})"/.exec(block.json)?.[1] ?? null,
    language: null,
    confidence: 1,
    warnings: ["the machine-readable block goes on beyond the head: only its first findings are here"],
  };
};
