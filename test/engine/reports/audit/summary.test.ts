import { describe, expect, it } from "vitest";
import { parseReport } from "../../../../src/engine/reports/parse-report.ts";

describe("what a report says about itself", () => {
  it.each([
    ["Fecha: 8 de marzo de 2026", "2026-03-08"],
    ["**Date:** March 4th, 2026", "2026-03-04"],
    ["Datum: 03.02.2026", "2026-02-03"],
    ["日期：2026年3月1日", "2026-03-01"],
    ["| **Audit Date** | 2026-06-17 |\n|---|---|\n| a | b |", "2026-06-17"],
    ["Version 3.12.2026.1", null],
  ])("date of %j", (line, date) => expect(parseReport(`# R\n\n${line}\n`).date).toBe(date));

  it.each([
    ["**Auditor:** Claude Code", "Claude Code"],
    ["Reviewed by: Gemini", "Gemini"],
    ["审查人：张三", "张三"],
  ])("auditor of %j", (line, auditor) => expect(parseReport(`# R\n\n${line}\n`).auditor).toBe(auditor));

  it.each([
    [
      "| Severity | Count |\n|---|---|\n| Critical | 2 |\n| Low | 4 |",
      { P0: 2, P1: null, P2: null, P3: 4, P4: null },
    ],
    [
      "| Area | Crítico | Alto |\n|---|---|---|\n| A | 1 | 2 |\n| **Total** | **3** | **5** |",
      { P0: 3, P1: 5, P2: null, P3: null, P4: null },
    ],
    ["Severidad: 7 Críticos | 10 Altos | 11 Medios", { P0: 7, P1: 10, P2: 11, P3: null, P4: null }],
    ["Found **3 P0** and **1 P1** problems.", { P0: 3, P1: 1, P2: null, P3: null, P4: null }],
  ])("stated counts of %j", (text, counts) =>
    expect(parseReport(`# R\n\n## Summary\n\n${text}\n`).statedCounts).toEqual(counts),
  );

  it.each([
    ["**Score:** 7.5/10", 75],
    ["Overall: 85%", 85],
    ["Overall score: 85%", 85],
    ["Grade: B+ (87/100)", 87],
    ["Rating: ★★★☆☆", 60],
    ["Score: 65/100 → 82/100", 82],
    ["Target score: 95/100", null],
    ["Puntuación proyectada: 95/100", null],
    ["Coverage: 85%", null],
    ["Score: [X]/100", null],
    ["OWASP coverage: 8/10 categories", null],
    ["Agent score: 9/10", null],
    ["综合评分：8.2/10", 82],
    ["Score: 130/100", null],
  ])("score of %j", (line, score) => expect(parseReport(`# R\n\n${line}\n`).score).toBe(score));

  it.each([
    ["", "not-a-report"],
    ["Error: quota exceeded\n", "not-a-report"],
    [
      "You are an expert auditor.\n\n## Task\n\nReview.\n\n## Output format\n\nScore: [X]/100\n",
      "not-a-report",
    ],
    ["# R\n\n- [P1] no lock (a.ts:1)\n", "report"],
    [`${"● Read(a.ts)\n".repeat(8)}\n# R\n\nScore: 70/100\n`, "transcript"],
  ])("kind of %j", (text, kind) => expect(parseReport(text).kind).toBe(kind));
});
