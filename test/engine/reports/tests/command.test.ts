import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { runParseTests } from "../../../../bin/commands/parse-tests.ts";

const folder = mkdtempSync(join(tmpdir(), "orch-parse-tests-"));
afterAll(() => rmSync(folder, { recursive: true }));

const run = async (file: string, json = false): Promise<{ code: number; out: string; err: string }> => {
  let out = "";
  let err = "";
  const code = await runParseTests(
    file,
    { json },
    { write: (text: string) => (out += text) },
    { write: (text: string) => (err += text) },
  );
  return { code, out, err };
};

const fixture = (name: string): string => join(import.meta.dirname, "fixtures", `${name}.txt`);

test("one JSON object of the whole shape", async () => {
  const { code, out, err } = await run(fixture("pytest-mix-cov"), true);
  expect([code, err]).toEqual([0, ""]);
  expect(out.trimEnd()).not.toContain("\n");
  const results = JSON.parse(out);
  expect(results).toMatchObject({
    runner: "pytest",
    passed: 6,
    failed: 2,
    skipped: 1,
    errors: 2,
    coverage: 65,
  });
  expect(Object.keys(results).sort()).toEqual(
    ["coverage", "errors", "failed", "failures", "missing", "passed", "runner", "skipped", "warnings"].sort(),
  );
});

test("a summary for people", async () => {
  const { code, out } = await run(fixture("pytest-mix-cov"));
  expect(code).toBe(0);
  for (const part of ["failed    2", "coverage  65 %", "pkg/calc.py: 9-10, 15-17", "test_mix.py:10"]) {
    expect(out).toContain(part);
  }
});

test("text from the file cannot control the terminal", async () => {
  const file = join(folder, "hostile.txt");
  const attribute = "&#27;]0;title&#7;&#27;[2J";
  writeFileSync(
    file,
    `<testsuite><testcase name="${attribute}"><failure message="${attribute}"/></testcase></testsuite>`,
  );
  const { out } = await run(file);
  expect([...out].filter((character) => character < " " && character !== "\n")).toEqual([]);
});

test("what cannot be read is said in one sentence", async () => {
  expect(await run(join(folder, "absent.txt"))).toMatchObject({
    code: 2,
    out: "",
    err: expect.stringContaining("no such file"),
  });
  expect(await run(folder)).toMatchObject({ code: 2, out: "", err: expect.stringContaining("folder") });
});

test("an empty file has no results, which is no error", async () => {
  const file = join(folder, "empty.txt");
  writeFileSync(file, "");
  const { code, out } = await run(file, true);
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ passed: null, failed: null, warnings: [expect.any(String)] });
});

test("more than 64 MiB are read in part, with a warning", async () => {
  const file = join(folder, "large.txt");
  writeFileSync(file, `2 passed in 0.1s\n${"x".repeat(65 * 1024 * 1024)}`);
  const { code, out } = await run(file, true);
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ passed: 2, warnings: [expect.stringContaining("64 MiB")] });
});

test("a dash is standard input", () => {
  const program = join(import.meta.dirname, "../../../../bin/commands/parse-tests.ts");
  const script = `const { runParseTests } = await import(${JSON.stringify(program)});
process.exitCode = await runParseTests("-", { json: true }, process.stdout, process.stderr);`;
  const { stdout, status } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
    input: "3 passed, 1 skipped in 0.1s\n",
    encoding: "utf8",
  });
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ passed: 3, skipped: 1 });
});
