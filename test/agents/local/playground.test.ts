import { execFileSync } from "node:child_process";
import { cpSync, existsSync, renameSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { Severity } from "../../../src/engine/domain/severity.ts";
import type { ReportBlock } from "../../../src/engine/reports/report-block.ts";
import { audit, fixOf, git, temporaryFolder } from "./support.ts";

const template = join(import.meta.dirname, "../../../templates/playground");
const dimensions = ["backend", "tests", "security", "architecture"];
const commands = { test: "node --test" };

const scoresOf = (blocks: readonly ReportBlock[]): (number | null)[] => blocks.map((block) => block.score);
const mean = (blocks: readonly ReportBlock[]): number =>
  blocks.reduce((sum, block) => sum + (block.score ?? 0), 0) / blocks.length;

const testsPass = (folder: string): string => {
  const { NODE_TEST_CONTEXT: _, ...environment } = process.env;
  return execFileSync(process.execPath, ["--test"], { cwd: folder, encoding: "utf8", env: environment });
};

/** As the engine does it: one run for the findings of one file. */
const fixAll = (folder: string, blocks: readonly ReportBlock[], severities: readonly Severity[]): void => {
  const findings = blocks.flatMap((block) => block.findings);
  const wanted = findings.filter((finding) => severities.includes(finding.severity));
  for (const group of Map.groupBy(wanted, (finding) => finding.file).values()) fixOf(folder, group);
};

describe("a session on the playground", () => {
  const folder = join(temporaryFolder(), "playground");
  const auditAll = () => dimensions.map((dimension) => audit(folder, dimension, { commands }).block);

  beforeAll(() => {
    cpSync(template, folder, { recursive: true });
    renameSync(join(folder, "gitignore"), join(folder, ".gitignore"));
    git(folder, "init", "-q");
    git(folder, "add", "-A");
    git(folder, "commit", "-q", "-m", "start");
  });

  it("starts low, is closed in two rounds, asks once, and its tests always pass", () => {
    const before = auditAll();
    expect(scoresOf(before)).toEqual([54, 90, 55, 86]);
    expect(mean(before)).toBe(71.25);
    testsPass(folder);

    fixAll(folder, before, ["P0", "P1"]);
    const between = auditAll();
    expect(scoresOf(between)).toEqual([84, 90, 95, 86]);
    expect(between.flatMap((block) => block.findings).filter((one) => /P0|P1/.test(one.severity))).toEqual(
      [],
    );
    testsPass(folder);
    git(folder, "commit", "-q", "-a", "-m", "gaps");

    fixAll(folder, between, ["P2", "P3"]);
    expect(existsSync(join(folder, "src/legacy-tariffs.js"))).toBe(false);
    const removed = git(folder, "diff", "--numstat")
      .split("\n")
      .map((line) => line.split("\t"));
    const large = removed.filter(([, lines]) => Number(lines) > 50).map(([, , file]) => file);
    expect(large).toEqual(["src/legacy-tariffs.js"]);
    testsPass(folder);

    const after = auditAll();
    expect(scoresOf(after)).toEqual([93, 95, 95, 93]);
    expect(mean(after)).toBe(94);
  }, 120_000);
});
