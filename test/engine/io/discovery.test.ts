import { execFileSync } from "node:child_process";
import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { discoveryFactsSchema } from "../../../src/engine/domain/events-session.ts";
import { discover } from "../../../src/engine/io/discovery.ts";
import { scanTree } from "../../../src/engine/io/discovery-scan.ts";
import { temporaryFolder, write } from "./git-helpers.ts";

describe("counting", () => {
  test("files, lines and languages; what others wrote is left out", async () => {
    const folder = temporaryFolder();
    write(folder, "src/a.ts", "one\ntwo\n");
    write(folder, "src/b.ts", "no newline at the end");
    write(folder, "src/empty.py", "");
    write(folder, "README.md", "# Name\n");
    write(folder, "logo.png", "x");
    write(folder, "package-lock.json", "{\n}\n");
    for (const skipped of [
      "node_modules/x",
      ".git",
      "dist",
      "vendor/y",
      ".venv",
      "coverage",
      ".orch/sessions",
    ]) {
      write(folder, `${skipped}/index.ts`, "x\n");
    }
    write(folder, "target/CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55");
    write(folder, "target/made.rs", "x\n");
    const facts = await discover(folder);
    expect(facts).toMatchObject({ files: 6, lines: 4, complexity: "low", partial: false });
    expect(facts.languages).toEqual([
      { name: "TypeScript", files: 2, lines: 3 },
      { name: "Markdown", files: 1, lines: 1 },
      { name: "Python", files: 1, lines: 0 },
    ]);
  });

  test("binary and huge files are counted, not read", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "binary.js"), Buffer.from([10, 0, 10, 10]));
    writeFileSync(join(folder, "huge.json"), "\n".repeat(1024 * 1024 + 1));
    expect(await discover(folder)).toMatchObject({ files: 2, lines: 0 });
  });

  test("links are not followed: no loop, nothing from outside; a pipe does not block", async () => {
    const folder = temporaryFolder();
    const outside = temporaryFolder();
    write(outside, "package.json", '{"name":"outside"}');
    write(outside, "secret.ts", "x\n");
    write(folder, "a.ts", "x\n");
    symlinkSync(folder, join(folder, "loop"));
    symlinkSync(outside, join(folder, "outside"));
    symlinkSync(join(outside, "package.json"), join(folder, "package.json"));
    execFileSync("sh", ["-c", "mkfifo pyproject.toml pipe.ts"], { cwd: folder });
    const facts = await discover(folder);
    expect(facts).toMatchObject({ files: 1, lines: 1, manifest: null });
    expect(facts.name).not.toBe("outside");
  });

  test("the rule of the complexity", async () => {
    const folder = temporaryFolder();
    write(folder, "notes.md", "x\n".repeat(10_000));
    expect((await discover(folder)).complexity).toBe("low");
    write(folder, "a.py", "x\n".repeat(501));
    expect((await discover(folder)).complexity).toBe("medium");
    write(folder, "b.py", "x\n".repeat(2_500));
    expect((await discover(folder)).complexity).toBe("high");
  });

  test("a tree that is too large is counted in part, and says so", async () => {
    const folder = temporaryFolder();
    for (let index = 0; index < 30; index += 1) write(folder, `d${index % 3}/f${index}.ts`, "x\n");
    expect(await scanTree(folder, 30)).toMatchObject({ files: 30, lines: 30, partial: false });
    expect(await scanTree(folder, 15)).toMatchObject({ files: 15, lines: 15, partial: true });
    expect(await scanTree(folder, 10)).toMatchObject({ files: 10, lines: 10, partial: true });
  });
});

