import { existsSync, linkSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { audit, fakeToken, fixOf, places, project, temporaryFolder, write } from "./support.ts";

const read = (folder: string, file: string): string => readFileSync(join(folder, file), "utf8");
const found = (folder: string, dimension: string) => audit(folder, dimension).block.findings;

describe("fixes", () => {
  it("lets oxlint fix exactly the rule that was asked for", () => {
    const text =
      "export const f = (x) => {\n  debugger;\n  if (!!x) return x === NaN;\n  return x == 2;\n};\n";
    const folder = project({ "a.js": text });
    const wanted = found(folder, "backend").filter((finding) => !finding.title.includes("extra-boolean"));
    const run = fixOf(folder, wanted);
    expect(read(folder, "a.js")).toBe(
      "export const f = (x) => {\n  if (!!x) return isNaN(x);\n  return x == 2;\n};\n",
    );
    expect(places(run.block)).toEqual(["P3 a.js:4 oxlint eqeqeq"]);
    expect(run.block.score).toBeNull();
    expect(run.report).toContain("oxlint has no safe fix for eqeqeq");
  });

  it("repairs JSON that can be read in one way, and no other", () => {
    const folder = project({
      "a.json": '{\n  // why\n  "a": "//,]",\n  "b": [1, 2,],\n}\n',
      "b.json": '{"a": 1 "b": 2}',
    });
    const run = fixOf(folder, found(folder, "backend"));
    expect(JSON.parse(read(folder, "a.json"))).toEqual({ a: "//,]", b: [1, 2] });
    expect(read(folder, "b.json")).toBe('{"a": 1 "b": 2}');
    expect(places(run.block)).toEqual(["P1 b.json:1 plain json"]);
  });

  it("takes a credential out of a plain constant, in JavaScript and in TypeScript", () => {
    const folder = project({
      "a.js": `const apiToken = "${fakeToken}";\nexport const b = () => apiToken;\n`,
      "b.ts": `export const TOKEN: string = '${fakeToken}';\n`,
      "c.js": `export const c = { token: "${fakeToken}" };\n`,
    });
    const run = fixOf(folder, found(folder, "security"));
    expect(read(folder, "a.js")).toBe(
      "const apiToken = process.env.API_TOKEN;\nexport const b = () => apiToken;\n",
    );
    expect(read(folder, "b.ts")).toBe('export const TOKEN: string = process.env.TOKEN ?? "";\n');
    expect(places(run.block)).toEqual(["P0 c.js:1 secretlint github"]);
    expect(run.report).toContain("rotate the key");
    expect(JSON.stringify(run)).not.toContain(fakeToken);
  });

  it("removes dead files, exports and dependencies that knip confirms", () => {
    const folder = project({
      "package.json": `${JSON.stringify({ name: "p", type: "module", main: "index.js", dependencies: { left: "1", right: "1" } }, null, 2)}\n`,
      "node_modules/left/package.json": '{"name":"left","version":"1.0.0"}',
      "index.js": 'import left from "left";\nimport { a } from "./a.js";\nconsole.log(left, a);\n',
      "a.js": "export const inner = 1;\nexport const a = inner;\nexport const alone = 2;\n",
      "dead.js": "export const z = 1;\n",
      "plugin.js": "export const z = 1;\n",
      "plugins.json": '["./plugin.js"]',
    });
    const run = fixOf(folder, found(folder, "architecture"));
    expect(existsSync(join(folder, "dead.js"))).toBe(false);
    expect(existsSync(join(folder, "plugin.js"))).toBe(true);
    expect(read(folder, "a.js")).toBe("const inner = 1;\nexport const a = inner;\nexport const alone = 2;\n");
    expect(JSON.parse(read(folder, "package.json")).dependencies).toEqual({ left: "1" });
    expect(places(run.block)).toEqual(["P3 a.js:3 knip exports", "P2 plugin.js:1 knip files"]);
    expect(run.report).toContain("its name stands in plugins.json");
  });

  it("leaves a dependency to npm when there is a lock file", () => {
    const folder = project({
      "package.json": '{"main":"index.js","dependencies":{"left":"1"}}',
      "package-lock.json": "{}",
      "node_modules/left/package.json": '{"name":"left"}',
      "index.js": "console.log(1);\n",
    });
    const run = fixOf(folder, found(folder, "architecture"));
    expect(places(run.block)).toEqual(["P2 package.json:1 knip dependencies"]);
    expect(run.report).toContain("npm uninstall left");
  });

  it("leaves what needs a person, and what others found", () => {
    const conflict = "<<<<<<< HEAD\nconst b = 1;\n=======\nconst b = 2;\n>>>>>>> other\n// TODO: it\n";
    const folder = project({ "a.js": conflict });
    const foreign = {
      severity: "P1" as const,
      title: "Wrong price",
      file: "a.js",
      line: 1,
      recommendation: "Think.",
    };
    const findings = [...found(folder, "backend"), foreign];
    const run = fixOf(folder, findings);
    expect(run.block.findings).toHaveLength(findings.length);
    expect(read(folder, "a.js")).toBe(conflict);
    expect(run.report).toContain("not from one of this agent's own tools");
  });

  it("says that a problem is gone instead of doing something else", () => {
    const folder = project({ "a.js": "debugger;\n" });
    const findings = found(folder, "backend");
    write(folder, { "a.js": "export const a = 1;\n" });
    const run = fixOf(folder, findings);
    expect(run.block.findings).toEqual([]);
    expect(run.report).toContain("it was no longer there");
  });
});

describe("never outside the folder", () => {
  const debuggerAt = (file: string) => ({
    severity: "P2" as const,
    title: "`debugger` statement is not allowed [oxlint no-debugger]",
    file,
    line: 1,
  });

  it("refuses links, absolute paths and paths upwards", () => {
    const outside = project({ "a.js": "debugger;\n", "b.js": "debugger;\n" });
    const folder = temporaryFolder();
    symlinkSync(join(outside, "a.js"), join(folder, "link.js"));
    symlinkSync(outside, join(folder, "linked"));
    linkSync(join(outside, "b.js"), join(folder, "hard.js"));
    const upwards = `../${outside.split("/").at(-1)}/a.js`;
    const files = [
      "link.js",
      "linked/a.js",
      "hard.js",
      join(outside, "a.js"),
      upwards,
      ".git/a.js",
      "gone.js",
    ];
    const run = fixOf(folder, files.map(debuggerAt));
    expect(run.block.findings).toHaveLength(files.length);
    expect(read(outside, "a.js")).toBe("debugger;\n");
    expect(read(outside, "b.js")).toBe("debugger;\n");
  });
});
