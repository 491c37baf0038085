import { resolve } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { buildFinalReport, type FinalReport } from "../../src/engine/domain/final-report.ts";
import { renderMarkdown, renderTerminal } from "../../src/engine/domain/final-report-text.ts";
import type { SessionState } from "../../src/engine/domain/state.ts";

/** The final report as a file; its form follows from --format, else from the file's name. */
export const writeReport = async (
  report: FinalReport,
  output: string,
  format: "json" | "md" | undefined,
): Promise<void> => {
  const form = format ?? (output.endsWith(".md") ? "md" : "json");
  const text = form === "md" ? renderMarkdown(report) : `${JSON.stringify(report, null, 2)}\n`;
  await writeFileAtomic(resolve(output), text);
};

export const printReport = (state: SessionState): void => {
  const color = process.stdout.isTTY === true && process.env.NO_COLOR === undefined;
  const width = Math.min(process.stdout.columns ?? 100, 120);
  process.stdout.write(`\n${renderTerminal(buildFinalReport(state), { width, color })}\n`);
};
