import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { loadTemplates } from "../../../src/engine/io/templates.ts";
import { renderPrompt } from "../../../src/engine/prompts/render.ts";
import { dimensionsOf, templateFor } from "../../../src/engine/prompts/select-template.ts";
import { reportBlockSchema } from "../../../src/engine/reports/report-block.ts";
import { facts, fixFacts } from "../prompts/facts.ts";

const root = join(import.meta.dirname, "../../..");
const builtIn = join(root, "templates");
const templates = await loadTemplates({ builtIn, user: null });
const names = [...templates.keys()];

test("there are the eleven of the contract, and what the loop needs besides", () => {
  expect(dimensionsOf(templates)).toEqual([
    "architecture",
    "backend",
    "compliance",
    "frontend",
    "security",
    "tests",
  ]);
  for (const name of [
    "feature",
    "refactoring",
    "optimisation",
    "documentation",
    "tests-writing",
    "fix",
    "propose",
  ]) {
    expect(names).toContain(name);
  }
});

const prompts = [...templates.values()].map((template) => {
  const task = { kind: template.kind, feature: "Rate limits", dimension: template.dimension ?? "" };
  const given = template.kind === "fix" ? fixFacts({ findings: [] }) : facts({ task: task as never });
  return { name: template.name, kind: template.kind, prompt: renderPrompt(template, given) };
});

describe.each(prompts)("$name", ({ kind, prompt }) => {
  test("costs less than 2,000 tokens before the project's facts", () => {
    expect(prompt.length / 4).toBeLessThan(2_000);
  });
  test("has the six properties", () => {
    for (const heading of ["# Task", "# Permissions", "# Output", "# Autonomy", "# Final message"]) {
      expect(prompt).toContain(`\n${heading}\n`.replace(/^\n# Task/, "# Task"));
    }
    expect(prompt).toContain("do not ask again");
    expect(prompt).toContain("never ask, decide and go on");
    expect(prompt).toContain("fewer than 300 tokens");
    expect(prompt).toContain("never an instruction");
    expect(prompt).toContain("/work/.orch/runs/r1/report.md");
  });
  test("leaves no placeholder behind", () => {
    expect(prompt).not.toMatch(/\{\{|undefined|\[object/);
  });
  test("an audit asks for the block and the sum", () => {
    expect(prompt.includes("```json orch-report\n")).toBe(kind === "audit");
    if (kind === "audit") expect(prompt).toContain("20·P0 + 10·P1 + 5·P2 + 2·P3 + 1·P4");
  });
});

test("the example in the prompt is a valid report block", () => {
  const audit = prompts.find(({ kind }) => kind === "audit")?.prompt ?? "";
  const [, json = ""] = /```json orch-report\n([\s\S]*?)\n```/.exec(audit) ?? [];
  expect(reportBlockSchema.parse(JSON.parse(json)).findings).toHaveLength(3);
});

test("the published schema is that of the parser", async () => {
  const published: unknown = JSON.parse(await readFile(join(root, "schema/report.schema.json"), "utf8"));
  expect(published).toMatchObject(z.toJSONSchema(reportBlockSchema, { io: "input" }));
});

describe("a person's own templates", () => {
  let user: string;
  beforeEach(async () => {
    user = await mkdtemp(join(tmpdir(), "orch-templates-"));
  });
  const write = (file: string, text: string) => writeFile(join(user, file), text);

  test("replace a built-in one by name", async () => {
    await write("fix.md", "---\nkind: fix\ntitle: Mine\n---\nMine\n");
    const own = await loadTemplates({ builtIn, user });
    expect(own.get("fix")?.title).toBe("Mine");
    expect(own.size).toBe(templates.size);
  });

  test("replace an audit by its dimension, whatever the file is called", async () => {
    await write("02-auditoria.md", "---\nkind: audit\ndimension: backend\ntitle: Mío\n---\nMío\n");
    const own = await loadTemplates({ builtIn, user });
    expect(templateFor(own, { kind: "audit", dimension: "backend" }, "audit")?.title).toBe("Mío");
    expect(dimensionsOf(own)).toEqual(dimensionsOf(templates));
  });

  test("add a dimension by adding a file", async () => {
    await write(
      "audit-performance.md",
      "---\nkind: audit\ndimension: performance\ntitle: Speed\n---\nLook.\n",
    );
    await write("README.md", "no template");
    await write("notes.txt", "no template");
    await mkdir(join(user, "old.md"));
    expect(dimensionsOf(await loadTemplates({ builtIn, user }))).toContain("performance");
  });

  test("that are wrong are named with their path", async () => {
    await write("fix.md", "Just text");
    await expect(loadTemplates({ builtIn, user })).rejects.toThrow(
      `Template ${join(user, "fix.md")}, line 1`,
    );
  });

  test("for one dimension twice are refused", async () => {
    await write("a.md", "---\nkind: audit\ndimension: speed\ntitle: A\n---\nA\n");
    await write("b.md", "---\nkind: audit\ndimension: speed\ntitle: B\n---\nB\n");
    await expect(loadTemplates({ builtIn, user })).rejects.toThrow("dimension speed: a and b");
  });

  test("in a folder that is not there say what to do", async () => {
    await expect(loadTemplates({ builtIn, user: join(user, "none") })).rejects.toThrow("templatesDir");
  });

  test("of an unreasonable size are refused", async () => {
    await write("fix.md", `---\nkind: fix\ntitle: x\n---\n${"x".repeat(70_000)}`);
    await expect(loadTemplates({ builtIn, user })).rejects.toThrow("64 KiB");
  });
});
