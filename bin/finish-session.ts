import { join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { buildFinalReport } from "../src/engine/domain/final-report.ts";
import { renderMarkdown } from "../src/engine/domain/final-report-text.ts";
import type { SessionState } from "../src/engine/domain/state.ts";
import { journalStart, readJournalFrom } from "../src/engine/io/journal-read.ts";
import { writeRecording } from "../src/engine/io/recording.ts";
import type { SessionPaths } from "../src/engine/io/session-folder.ts";
import { orchVersion } from "./package-paths.ts";

/** Writes what stays of a stopped session: the final report in both forms, and the recording. */
export const finishSession = async (paths: SessionPaths, state: SessionState): Promise<void> => {
  const report = buildFinalReport(state);
  await writeFileAtomic(join(paths.reports, "final.json"), `${JSON.stringify(report, null, 2)}\n`, {
    mode: 0o600,
  });
  await writeFileAtomic(join(paths.reports, "final.md"), renderMarkdown(report), { mode: 0o600 });
  const { events } = readJournalFrom(paths.journal, journalStart);
  await writeRecording(paths.recording, state.facts?.sessionId ?? "", orchVersion, events);
};
