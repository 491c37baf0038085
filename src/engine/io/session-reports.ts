import type { CheckedFinding } from "../domain/observations.ts";
import type { Reports } from "../ports.ts";
import { checkEvidence } from "../reports/evidence.ts";
import type { ReportFinding } from "../reports/report.ts";
import { readReport, readReportHead } from "./report-file.ts";
import { openTree } from "./tree.ts";

const longestTitle = 300;
const longestText = 2000;

const cut = (text: string | null, length: number): string | null =>
  text === null ? null : text.length > length ? `${text.slice(0, length - 1)}…` : text;

type Tree = Awaited<ReturnType<typeof openTree>>;

/** A finding as it goes into the journal: bounded, and with what the tree says of its place. */
const checked = (finding: ReportFinding, tree: Tree): CheckedFinding => {
  const evidence = finding.file === null ? null : checkEvidence(finding, tree);
  return {
    severity: finding.severity,
    title: cut(finding.title, longestTitle) ?? "",
    description: cut(finding.description, longestText),
    recommendation: cut(finding.recommendation, longestText),
    file: evidence?.file ?? finding.file,
    line: evidence === null || evidence.status === "unverified" ? finding.line : evidence.line,
    endLine: finding.endLine,
    evidence: evidence?.status ?? "unlocated",
    evidenceReason: evidence?.reason ?? "the report names no file",
  };
};

/** Reads reports of audits of one module: heads for the score, the whole when the findings are needed. */
export const createReports = (moduleFolder: string, headLines: number): Reports => ({
  readHead: (path) => readReportHead(path, { maxLines: headLines }),
  readWhole: async (path) => {
    const report = await readReport(path);
    const tree = await openTree(moduleFolder);
    return { report, findings: report.findings.map((finding) => checked(finding, tree)) };
  },
});
