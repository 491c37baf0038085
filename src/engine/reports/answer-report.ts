import { parseReport } from "./parse-report.ts";
import type { AuditReport } from "./report.ts";
import { type ReportBlock, reportBlockFence, reportBlockSchema } from "./report-block.ts";

/** The block that an answer consists of; null when it is something else. */
export const readAnswerBlock = (answer: string): ReportBlock | null => {
  if (!answer.trimStart().startsWith("{")) return null;
  try {
    return reportBlockSchema.safeParse(JSON.parse(answer)).data ?? null;
  } catch {
    return null;
  }
};

const note = "> The agent gave this report as its answer and wrote no file: orch wrote it down.";

const fromBlock = (block: ReportBlock): string => {
  // A fence within a text of the block would end the block.
  const json = JSON.stringify(block).replaceAll("`", "\\u0060");
  const score = block.score === null ? "" : `\n**Score:** ${block.score}/100\n`;
  return `${"```"}${reportBlockFence}\n${json}\n${"```"}\n\n# Report\n\n${note}\n${score}`;
};

/** Whether a report has our own block, complete and with something in it: no more has to come. */
export const isWholeReport = (text: string): boolean => isFilledIn(parseReport(text));

/** More blocks than this are not looked at: each costs a reading of the rest. */
const blocksTried = 8;

/** A valid block, and not the example of our prompt, which some programs print back. */
const isFilledIn = ({ confidence, findings }: AuditReport): boolean =>
  confidence === 1 && findings.every(({ title }) => title !== "…");

/**
 * The report in an agent's final answer: the block alone, as an output schema makes it, or a text in which the
 * block stands. Null when there is none: prose is no report, it may be a summary of one.
 */
export const reportFromAnswer = (answer: string): string | null => {
  const block = readAnswerBlock(answer);
  if (block !== null) return fromBlock(block);
  const starts = [...answer.matchAll(/^ {0,3}```+ ?json orch-report\b/gm)].map(({ index }) => index);
  const texts = starts.slice(-blocksTried).map((start) => `${answer.slice(start).trimEnd()}\n\n${note}\n`);
  return texts.findLast((text) => isFilledIn(parseReport(text))) ?? null;
};
