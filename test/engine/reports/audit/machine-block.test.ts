import { describe, expect, it } from "vitest";
import { parseReport, parseReportHead } from "../../../../src/engine/reports/parse-report.ts";

const block = (value: unknown): string =>
  `\`\`\`json orch-report\n${JSON.stringify(value, null, 1)}\n\`\`\`\n`;
const finding = {
  severity: "P1",
  title: "Race in cache",
  file: "src/cache.ts",
  line: 12,
  recommendation: "lock",
};
const valid = { version: 1, dimension: "backend", score: 75, date: "2026-01-02", findings: [finding] };
const prose = "# Report\n\nScore: 40/100\n\n- [P0] something else entirely (a.ts:1)\n";

describe("our own block at the start of a report", () => {
  it("wins over the prose", () => {
    const report = parseReport(block(valid) + prose);
    expect(report).toMatchObject({
      score: 75,
      scoreLine: 5,
      confidence: 1,
      date: "2026-01-02",
      counts: { P0: 0, P1: 1 },
    });
    expect(report.findings).toEqual([
      { ...finding, description: null, endLine: null, reportLine: expect.any(Number) },
    ]);
  });

  it("may stand below a byte order mark, blank lines and a title", () => {
    expect(parseReport(`\ufeff\n# Audit\n\n${block(valid)}${prose}`).score).toBe(75);
  });

  it("is not believed after prose", () => {
    expect(parseReport(`# Report\n\nSome words.\n\n${block(valid)}\nScore: 40/100\n`).score).toBe(40);
  });

  it("falls back to the prose with a warning when it is not valid", () => {
    const broken = parseReport(`\`\`\`json orch-report\n{"version":1,\n\`\`\`\n${prose}`);
    expect(broken).toMatchObject({ score: 40, warnings: [expect.stringContaining("not valid JSON")] });
    const shapeless = parseReport(block({ version: 1, score: 400, findings: [] }) + prose);
    expect(shapeless).toMatchObject({ score: 40, warnings: [expect.stringContaining("another shape")] });
  });

  it("says what was not judged", () => {
    const report = parseReport(block({ ...valid, score: null, notJudged: ["no tests here"] }));
    expect(report).toMatchObject({ score: null, scoreLine: null, warnings: ["not judged: no tests here"] });
  });

  it("gives its score and its complete findings when the head cuts it off", () => {
    const findings = Array.from({ length: 40 }, (_, at) => ({ ...finding, title: `finding ${at} {"}` }));
    const text = block({ ...valid, findings });
    const summary = parseReportHead(text.split("\n").slice(0, 30).join("\n"));
    expect(summary).toMatchObject({ score: 75, confidence: 1 });
    expect(summary.findings.length).toBe(3);
    expect(summary.findings[1]).toMatchObject({
      title: 'finding 1 {"}',
      file: "src/cache.ts",
      reportLine: 15,
    });
  });
});
