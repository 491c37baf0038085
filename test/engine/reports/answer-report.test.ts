import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { answerWords } from "../../../src/agents/shared/answer-words.ts";
import { reportFromAnswer } from "../../../src/engine/reports/answer-report.ts";
import { answerSchemaText } from "../../../src/engine/reports/answer-schema.ts";
import { parseReport } from "../../../src/engine/reports/parse-report.ts";

const answer = {
  version: 1,
  dimension: "backend",
  score: 85,
  notJudged: null,
  findings: [
    { severity: "P1", title: "Race in cache", file: "src/cache.ts", line: 12, recommendation: "lock" },
    { severity: "P2", title: "A fence ``` within", file: null, line: null, recommendation: null },
  ],
};
const fenced = `\`\`\`json orch-report\n${JSON.stringify(answer)}\n\`\`\`\n\n# Audit\n\nProse.\n`;

/** Objects of a JSON Schema at any depth. */
const objectsIn = (schema: unknown): readonly Readonly<Record<string, unknown>>[] => {
  if (typeof schema !== "object" || schema === null) return [];
  const inner = Object.values(schema).flatMap(objectsIn);
  return "properties" in schema ? [schema as Readonly<Record<string, unknown>>, ...inner] : inner;
};

describe("the shape of an answer", () => {
  const schema: unknown = JSON.parse(answerSchemaText);

  it("is one that OpenAI's strict mode takes: every property required, no others allowed", () => {
    expect(objectsIn(schema).length).toBe(2);
    for (const object of objectsIn(schema)) {
      expect(object.required).toEqual(Object.keys(object.properties ?? {}));
      expect(object.additionalProperties).toBe(false);
    }
    expect(answerSchemaText).not.toContain("$schema");
  });

  it("is the block of a report", () => {
    const check = z.fromJSONSchema(JSON.parse(answerSchemaText));
    expect(check.safeParse(answer).success).toBe(true);
    expect(parseReport(reportFromAnswer(JSON.stringify(answer)) ?? "").confidence).toBe(1);
  });
});

describe("a report that is given as an answer", () => {
  it("is written down from the block alone, and says so", () => {
    const report = reportFromAnswer(JSON.stringify(answer)) ?? "";
    expect(report).toContain("wrote no file");
    const { score, findings } = parseReport(report);
    expect(score).toBe(85);
    expect(findings.map(({ severity, title }) => [severity, title])).toEqual([
      ["P1", "Race in cache"],
      ["P2", "A fence ``` within"],
    ]);
  });

  it("is found within words", () => {
    const report = reportFromAnswer(`I could not write the file. Here it is:\n\n${fenced}`) ?? "";
    expect(report.startsWith("```json orch-report")).toBe(true);
    expect(parseReport(report).score).toBe(85);
    expect(report).toContain("Prose.");
  });

  it("is not the example of the prompt printed back, but what comes after it", () => {
    const example = `\`\`\`json orch-report\n{"version":1,"score":68,"findings":[{"severity":"P0","title":"…"}]}\n\`\`\`\n`;
    expect(reportFromAnswer(example)).toBeNull();
    expect(parseReport(reportFromAnswer(`${example}\n${fenced}`) ?? "").score).toBe(85);
    expect(parseReport(reportFromAnswer(`${fenced}\n${example}`) ?? "").score).toBe(85);
  });

  it.each([
    ["words about one", "Audit finished. Score 82/100, one P1 finding in src/api.ts:2."],
    ["a report in prose", "# Audit\n\n**Score:** 82/100\n\n- [P1] Missing check (src/api.ts:2)\n"],
    ["a broken block", '```json orch-report\n{"version":1,\n```\n'],
    ["a block of another shape", '{"score":82}'],
    ["nothing", ""],
  ])("is not %s", (_name, text) => {
    expect(reportFromAnswer(text)).toBeNull();
  });

  it("is looked for in any text without a fault", () => {
    const piece = fc.constantFrom("```json orch-report\n", "```\n", JSON.stringify(answer), "\n", "{", "x");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const report = reportFromAnswer(pieces.join(""));
        expect(report === null || parseReport(report).confidence === 1).toBe(true);
      }),
    );
  });
});

describe("an answer in the shape of a report, on a pane", () => {
  it("is told in words", () => {
    expect(answerWords(JSON.stringify(answer))).toBe("answers: score 85, 2 findings");
    expect(answerWords(JSON.stringify({ ...answer, score: null, findings: [] }))).toBe(
      "answers: no score, 0 findings",
    );
    expect(answerWords("Done.")).toBe("Done.");
  });
});
