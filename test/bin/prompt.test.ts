import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type PromptOptions, runPrompt } from "../../bin/commands/prompt.ts";

const options: PromptOptions = {
  builtInTemplates: join(import.meta.dirname, "../../templates"),
  templatesDir: null,
  module: { name: "shop", relative: "shop" },
  discovery: null,
  commands: { test: "npm test" },
  reportFile: "/runs/R1/report.md",
  workingFolder: "/work/shop",
  objective: "Be quick",
  feature: null,
};

const run = async (name: string, over: Partial<PromptOptions> = {}) => {
  let out = "";
  let err = "";
  const add = (kind: "out" | "err") => ({
    write: (text: string) => {
      if (kind === "out") out += text;
      else err += text;
    },
  });
  const code = await runPrompt(name, { ...options, ...over }, add("out"), add("err"));
  return { code, out, err };
};

test("prints what an auditor would be sent", async () => {
  const { code, out, err } = await run("security");
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toContain("Audit **shop** for its security");
  expect(out).toContain("> Be quick");
  expect(out.endsWith("```\n")).toBe(true);
});

test.each(["fix", "feature", "propose", "tests-writing", "audit-backend"])("also prints %s", async (name) => {
  const { code, out } = await run(name, { feature: "Rate limits" });
  expect(code).toBe(0);
  expect(out).toContain("# Task");
});

test("an unknown dimension is answered with what there is", async () => {
  const { code, out, err } = await run("beauty");
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toContain("Dimensions: architecture, backend, compliance, frontend, security, tests");
  expect(err).toContain("audit-beauty.md");
});

test("a broken template of the person is a sentence, not a stack trace", async () => {
  const templatesDir = await mkdtemp(join(tmpdir(), "orch-prompt-"));
  await writeFile(join(templatesDir, "mine.md"), "---\nkind: audit\ntitle: x\n---\nx");
  const { code, err } = await run("security", { templatesDir });
  expect(code).toBe(2);
  expect(err).toContain("mine.md, line 2: an audit needs a dimension");
  expect(err).not.toContain("    at ");
});
