import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { parseReport } from "../../../../src/engine/reports/parse-report.ts";
import type { ReportFinding } from "../../../../src/engine/reports/report.ts";
import expected from "./fixtures/expected.json" with { type: "json" };

const folder = path.join(import.meta.dirname, "fixtures");

const brief = (finding: ReportFinding): string => {
  const file = finding.file === null ? "" : ` ${finding.file}`;
  const line = finding.line === null ? "" : `:${finding.line}`;
  return `${finding.severity} line ${finding.reportLine}${file}${line}`;
};

describe("reports in the styles that agents write", () => {
  const byName: Readonly<Record<string, { score: number | null; findings: string[] }>> = expected;

  it("has an expectation for each fixture", () => {
    const reports = readdirSync(folder).filter((name) => name.endsWith(".md"));
    expect(reports.map((name) => name.slice(0, -3)).toSorted()).toEqual(Object.keys(byName).toSorted());
  });

  for (const [name, { score, findings }] of Object.entries(byName)) {
    it(name, () => {
      const report = parseReport(readFileSync(path.join(folder, `${name}.md`), "utf8"));
      expect({ score: report.score, findings: report.findings.map(brief) }).toEqual({ score, findings });
    });
  }
});
