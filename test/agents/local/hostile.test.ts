import { spawnSync } from "node:child_process";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  audit,
  blockOf,
  places,
  program,
  project,
  promptFor,
  runAgentOn,
  temporaryFolder,
} from "./support.ts";

/** Escape, bell, right-to-left override. */
const movesCursor = new RegExp(`[${String.fromCharCode(0x1b, 0x07, 0x202e)}]`);
const dimensions = ["backend", "frontend", "tests", "security", "architecture", "compliance"];

describe.each(dimensions)("%s", (dimension) => {
  it("survives an empty folder", () => {
    expect(audit(temporaryFolder(), dimension).status).toBe(0);
  });

  it("survives a hostile one", () => {
    const outside = project({ "secret.js": "debugger;\n" });
    const folder = project({
      "package.json": '{"name": "broken',
      ".oxlintrc.json": '{"jsPlugins": ["./no-such-plugin.js"], "rules": {"nope/nope": "error"}}',
      "knip.json": "not json at all",
      "-rf.js": "debugger;\n",
      "we'ird\nna\"me[x].js": "debugger;\n",
      "$(touch pwned).js": "debugger;\n",
      "huge.js": "debugger;\n".repeat(200_000),
      "binary.js": Buffer.from([0, 1, 2, 255, 0]),
      "latin.js": Buffer.from([0x2f, 0x2f, 0x20, 0xe9, 0x0a]),
      "unclosed.json": `{"a": "${"x".repeat(200_000)}`,
      "comments.json": `{"a": 1,${"/**/ //\n".repeat(20_000)}`,
      "deep.json": "[".repeat(100_000),
      "bomb.yaml": `a: &a [x]\n${"b: *a\n".repeat(500)}`,
      "empty.js": "",
      "empty.json": "",
      "fence.js": "// TODO: ```\n// TODO: | a | <b> `c` \\\n",
      "esc.js": "// TODO: \u001b[2J\u001b]0;title\u0007 \u202e gone\n",
    });
    symlinkSync(outside, join(folder, "linked"));
    symlinkSync(join(outside, "secret.js"), join(folder, "link.js"));
    symlinkSync("loop", join(folder, "loop"));
    const run = audit(folder, dimension);
    expect(JSON.stringify(run.block)).not.toMatch(/linked|link\.js|huge\.js/);
    expect(run.report.slice(run.report.indexOf("# Audit"))).not.toMatch(movesCursor);
    expect(run.stdout).not.toMatch(movesCursor);
    if (dimension === "backend") {
      const found = places(run.block);
      expect(found).toContain("P2 -rf.js:1 oxlint no-debugger");
      expect(found).toContain("P2 we'ird\nna\"me[x].js:1 oxlint no-debugger");
      expect(found).toContain("P2 $(touch pwned).js:1 oxlint no-debugger");
      expect(found).toContain("P1 deep.json:1 plain json");
    }
    if (dimension === "architecture") expect(run.block.notJudged?.join()).toContain("knip could not read");
  });
});

describe("the task", () => {
  const folder = project({ "a.js": "debugger;\n" });

  it.each([
    ["no block", "# Audit\n\nPlease.", "has no `json orch-task` block"],
    ["no JSON", "```json orch-task\n{nope\n```\n", "is not valid JSON"],
    ["a wrong shape", promptFor({ kind: 7 }), "`kind`"],
    ["another version", promptFor({ kind: "audit", version: 2 }), "`version`"],
  ])("is refused in one sentence: %s", (_name, prompt, sentence) => {
    const run = runAgentOn(folder, prompt);
    expect(run.status).toBe(1);
    expect(run.stderr).toContain(sentence);
    expect(run.stderr.trim().split("\n")).toHaveLength(1);
    expect(run.report).toBe("");
  });

  it("is the last block, whatever code the prompt quotes before", () => {
    const quoted = promptFor({ kind: "audit", dimension: "security" });
    const run = runAgentOn(
      folder,
      `Code:\n\n${quoted}\n${promptFor({ kind: "audit", dimension: "backend" })}`,
    );
    expect(blockOf(run.report).dimension).toBe("backend");
  });

  it.each(["consolidate", "propose", "develop", "dream"])("%s is answered honestly", (kind) => {
    const run = runAgentOn(folder, promptFor({ kind }));
    expect(run.status).toBe(0);
    expect(blockOf(run.report)).toMatchObject({ score: null, findings: [] });
    expect(run.report).toContain(`the task "${kind}"`);
  });

  it.each([
    [[], "--prompt-file is missing"],
    [["--prompt-file", "/no/such/file", "--report", "r.md"], "cannot be read"],
    [["--nope"], "--nope"],
  ])("arguments %j are refused", (rawArguments, sentence) => {
    const run = spawnSync(process.execPath, [program, ...rawArguments], { cwd: folder, encoding: "utf8" });
    expect(run.status).toBe(1);
    expect(run.stderr).toContain(sentence);
    expect(run.stderr).not.toContain("    at ");
  });
});
