import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import { expect, test } from "vitest";
import { templatesFolder } from "../../../bin/package-paths.ts";
import type { Task } from "../../../src/engine/domain/events-run.ts";
import { loadTemplates } from "../../../src/engine/io/templates.ts";
import { renderPrompt } from "../../../src/engine/prompts/render.ts";
import type { Template } from "../../../src/engine/prompts/template.ts";
import { facts } from "./facts.ts";

const templates = await loadTemplates({ builtIn: templatesFolder, user: null });
const all = [...templates.values()].map((template) => [template.name, template] as const);

const taskOf = ({ kind, dimension }: Template): Task => {
  if (kind === "audit") return { kind, dimension: dimension ?? "" };
  if (kind === "fix") return { kind, group: "G1", findings: [], files: [] };
  return { kind, feature: "Rate limits" };
};

/** As it is before anything of a project is in it, in a folder with a name of usual length. */
const promptOf = (template: Template): string =>
  renderPrompt(
    template,
    facts({
      task: taskOf(template),
      commands: {},
      workingFolder: "/home/somebody/projects/shop/services/checkout",
      reportFile: "/home/somebody/projects/shop/.orch/sessions/01a1fdeb-1038-7500/runs/001/out/report.md",
    }),
  );

test("there are the eleven templates of the contract, and two for findings and proposals", () => {
  expect(all.map(([name]) => name).sort()).toEqual([
    "audit-architecture",
    "audit-backend",
    "audit-compliance",
    "audit-frontend",
    "audit-security",
    "audit-tests",
    "documentation",
    "feature",
    "fix",
    "optimisation",
    "propose",
    "refactoring",
    "tests-writing",
  ]);
});

test.each(all)("%s costs less than 2,000 tokens before the project's facts", (_name, template) => {
  expect(countTokens(promptOf(template))).toBeLessThan(2_000);
});

test.each(all)("%s has the six properties of a prompt that nobody has to attend", (_name, template) => {
  const prompt = promptOf(template);
  const section = (title: string): string =>
    new RegExp(`^# ${title}\n\n([\\s\\S]*?)(?=^# |(?![\\s\\S]))`, "m").exec(prompt)?.[1] ?? "";
  // A specific task in a named place; explicit permissions; where the result goes, and its form.
  expect(section("Task")).toContain("/home/somebody/projects/shop/services/checkout");
  expect(section("Permissions")).toMatch(/Granted, do not ask again:[\s\S]*Not allowed: /);
  const reports = template.kind === "audit" || template.kind === "propose";
  expect(section("Output")).toContain(reports ? "/out/report.md" : "/services/checkout");
  if (template.kind === "audit") expect(section("Output")).toContain("```json orch-report");
  // Full autonomy; a short last word.
  expect(section("Autonomy")).toContain("never ask, decide and go on");
  expect(section("Final message")).toContain("fewer than 300 tokens");
});
