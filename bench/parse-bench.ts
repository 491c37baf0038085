/** How fast reports are read, and whether time grows in line with size: `node bench/parse-bench.ts`. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseReport } from "../src/engine/reports/parse-report.ts";

const fixtures = path.join(import.meta.dirname, "../test/engine/reports/audit/fixtures");
const megabyte = 1024 * 1024;

const timed = (work: () => void): number => {
  const start = performance.now();
  work();
  return performance.now() - start;
};

const median = (values: readonly number[]): number =>
  values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0;

const filled = (unit: string, size: number): string =>
  unit.repeat(Math.ceil(size / unit.length)).slice(0, size);

const texts = readdirSync(fixtures)
  .filter((name) => name.endsWith(".md"))
  .map((name) => readFileSync(path.join(fixtures, name), "utf8"));
const joined = texts.join("\n\n");
const nestedList = Array.from(
  { length: 200 },
  (_, depth) => `${"  ".repeat(depth)}- [P1] item ${depth}\n`,
).join("");

/** Texts that make careless parsers quadratic or overflow their stack. */
const inputs: Readonly<Record<string, (size: number) => string>> = {
  "ordinary reports": (size) => filled(joined, size),
  "one line": (size) => filled("word ", size),
  "one line of digits and slashes": (size) => filled("1/1", size),
  "nested quotes": (size) => filled(">", size),
  "quoted lines": (size) => filled(`${">".repeat(500)} [P0] x\n`, size),
  "nested lists": (size) => filled(nestedList, size),
  brackets: (size) => filled("[", size),
  "lines of brackets": (size) => filled(`${"[(".repeat(1500)}\n`, size),
  stars: (size) => filled("*", size),
  "lines of stars": (size) => filled(`${"**a ".repeat(900)}\n`, size),
  underscores: (size) => filled("_a", size),
  backticks: (size) => filled(`${"` ".repeat(1500)}\n`, size),
  "wide tables": (size) => filled(`|${"a|".repeat(1900)}\n|${"-|".repeat(1900)}\n`, size),
  "long table": (size) =>
    `| ID | Severity | Issue |\n|-|-|-|\n${filled("| S1 | High | some issue in a.ts:1 |\n", size)}`,
  "different findings": (size) =>
    Array.from({ length: size / 40 }, (_, at) => `- [P1] problem ${at} in file${at}.ts:${at}\n`).join(""),
  headings: (size) => filled("# [P0] a title\n\n", size),
  "open fence": (size) => filled("```js\ncode\n", size),
  "level words": (size) => filled("critical high - medium: low ", size),
  "score words": (size) => filled("overall score: 7/10 target 8/10 | ", size),
  dashes: (size) => filled(`${"-".repeat(3000)}x\n`, size),
  spaces: (size) => filled(`a${" ".repeat(3000)}b\n`, size),
  "one big block": (size) =>
    `\`\`\`json orch-report\n{"version":1,"score":1,"findings":[${filled("{", size)}`,
  zeros: (size) => filled("\0", size),
  ideographs: (size) => filled("严重问题高危漏洞修复建议", size / 3),
};

for (let round = 0; round < 30; round += 1) for (const text of texts) parseReport(text);
const each = texts.map((text) =>
  median(Array.from({ length: 7 }, () => timed(() => void parseReport(text)))),
);
const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
const total = each.reduce((sum, time) => sum + time, 0);
console.log(
  `${texts.length} reports: median ${median(each).toFixed(2)} ms, ${(1000 / (total / texts.length)).toFixed(0)} reports/s, ${(bytes / megabyte / (total / 1000)).toFixed(1)} MB/s`,
);
console.log("ms for inputs of 1, 2, 4 and 8 MB:");
for (const [name, make] of Object.entries(inputs)) {
  const times = [1, 2, 4, 8].map((size) => {
    const text = make(size * megabyte);
    return timed(() => void parseReport(text)).toFixed(0);
  });
  console.log(`  ${name.padEnd(32)} ${times.map((time) => time.padStart(7)).join(" ")}`);
}
