import { countSeverities } from "../../domain/severity.ts";
import type { AuditReport, ReportSummary } from "../report.ts";
import type { Candidate } from "./candidates.ts";
import { chooseFindings } from "./choose-findings.ts";
import { collectCandidates } from "./collect.ts";
import { createKindWatcher } from "./kind.ts";
import { createLanguageWatcher } from "./language.ts";
import { createBlockFinder, readBlock, readCutBlock } from "./machine-block.ts";
import { collectMetadata, type Metadata } from "./metadata.ts";
import { createOutline, type Section } from "./outline.ts";
import { createBlockScanner, lineLimit } from "./scan-blocks.ts";
import { chooseScore, collectScores, type ScoreMention } from "./score-mentions.ts";
import { collectStatedCounts, type StatedCounts, statedCountsOf } from "./stated-counts.ts";
import { fold } from "./text.ts";

/** More findings than this are not kept: nobody acts on them, and memory must stay bounded. */
export const findingLimit = 5000;
const mentionLimit = 500;
/** A part of the text that is understood at once: larger than any real report, small enough to hold. */
const windowSize = 256 * 1024;

/** Reads a report line by line in bounded memory. */
export type ReportReader = {
  /** Takes the next line, without its end. */
  readonly push: (line: string) => void;
  /** Whether nothing that follows can change the result. */
  readonly settled: () => boolean;
  readonly finish: () => AuditReport;
  /** Like `finish`, for a text that may be cut off. */
  readonly finishHead: () => ReportSummary;
};

const subjectOf = (top: Section): ReadonlySet<string> =>
  new Set(fold(top.children[0]?.title.shown ?? "").match(/[\p{L}\p{N}]{3,}/gu) ?? []);

const keep = <Item>(into: Item[], items: readonly Item[], limit: number): void => {
  for (const item of items) if (into.length < limit) into.push(item);
};

export const createReportReader = (): ReportReader => {
  const scanner = createBlockScanner();
  const outline = createOutline();
  const finder = createBlockFinder();
  const kinds = createKindWatcher();
  const languages = createLanguageWatcher();
  const candidates: Candidate[] = [];
  const scores: ScoreMention[] = [];
  const stated: StatedCounts = {};
  const metadata: Metadata = { date: null, auditor: null, anyDate: null };
  let subject: ReadonlySet<string> = new Set();
  let line = 0;
  let pending = 0;

  const flush = (): void => {
    for (const block of scanner.take()) outline.push(block);
    const top = outline.take();
    if (subject.size === 0) subject = subjectOf(top);
    if (candidates.length < findingLimit) keep(candidates, collectCandidates(top), findingLimit);
    if (scores.length < mentionLimit) keep(scores, collectScores(top, subject), mentionLimit);
    collectStatedCounts(top, stated);
    collectMetadata(top, metadata);
    pending = 0;
  };

  const push = (text: string): void => {
    line += 1;
    const bounded = text.length > lineLimit ? text.slice(0, lineLimit) : text;
    if (finder.waiting()) finder.push(text, line);
    kinds.push(bounded);
    languages.push(bounded);
    scanner.push(bounded, line);
    pending += bounded.length + 40;
    if (pending > windowSize) flush();
  };

  const prose = (warning: string | null): AuditReport => {
    flush();
    const chosen = chooseFindings(candidates);
    const score = chooseScore(scores);
    const kind = kinds.kind({ score: score !== null, findings: chosen.findings.length });
    const believed = kind !== "not-a-report";
    const findings = believed ? chosen.findings : [];
    const warnings = [warning, ...(believed ? chosen.warnings : ["this text is no report"])];
    if (candidates.length >= findingLimit) warnings.push(`only the first ${findingLimit} findings were read`);
    return {
      kind,
      score: believed ? (score?.value ?? null) : null,
      scoreLine: believed ? (score?.line ?? null) : null,
      statedCounts: believed ? statedCountsOf(stated) : null,
      findings,
      date: metadata.date ?? metadata.anyDate,
      auditor: metadata.auditor,
      language: languages.language(),
      confidence: confidenceOf(score, findings.length, kind),
      warnings: warnings.filter((text) => text !== null),
      counts: countSeverities(findings),
    };
  };

  const finish = (): AuditReport => {
    const block = finder.found();
    if (block === null) return prose(null);
    const { report, reason } = readBlock(block);
    return report ?? prose(reason);
  };

  const finishHead = (): ReportSummary => {
    const block = finder.found();
    const cut = block === null || block.closed ? null : readCutBlock(block);
    return cut ?? finish();
  };

  const settled = (): boolean => {
    const block = finder.found();
    return block?.closed === true && readBlock(block).report !== null;
  };

  return { push, settled, finish, finishHead };
};

const confidenceOf = (score: ScoreMention | null, findings: number, kind: AuditReport["kind"]): number => {
  if (kind === "not-a-report") return 0.1;
  const said = score === null ? 0.3 : Math.min(score.weight, 100) / 200 + 0.1;
  return Math.round((said + (findings > 0 ? 0.3 : 0.1)) * 100) / 100;
};
