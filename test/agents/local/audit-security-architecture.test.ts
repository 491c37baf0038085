import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { audit, fakeToken, git, places, project } from "./support.ts";

describe("security", () => {
  it("finds a credential and never repeats it, not even from a file name or a comment", () => {
    const folder = project({
      "a.js": `// TODO: rotate ${fakeToken}\nexport const token = "${fakeToken}";\n`,
      "test/a.test.js": `export const token = "${fakeToken}";\n`,
      [`${fakeToken}.json`]: "{",
      "local.js": 'export const url = "postgres://me:password@localhost:5432/a";\n',
    });
    const security = audit(folder, "security");
    expect(places(security.block).filter((place) => place.includes("github"))).toEqual([
      "P0 a.js:1 secretlint github",
      "P0 a.js:2 secretlint github",
      "P2 test/a.test.js:1 secretlint github",
    ]);
    expect(JSON.stringify(security)).not.toContain(fakeToken);
  });

  it("masks a credential that another dimension quotes", () => {
    const folder = project({ "a.js": `// TODO: rotate ${fakeToken}\nexport const a = 1;\n` });
    const backend = audit(folder, "backend");
    expect(backend.block.findings[0]?.title).toBe("TODO: rotate ******** [plain todo]");
    expect(JSON.stringify(backend)).not.toContain(fakeToken);
  });

  it("finds evaluated text, which then is not backend", () => {
    const folder = project({ "a.js": "export const a = (x) => {\n  return eval(x);\n};\n" });
    expect(places(audit(folder, "security").block)).toEqual(["P1 a.js:2 oxlint no-eval"]);
    expect(audit(folder, "backend").block.findings).toEqual([]);
  });

  it("finds an environment file that git would take", () => {
    const folder = project({ ".env": "A=1\n" });
    git(folder, "init", "-q");
    expect(places(audit(folder, "security").block)).toEqual(["P2 .env:1 plain env-file"]);
  });
});

describe("architecture", () => {
  it("finds dead code, missing packages and cycles", () => {
    const folder = project({
      "package.json": JSON.stringify({ name: "p", type: "module", main: "index.js" }, null, 2),
      "index.js":
        'import "nowhere-listed";\nimport { a } from "./a.js";\nimport "./gone.js";\nconsole.log(a);\n',
      "a.js": 'import { b } from "./b.js";\nexport const a = () => b;\nexport const nobody = 1;\n',
      "b.js": 'import { a } from "./a.js";\nexport const b = () => a;\n',
      "dead.js": "export const z = 1;\n",
    });
    expect(places(audit(folder, "architecture").block)).toEqual([
      "P1 index.js:3 knip unresolved",
      "P2 a.js:1 knip cycles",
      "P2 dead.js:1 knip files",
      "P2 index.js:1 knip unlisted",
      "P3 a.js:3 knip exports",
    ]);
  });

  it("finds what is too large", () => {
    const body = Array.from({ length: 120 }, (_, index) => `  console.log(${index});`).join("\n");
    const folder = project({
      "a.js": `export const f = () => {\n${body}\n};\n`,
      "b.js": "export const x = 1;\n".repeat(1) + "// line\n".repeat(600),
    });
    expect(places(audit(folder, "architecture").block)).toEqual([
      "P3 a.js:1 oxlint max-lines-per-function",
      "P3 b.js:601 plain file-size",
    ]);
  });

  it("doubts knip where it does not know the start", () => {
    const files = Object.fromEntries(
      Array.from({ length: 8 }, (_, index) => [`src/f${index}.js`, "export const a = 1;\n"]),
    );
    const { block } = audit(project({ "package.json": "{}", ...files }), "architecture");
    expect(block.findings).toEqual([]);
    expect(block.notJudged?.join()).toContain("does not know where the project starts");
  });

  it("works in a folder of a package", () => {
    const folder = project({
      "package.json": JSON.stringify({ name: "p", type: "module", main: "src/index.js" }),
      "src/index.js": "console.log(1);\n",
      "src/dead.js": "export const a = 1;\n",
      "other/dead.js": "export const a = 1;\n",
    });
    expect(places(audit(join(folder, "src"), "architecture").block)).toEqual(["P2 dead.js:1 knip files"]);
  });
});
