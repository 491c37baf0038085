import { countSeverities } from "../../domain/severity.ts";
import type { AuditReport } from "../report.ts";
import type { Candidate } from "./candidates.ts";
import { chooseFindings } from "./choose-findings.ts";
import { collectCandidates } from "./collect.ts";
import { createOutline, type Section } from "./outline.ts";
import { createBlockScanner } from "./scan-blocks.ts";
import { chooseScore, collectScores, type ScoreMention } from "./score-mentions.ts";
import { fold } from "./text.ts";

export const createReportReader = (): { push: (line: string) => void; finish: () => AuditReport } => {
  const scanner = createBlockScanner();
  const outline = createOutline();
  const candidates: Candidate[] = [];
  const scores: ScoreMention[] = [];
  let line = 0;
  let subject: ReadonlySet<string> = new Set();
  const push = (text: string): void => {
    line += 1;
    scanner.push(text, line);
  };
  const flush = (): void => {
    for (const block of scanner.take()) outline.push(block);
    const top = outline.take();
    if (subject.size === 0) subject = subjectOf(top);
    for (const candidate of collectCandidates(top)) candidates.push(candidate);
    for (const mention of collectScores(top, subject)) scores.push(mention);
  };
  const finish = (): AuditReport => {
    flush();
    const { findings, warnings } = chooseFindings(candidates);
    const score = chooseScore(scores);
    return {
      kind: "report", score: score?.value ?? null, scoreLine: score?.line ?? null, statedCounts: null, findings,
      date: null, auditor: null, language: null, confidence: 0, warnings, counts: countSeverities(findings),
    };
  };
  return { push, finish };
};

const subjectOf = (top: Section): Set<string> =>
  new Set(fold(top.children[0]?.title.shown ?? "").match(/[\p{L}\p{N}]{3,}/gu) ?? []);