describe("manifests", () => {
  test.each([
    [
      "package.json",
      '\uFEFF{"name":"@me/app","description":"Does it","dependencies":{"react":"1"},"devDependencies":{"vitest":"1"}}',
      {
        name: "@me/app",
        purpose: "Does it",
        dependencies: ["react", "vitest"],
        technologies: ["Node.js", "React", "Vitest"],
      },
    ],
    [
      "pyproject.toml",
      `[project]\nname = "ai-service" # comment\ndescription = 'FastAPI microservice'\ndependencies = [\n  "fastapi[all]>=0.1",\n  # "commented",\n  "uvicorn[standard]; python_version > '3'",\n]\n[project.optional-dependencies]\ndev = ["pytest"]\n`,
      {
        name: "ai-service",
        purpose: "FastAPI microservice",
        dependencies: ["fastapi", "pytest", "uvicorn"],
        technologies: ["FastAPI", "pytest"],
      },
    ],
    [
      "pyproject.toml",
      '[tool.poetry]\nname = "p"\n[tool.poetry.dependencies]\npython = "^3"\nDjango = {version = "5"}\n[tool.poetry.group.dev.dependencies]\npytest = "*"\n',
      { name: "p", dependencies: ["Django", "pytest"], technologies: ["Django", "pytest"] },
    ],
    [
      "__manifest__.py",
      `# -*- coding: utf-8 -*-\n{\n 'name': "Chile - Payroll",\n 'summary': 'It\\'s',\n "depends": ['base', 'hr'],\n 'external_dependencies': {'python': ['zeep']},\n}`,
      { name: "Chile - Payroll", dependencies: ["base", "hr", "zeep"], technologies: ["Odoo"] },
    ],
    [
      "go.mod",
      "module example.org/me/tool\n\ngo 1.22\n\nrequire github.com/spf13/cobra v1.8.0\nrequire (\n\tgolang.org/x/sys v0.1.0 // indirect\n)\n",
      { name: "example.org/me/tool", dependencies: ["github.com/spf13/cobra", "golang.org/x/sys"] },
    ],
    [
      "Cargo.toml",
      '[package]\nname = "tool"\ndescription = "A tool"\n[dependencies]\nserde = { version = "1" }\ntokio.version = "1"\n[dependencies.axum]\nversion = "1"\n[dev-dependencies]\nproptest = "1"\n',
      { name: "tool", purpose: "A tool", dependencies: ["axum", "proptest", "serde", "tokio"] },
    ],
    [
      "composer.json",
      '{"name":"me/app","require":{"php":">=8","laravel/framework":"11"},"require-dev":{"phpunit/phpunit":"1"}}',
      {
        name: "me/app",
        dependencies: ["laravel/framework", "phpunit/phpunit"],
        technologies: ["Composer", "Laravel", "PHPUnit"],
      },
    ],
    [
      "README.md",
      "[![badge](x)](y)\n\n# The Tool\n\n<p>html</p>\n\nIt does one thing,\nand does it well.\n\nMore.\n",
      { name: "The Tool", purpose: "It does one thing, and does it well.", dependencies: [] },
    ],
    ["README.rst", "The Tool\n========\n\nIt does it.\n", { name: "The Tool", purpose: "It does it." }],
  ])("%s", async (file, content, expected) => {
    const folder = temporaryFolder();
    write(folder, file, content);
    expect(await discover(folder)).toMatchObject({ manifest: file, ...expected });
  });

  test("a README says the purpose that a manifest does not say", async () => {
    const folder = temporaryFolder();
    write(folder, "go.mod", "module m\n");
    write(folder, "readme.md", "# Other\n\nThe purpose.\n");
    expect(await discover(folder)).toMatchObject({ name: "m", manifest: "go.mod", purpose: "The purpose." });
  });

  test.each([
    ["package.json", "{ not json"],
    ["package.json", "null"],
    [
      "package.json",
      '{"name":{"a":1},"description":["x"],"dependencies":"all of them","devDependencies":[1]}',
    ],
    ["package.json", `${'{"a":'.repeat(50_000)}`],
    ["package.json", '{"__proto__":{"name":"polluted"},"name":"\\u001b]0;title\\u0007\\u202e"}'],
    ["package.json", "x".repeat(400_000)],
    ["pyproject.toml", "[project\nname = \ndependencies = [\n".repeat(1000)],
    ["pyproject.toml", `[project]\ndependencies = [${'"a", '.repeat(20_000)}`],
    ["pyproject.toml", `[project]\ndependencies = [${"\n".repeat(250_000)}`],
    ["pyproject.toml", "a = [\n".repeat(40_000)],
    ["__manifest__.py", "{'name': 'x".repeat(5000)],
    ["__manifest__.py", "'depends': [".repeat(5000)],
    ["go.mod", `require ${"(".repeat(10_000)}`],
    ["Cargo.toml", '\0\0[[[[package]]]]\nname = """'.repeat(500)],
    ["README.md", "# ".repeat(100_000)],
  ])("a hostile %s never breaks it (%#)", async (file, content) => {
    const folder = temporaryFolder();
    write(folder, file, content);
    const started = performance.now();
    const facts = await discover(folder);
    expect(performance.now() - started).toBeLessThan(2000);
    expect(discoveryFactsSchema.safeParse(facts).success).toBe(true);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they must not be there
    expect(`${facts.name}${facts.purpose}`).not.toMatch(/[\u0000-\u001f\u007f\u202e]/);
  });
});
