import { countSeverities } from "../../domain/severity.ts";
import type { AuditReport } from "../report.ts";
import type { Candidate } from "./candidates.ts";
import { chooseFindings } from "./choose-findings.ts";
import { collectCandidates } from "./collect.ts";
import { createEchoWatcher } from "./echo.ts";
import { createKindWatcher } from "./kind.ts";
import { createLanguageWatcher } from "./language.ts";
import { collectMetadata, type Metadata } from "./metadata.ts";
import { createOutline, type Section } from "./outline.ts";
import { createBlockScanner } from "./scan-blocks.ts";
import { chooseScore, collectScores, type ScoreMention } from "./score-mentions.ts";
import { collectStatedCounts, type StatedCounts, statedCountsOf } from "./stated-counts.ts";
import { fold } from "./text.ts";

/** More findings than this are not kept: nobody acts on them, and memory must stay bounded. */
export const findingLimit = 5000;
const mentionLimit = 500;
/** A part of the text that is understood at once: larger than any real report, small enough to hold. */
const windowSize = 256 * 1024;

/** What the parts of a text that were understood so far say. */
type Gathered = {
  readonly candidates: Candidate[];
  readonly scores: ScoreMention[];
  readonly stated: StatedCounts;
  readonly metadata: Metadata;
  subject: ReadonlySet<string>;
};

export type ProseReader = {
  readonly push: (line: string, number: number) => void;
  /** What the text asserts; `warning` says why prose had to be read. */
  readonly finish: (warning: string | null) => AuditReport;
};

const subjectOf = (top: Section): ReadonlySet<string> =>
  new Set(fold(top.children[0]?.title.shown ?? "").match(/[\p{L}\p{N}]{3,}/gu) ?? []);

const keep = <Item>(into: Item[], items: readonly Item[], limit: number): void => {
  for (const item of items) if (into.length < limit) into.push(item);
};

const gather = (into: Gathered, top: Section): void => {
  if (into.subject.size === 0) into.subject = subjectOf(top);
  if (into.candidates.length < findingLimit) keep(into.candidates, collectCandidates(top), findingLimit);
  if (into.scores.length < mentionLimit) keep(into.scores, collectScores(top, into.subject), mentionLimit);
  collectStatedCounts(top, into.stated);
  collectMetadata(top, into.metadata);
};

const confidenceOf = (score: ScoreMention | null, findings: number): number => {
  const said = score === null ? 0.3 : Math.min(score.weight, 100) / 200 + 0.1;
  return Math.round((said + (findings > 0 ? 0.3 : 0.1)) * 100) / 100;
};

type Common = Pick<AuditReport, "date" | "auditor" | "language">;

const nothing = (): Gathered => ({
  candidates: [],
  scores: [],
  stated: {},
  metadata: { date: null, auditor: null, anyDate: null, byline: null },
  subject: new Set(),
});

const notAReport = (common: Common): AuditReport => ({
  ...common,
  kind: "not-a-report",
  score: null,
  scoreLine: null,
  statedCounts: null,
  findings: [],
  confidence: 0.1,
  warnings: ["this text is no report: nothing was taken from it"],
  counts: countSeverities([]),
});

/** A piece of a string keeps the whole string in memory: what stays is copied out of the part that goes. */
const copyFrom = (candidates: Candidate[], from: number): void => {
  for (let at = from; at < candidates.length; at += 1) {
    const candidate = candidates[at];
    if (candidate !== undefined) candidates[at] = structuredClone(candidate);
  }
};

/** Understands a text in parts, so that memory does not grow with it. */
export const createProseReader = (): ProseReader => {
  const scanner = createBlockScanner();
  const outline = createOutline();
  const kinds = createKindWatcher();
  const languages = createLanguageWatcher();
  const echoes = createEchoWatcher();
  const gathered = nothing();
  let pending = 0;

  const flush = (): void => {
    for (const block of scanner.take()) outline.push(block);
    gather(gathered, outline.take());
    pending = 0;
  };

  const flushPart = (): void => {
    const known = gathered.candidates.length;
    flush();
    copyFrom(gathered.candidates, known);
  };

  const push = (line: string, number: number): void => {
    kinds.push(line);
    languages.push(line);
    echoes.push(line, number);
    scanner.push(line, number);
    pending += line.length + 40;
    if (pending > windowSize) flushPart();
  };

  const finish = (warning: string | null): AuditReport => {
    flush();
    const { metadata } = gathered;
    const candidates = gathered.candidates.filter((candidate) => !echoes.holds(candidate.reportLine));
    const { findings, warnings } = chooseFindings(candidates);
    const score = chooseScore(gathered.scores.filter((mention) => !echoes.holds(mention.line)));
    const date = metadata.date ?? metadata.anyDate;
    const auditor = metadata.auditor ?? metadata.byline;
    const common = { date, auditor, language: languages.language() };
    const kind = kinds.kind({ score: score !== null, findings: findings.length });
    if (kind === "not-a-report") return notAReport(common);
    const cut =
      candidates.length >= findingLimit ? [`only the first ${findingLimit} findings were read`] : [];
    return {
      ...common,
      kind,
      score: score?.value ?? null,
      scoreLine: score?.line ?? null,
      statedCounts: statedCountsOf(gathered.stated),
      findings,
      confidence: confidenceOf(score, findings.length),
      warnings: [...(warning === null ? [] : [warning]), ...warnings, ...cut],
      counts: countSeverities(findings),
    };
  };

  return { push, finish };
};
