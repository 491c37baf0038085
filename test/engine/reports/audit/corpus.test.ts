import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { parseReport } from "../../../../src/engine/reports/parse-report.ts";

const corpus = path.join(import.meta.dirname, "../../../../../shared/corpus/open");

type Label = { score: number | null; findings: { severity: string; reportLine: number }[] };

const readLabel = (id: string): Label =>
  JSON.parse(readFileSync(path.join(corpus, "labels", `${id}.json`), "utf8"));

it.skipIf(!existsSync(corpus))(
  "reads labelled real reports (skipped where they are not beside the project)",
  () => {
    let [found, listed, matched, scores, reports] = [0, 0, 0, 0, 0];
    for (const name of readdirSync(path.join(corpus, "reports"))) {
      const label = readLabel(name.slice(0, 3));
      const report = parseReport(readFileSync(path.join(corpus, "reports", name), "utf8"));
      const places = new Set(report.findings.map((finding) => `${finding.severity} ${finding.reportLine}`));
      reports += 1;
      scores += report.score === label.score ? 1 : 0;
      found += report.findings.length;
      listed += label.findings.length;
      matched += label.findings.filter((finding) =>
        places.has(`${finding.severity} ${finding.reportLine}`),
      ).length;
    }
    expect(scores / reports).toBeGreaterThanOrEqual(0.95);
    expect((2 * matched) / (found + listed)).toBeGreaterThanOrEqual(0.9);
  },
);
