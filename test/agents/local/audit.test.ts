import { describe, expect, it } from "vitest";
import { audit, git, places, project } from "./support.ts";

const manifest = JSON.stringify({ name: "p", version: "1.0.0", type: "module", main: "index.js" });

describe("backend", () => {
  it("finds what oxlint finds, at its line, graded", () => {
    const folder = project({
      "index.js":
        "export const isBad = (x) => x === NaN;\nexport const f = (x) => {\n  debugger;\n  return x == 3;\n};\n",
    });
    expect(places(audit(folder, "backend").block)).toEqual([
      "P1 index.js:1 oxlint use-isnan",
      "P2 index.js:3 oxlint no-debugger",
      "P3 index.js:4 oxlint eqeqeq",
    ]);
  });

  it("finds unparsable code, JSON and YAML, and lets editors' JSON have comments", () => {
    const folder = project({
      "src/broken.js": "const a = 1;\nconst b = ;\n",
      "a.json": '{\n  "a": 1,\n}\n',
      "b.yaml": "a: 1\nb: [1\nc: 2\n",
      "tsconfig.json": '{\n  // why\n  "files": [],\n}\n',
      ".vscode/settings.json": '{ "a": 1, /* b */ }',
      "good.yml": ["on: push\nx: $", "{{ github.sha }}\n"].join(""),
      "chart.yaml": "a: {{ .Values.a }}\n",
    });
    expect(places(audit(folder, "backend").block)).toEqual([
      "P1 a.json:3 plain json",
      expect.stringMatching(/^P1 b\.yaml:[23] plain yaml$/),
      "P1 src/broken.js:2 oxlint syntax",
    ]);
  });

  it("counts an open merge conflict once, and not again as broken syntax", () => {
    const conflict = "const a = 1;\n<<<<<<< HEAD\nconst b = 1;\n=======\nconst b = 2;\n>>>>>>> other\n";
    const folder = project({ "a.js": conflict, "b.json": conflict, "notes.md": conflict });
    expect(places(audit(folder, "backend").block)).toEqual([
      "P0 a.js:2 plain conflict",
      "P0 b.json:2 plain conflict",
      "P2 notes.md:2 plain conflict",
    ]);
  });

  it("finds TODO in comments only", () => {
    const folder = project({
      "a.js": 'export const todo = "TODO: nothing";\n// TODO: write it\n/* FIXME */\n',
      "b.py": "# TODO(me): port\n",
      "list.md": "- TODO: milk\n",
    });
    const { block } = audit(folder, "backend");
    expect(places(block)).toEqual(["P4 a.js:2 plain todo", "P4 a.js:3 plain todo", "P4 b.py:1 plain todo"]);
    expect(block.findings[0]?.title).toBe("TODO: write it [plain todo]");
  });

  it("gives no score where it can lint nothing", () => {
    const { block } = audit(project({ "main.py": "x = 1\n" }), "backend");
    expect(block.score).toBeNull();
    expect(block.notJudged?.join()).toContain("other languages");
  });

  it("caps floods and says so", () => {
    const folder = project({ "a.js": "debugger;\n".repeat(40) });
    const run = audit(folder, "backend");
    expect(run.block.findings).toHaveLength(5);
    expect(run.report).toContain("oxlint no-debugger in a.js: 40 places, the first 5 are listed");
  });

  it("leaves out what people do not write: node_modules, dist, minified and ignored files", () => {
    const bad = "debugger;\n";
    const folder = project({
      "node_modules/a/index.js": bad,
      "dist/a.js": bad,
      "a.min.js": bad,
      "generated.js": `// @generated\n${bad}`,
      "ignored/a.js": bad,
      ".gitignore": "ignored/\n",
      "test/fixtures/a.js": bad,
      "ok.js": "export const a = 1;\n",
    });
    git(folder, "init", "-q");
    expect(audit(folder, "backend").block).toMatchObject({ score: 100, findings: [] });
  });
});

describe("frontend", () => {
  it("says that there is none", () => {
    const { block } = audit(project({ "a.js": "debugger;\n" }), "frontend");
    expect(block).toMatchObject({ score: null, findings: [] });
    expect(block.notJudged?.join()).toContain("no frontend files");
  });

  it("lints screens, which then are not backend", () => {
    const folder = project({
      "view.jsx": 'export const View = () => <img src="a.png" />;\n',
      "a.js": "export const useColor = () => 1;\nif (process.env.A) useColor();\n",
    });
    expect(places(audit(folder, "frontend").block)).toEqual(["P2 view.jsx:1 oxlint jsx-a11y/alt-text"]);
    expect(places(audit(folder, "backend").block)).toEqual([]);
  });
});

