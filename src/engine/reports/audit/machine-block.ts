import { countSeverities } from "../../domain/severity.ts";
import type { AuditReport, ReportFinding, ReportSummary } from "../report.ts";
import {
  type BlockFinding,
  blockFindingSchema,
  reportBlockFence,
  reportBlockSchema,
} from "../report-block.ts";

/** The text of our own block at the start of a report; `line` is that of its first line of JSON. */
export type FoundBlock = { readonly json: string; readonly line: number; readonly closed: boolean };

/** A block bigger than this is no block of ours. */
export const blockLimit = 4 * 1024 * 1024;

const isFence = (line: string): boolean => {
  const info = /^(`{3,}|~{3,})\s*(.*)$/.exec(line.trim())?.[2];
  return info !== undefined && info.trim().replace(/\s+/g, " ").toLowerCase() === reportBlockFence;
};

const isTitle = (line: string): boolean => /^#{1,6}\s/.test(line);

/** Watches the first lines for our block: it is believed only before any prose, at most below a title. */
export const createBlockFinder = (): {
  readonly push: (line: string, number: number) => void;
  /** False when no block can come any more. */
  readonly waiting: () => boolean;
  readonly found: () => FoundBlock | null;
} => {
  let state: "before" | "inside" | "closed" | "absent" = "before";
  let first = 0;
  let size = 0;
  const lines: string[] = [];

  const push = (line: string, number: number): void => {
    if (state === "before") {
      if (isFence(line)) [state, first] = ["inside", number + 1];
      else if (line.trim() !== "" && !isTitle(line)) state = "absent";
    } else if (state === "inside") {
      size += line.length;
      if (/^\s*(?:`{3,}|~{3,})\s*$/.test(line)) state = "closed";
      else if (size > blockLimit) state = "absent";
      else lines.push(line);
    }
  };

  const found = (): FoundBlock | null =>
    first === 0 || state === "absent"
      ? null
      : { json: lines.join("\n"), line: first, closed: state === "closed" };

  return { push, waiting: () => state === "before" || state === "inside", found };
};

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

/** Places each finding at the line where its title stands; one pass, as they come in order. */
const placed = (block: FoundBlock, findings: readonly BlockFinding[]): ReportFinding[] => {
  let from = 0;
  let line = block.line;
  return findings.map((finding) => {
    const at = block.json.indexOf(JSON.stringify(finding.title), from);
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

/** What a whole block says; null with a reason when it is not valid. */
export const readBlock = (
  block: FoundBlock,
): { readonly report: AuditReport | null; readonly reason: string } => {
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

/** The end of the object that starts at `start`, by counting braces outside strings; -1 when it is cut off. */
const objectEnd = (json: string, start: number): number => {
  let depth = 0;
  let quoted = false;
  for (let at = start; at < json.length; at += 1) {
    const sign = json[at];
    if (quoted && sign === "\\") at += 1;
    else if (sign === '"') quoted = !quoted;
    else if (!quoted && sign === "{") depth += 1;
    else if (!quoted && sign === "}") {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
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
