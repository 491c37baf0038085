import type { PromptFacts, PromptFinding } from "../../../src/engine/prompts/render.ts";

export const finding = (over: Partial<PromptFinding> = {}): PromptFinding => ({
  id: "F1",
  dimension: "backend",
  severity: "P0",
  title: "The query is built from user input",
  description: "name is pasted into SQL",
  file: "src/query.ts",
  line: 12,
  recommendation: "Use parameters",
  code: { start: 11, lines: ["const find = (name) => {", "  return db.run('select ' + name);", "};"] },
  ...over,
});

export const facts = (over: Partial<PromptFacts> = {}): PromptFacts => ({
  module: { name: "shop", relative: "services/shop" },
  task: { kind: "audit", dimension: "backend" },
  discovery: null,
  findings: [],
  commands: { test: "npm test", lint: null },
  reportFile: "/work/.orch/runs/r1/report.md",
  workingFolder: "/work/services/shop",
  objective: null,
  ...over,
});

export const fixFacts = (over: Partial<PromptFacts> = {}): PromptFacts =>
  facts({
    task: { kind: "fix", group: "G1", findings: ["F1"], files: ["src/query.ts"] },
    findings: [finding()],
    ...over,
  });