describe("tests", () => {
  const failing =
    'import assert from "node:assert";\nimport { test } from "node:test";\ntest("adds", () => {\n  assert.equal(1 + 1, 3);\n});\ntest("holds", () => {});\n';

  it("runs the project's command and names failing tests with their line", () => {
    const folder = project({ "package.json": manifest, "a.test.js": failing });
    const run = audit(folder, "tests", { commands: { test: "node --test" } });
    expect(places(run.block)).toEqual(["P1 a.test.js:3 tests failing"]);
    expect(run.block.findings[0]?.title).toContain("adds");
    expect(run.report).toContain("1 passed, 1 failed");
  });

  it("reads TAP too", () => {
    const folder = project({ "package.json": manifest, "a.test.js": failing });
    const run = audit(folder, "tests", { commands: { test: "node --test --test-reporter=tap" } });
    expect(places(run.block)).toEqual(["P1 a.test.js:3 tests failing"]);
  });

  it("finds tests that do not run", () => {
    const text =
      'import { test } from "node:test";\ntest.skip("a", () => {});\ntest.todo("b");\ntest.only("c", () => {});\n';
    const folder = project({ "a.test.js": text });
    expect(places(audit(folder, "tests", { commands: { test: "true" } }).block)).toEqual([
      "P2 a.test.js:4 plain test-only",
      "P3 a.test.js:2 plain test-skip",
      "P4 a.test.js:3 plain test-todo",
    ]);
  });

  it("says that there are no tests", () => {
    expect(places(audit(project({ "a.js": "export const a = 1;\n" }), "tests").block)).toEqual([
      "P2 - plain no-tests",
    ]);
  });

  it.each([
    ["a command that does not exist", "no-such-command-here", {}, "could not be started"],
    ["a command that does not end", "sleep 60", { testTimeoutSeconds: 1 }, "did not end in time"],
    ["missing packages", "false", {}, "dependencies are not installed"],
  ])("does not blame the code for %s", (_name, test, more, reason) => {
    const dependencies = { dependencies: { nothing: "1" } };
    const folder = project({ "package.json": JSON.stringify(dependencies), "a.test.js": "export {};\n" });
    const { block } = audit(folder, "tests", { commands: { test }, ...more });
    expect(block.score).toBeNull();
    expect(block.findings).toEqual([]);
    expect(block.notJudged?.join()).toContain(reason);
  });

  it("survives a test command that floods", () => {
    const folder = project({ "a.test.js": "export {};\n" });
    const run = audit(folder, "tests", { commands: { test: "yes | head -c 40000000; exit 1" } });
    expect(places(run.block)).toEqual(["P1 - tests failing"]);
    expect(run.report.length).toBeLessThan(10_000);
  });
});

describe("compliance and others", () => {
  it("misses README, licence and what package.json should say", () => {
    const folder = project({ "package.json": '{"name":"p"}' });
    expect(places(audit(folder, "compliance").block)).toEqual([
      "P2 - plain license",
      "P2 - plain readme",
      "P3 package.json:1 plain manifest-license",
      "P4 package.json:1 plain manifest-description",
    ]);
  });

  it("has no tool for a dimension of the user", () => {
    const { block } = audit(project({ "a.js": "debugger;\n" }), "poetry");
    expect(block).toMatchObject({ dimension: "poetry", score: null, findings: [] });
  });
});

describe("the report", () => {
  it("spells the score out, says what ran, and is the same every time", () => {
    const folder = project({ "a.js": "debugger;\nexport const f = (x) => x === NaN;\n// TODO: it\n" });
    const first = audit(folder, "backend");
    expect(first.report).toContain("**Score:** 84/100");
    expect(first.report).toContain("100 − (10·1 + 5·1 + 1·1) = 84");
    expect(first.report).toMatch(/oxlint \d+\.\d+\.\d+/);
    expect(first.report).toMatch(/\*\*Auditor:\*\* orch local/);
    expect(first.report.split("\n")[0]).toBe("```json orch-report");
    expect(first.report.split("\n")[1]).toContain('"score":84');
    expect(audit(folder, "backend").report).toBe(first.report);
  });

  it("tells its progress as JSON lines and on stdout", () => {
    const { progress, stdout } = audit(project({ "a.js": "debugger;\n" }), "backend");
    const lines = progress
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines).toContainEqual({
      at: expect.stringMatching(/^\d{4}-.*Z$/),
      kind: "tool",
      text: "oxlint (code rules) on 1 file",
    });
    expect(stdout).toContain("tool  oxlint (code rules) on 1 file");
    expect(stdout.trim().split("\n")).toHaveLength(lines.length);
  });
});
