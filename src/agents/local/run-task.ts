import { audit } from "./audit.ts";
import { rankFindings, taggedTitle } from "./finding.ts";
import { type FixResult, fix } from "./fix.ts";
import type { Progress } from "./progress.ts";
import { type LocalReport, type ReportEntry, renderReport } from "./report.ts";
import { createSecretFinder, type FindSecrets, maskSecrets } from "./secrets.ts";
import type { Task, TaskFinding } from "./task.ts";
import { plural } from "./text.ts";

type Head = Pick<LocalReport, "date" | "auditor" | "dimension">;

const auditReport = async (
  root: string,
  task: Task,
  head: Head,
  find: FindSecrets,
  progress: Progress,
): Promise<LocalReport> => {
  const result = await audit(root, task, find, progress);
  const { listed, notes } = rankFindings(result.findings);
  return {
    ...head,
    heading: `Audit of ${task.dimension ?? "the project"}`,
    scored: result.judged,
    entries: listed.map((finding) => ({ ...finding, title: taggedTitle(finding) })),
    notJudged: result.notJudged,
    sections: [
      { title: "What was run", items: result.ran },
      { title: "What is not listed", items: notes },
    ],
  };
};

const asEntry = (finding: TaskFinding): ReportEntry => ({
  severity: finding.severity,
  title: finding.title,
  file: finding.file ?? null,
  line: finding.line ?? null,
  recommendation: finding.recommendation ?? null,
});

const describe = ({ finding, outcome }: FixResult): string =>
  `${finding.severity} ${finding.file ?? "the project"}: ${finding.title} — ${outcome.note}`;

const fixReport = async (
  root: string,
  task: Task,
  head: Head,
  find: FindSecrets,
  progress: Progress,
): Promise<LocalReport> => {
  const results = await fix(root, task, find, progress);
  const done = results.filter((result) => result.outcome.fixed);
  const open = results.filter((result) => !result.outcome.fixed);
  return {
    ...head,
    heading: `Fixes: ${done.length} of ${plural(results.length, "finding")}`,
    scored: false,
    entries: open.map(({ finding }) => asEntry(finding)),
    notJudged: ["a fix run gives no score: the next audit does"],
    sections: [
      { title: "Fixed", items: done.map(describe) },
      { title: "Not fixed, and why", items: open.map(describe) },
    ],
  };
};

const cannot = (task: Task, head: Head): LocalReport => ({
  ...head,
  heading: `Not done: ${task.kind}`,
  scored: false,
  entries: (task.findings ?? []).map(asEntry),
  notJudged: [
    `the task "${task.kind}": the local agent only audits and fixes with tools, it cannot write or judge text and code`,
  ],
  sections: [],
});

const writeTaskReport = (
  root: string,
  task: Task,
  head: Head,
  find: FindSecrets,
  progress: Progress,
): Promise<LocalReport> => {
  if (task.kind === "audit") return auditReport(root, task, head, find, progress);
  if (task.kind === "fix") return fixReport(root, task, head, find, progress);
  progress("note", `the local agent cannot do "${task.kind}"`);
  return Promise.resolve(cannot(task, head));
};

/** Masks field by field, because a mask across fields would break the block. */
const withoutSecrets = async (find: FindSecrets, report: LocalReport): Promise<string> => {
  const text = renderReport(report);
  if ((await find("report.md", text)).length === 0) return text;
  const mask = (value: string) => maskSecrets(find, value);
  const maskOrNull = async (value: string | null) => (value === null ? null : mask(value));
  const entries: ReportEntry[] = [];
  for (const entry of report.entries) {
    entries.push({
      ...entry,
      title: await mask(entry.title),
      file: await maskOrNull(entry.file),
      recommendation: await maskOrNull(entry.recommendation),
    });
  }
  const maskAll = (items: readonly string[]) => Promise.all(items.map(mask));
  const sections = await Promise.all(
    report.sections.map(async ({ title, items }) => ({ title, items: await maskAll(items) })),
  );
  return renderReport({ ...report, entries, sections, notJudged: await maskAll(report.notJudged) });
};

/** Does one task in a folder and gives the text of its report. */
export const runTask = async (
  root: string,
  task: Task,
  version: string,
  progress: Progress,
): Promise<string> => {
  const find = await createSecretFinder();
  const head: Head = {
    date: new Date().toISOString().slice(0, 10),
    auditor: `orch local ${version}`,
    dimension: task.dimension ?? null,
  };
  return withoutSecrets(find, await writeTaskReport(root, task, head, find, progress));
};
