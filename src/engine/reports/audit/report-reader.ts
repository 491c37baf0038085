import type { AuditReport, ReportSummary } from "../report.ts";
import { createBlockFinder } from "./find-block.ts";
import { type BlockReading, readBlock, readCutBlock } from "./machine-block.ts";
import { createProseReader } from "./prose-reader.ts";
import { lineLimit } from "./scan-blocks.ts";

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

export const createReportReader = (): ReportReader => {
  const finder = createBlockFinder();
  const prose = createProseReader();
  let line = 0;
  let whole: BlockReading | null = null;

  /** What our own block says, when there is one and it is closed or nothing more can come. */
  const readOwn = (): BlockReading | null => {
    const block = whole === null ? finder.found() : null;
    if (block !== null) whole = readBlock(block);
    return whole;
  };

  const push = (text: string): void => {
    line += 1;
    if (finder.waiting()) finder.push(text, line);
    prose.push(text.length > lineLimit ? text.slice(0, lineLimit) : text, line);
  };

  const finish = (): AuditReport => {
    const own = readOwn();
    return own?.report ?? prose.finish(own?.reason ?? null);
  };

  const finishHead = (): ReportSummary => {
    const block = finder.found();
    const cut = block === null || block.closed ? null : readCutBlock(block);
    return cut ?? finish();
  };

  const settled = (): boolean => !finder.waiting() && readOwn()?.report != null;

  return { push, settled, finish, finishHead };
};
