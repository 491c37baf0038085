import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { buildSync } from "esbuild";
import { afterAll } from "vitest";
import { countSeverities, scoreOfCounts } from "../../../src/engine/domain/severity.ts";
import { type ReportBlock, reportBlockSchema } from "../../../src/engine/reports/report-block.ts";

const root = join(import.meta.dirname, "../../..");
/** Below node_modules, because the bundle looks for its tools from where it lies. */
const bundle = join(root, "node_modules/.cache", `orch-local-test-${process.pid}-${Date.now()}`);

// Bundled as in dist/: it starts in a third of the time, and the bundle itself is tested.
buildSync({
  absWorkingDir: root,
  entryPoints: { "local-agent": "src/agents/local/main.ts" },
  outdir: bundle,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  platform: "node",
  target: "node24",
  format: "esm",
  external: ["oxlint", "knip", "@secretlint/*"],
  banner: {
    js: "import{createRequire as __orchRequire}from'node:module';const require=__orchRequire(import.meta.url);",
  },
});

export const program = join(bundle, "local-agent.mjs");
const folders: string[] = [];

afterAll(() => {
  rmSync(bundle, { recursive: true, force: true });
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

export const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "orch-local-test-"));
  folders.push(folder);
  return folder;
};

export const write = (folder: string, files: Readonly<Record<string, string | Buffer>>): void => {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
};

export const project = (files: Readonly<Record<string, string | Buffer>>): string => {
  const folder = temporaryFolder();
  write(folder, files);
  return folder;
};

export const git = (folder: string, ...command: string[]): string =>
  execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@t.test", ...command], {
    cwd: folder,
    encoding: "utf8",
  });

export type AgentRun = {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly report: string;
  readonly progress: string;
};

export const runAgentOn = (folder: string, prompt: string): AgentRun => {
  const run = temporaryFolder();
  writeFileSync(join(run, "prompt.md"), prompt);
  const files = { report: join(run, "report.md"), progress: join(run, "progress.ndjson") };
  const result = spawnSync(
    process.execPath,
    [
      program,
      "--prompt-file",
      join(run, "prompt.md"),
      "--report",
      files.report,
      "--progress",
      files.progress,
    ],
    { cwd: folder, encoding: "utf8", timeout: 120_000 },
  );
  const read = (file: string): string => {
    try {
      return readFileSync(file, "utf8");
    } catch {
      return "";
    }
  };
  return { ...result, report: read(files.report), progress: read(files.progress) };
};

export const promptFor = (task: object): string =>
  `# Task\n\nDo it.\n\nThe same task for programs:\n\n\`\`\`json orch-task\n${JSON.stringify({ version: 1, module: ".", commands: {}, findings: [], ...task })}\n\`\`\`\n`;

export const blockOf = (report: string): ReportBlock => {
  const raw = /^```json orch-report\n([\s\S]*?)\n```$/m.exec(report)?.[1];
  return reportBlockSchema.parse(JSON.parse(raw ?? "null"));
};

export type Audit = AgentRun & { readonly block: ReportBlock };

const lineCount = (text: string): number =>
  Math.max(1, text.split("\n").length - (text.endsWith("\n") ? 1 : 0));

/** Every audit of every test: lines are real, and the score is that of the findings listed. */
const expectHonest = (folder: string, block: ReportBlock): void => {
  for (const finding of block.findings) {
    if (!finding.file) continue;
    const lines = lineCount(readFileSync(join(folder, finding.file), "utf8"));
    if (!finding.line || finding.line > lines) {
      throw new Error(`${finding.file}:${finding.line} does not exist: ${finding.title}`);
    }
  }
  if (block.score !== null && block.score !== scoreOfCounts(countSeverities(block.findings))) {
    throw new Error(`score ${block.score} is not that of the findings`);
  }
};

export const audit = (folder: string, dimension: string, more: object = {}): Audit => {
  const run = runAgentOn(folder, promptFor({ kind: "audit", dimension, ...more }));
  if (run.status !== 0) throw new Error(`exit ${run.status}: ${run.stderr}`);
  const block = blockOf(run.report);
  expectHonest(folder, block);
  return { ...run, block };
};

/** `P1 src/a.js:3 oxlint use-isnan`: what a finding is, without its words. */
export const places = (block: ReportBlock): string[] =>
  block.findings.map((finding) => {
    const tag = /\[([^\]]+)\]$/.exec(finding.title)?.[1] ?? "?";
    return `${finding.severity} ${finding.file ?? "-"}${finding.line ? `:${finding.line}` : ""} ${tag}`;
  });

export const fixOf = (folder: string, findings: ReportBlock["findings"]): Audit => {
  const numbered = findings.map((finding, index) => ({ id: `f${index}`, ...finding }));
  const run = runAgentOn(folder, promptFor({ kind: "fix", findings: numbered }));
  if (run.status !== 0) throw new Error(`exit ${run.status}: ${run.stderr}`);
  return { ...run, block: blockOf(run.report) };
};

/** Put together here, so that no scanner finds a token in this repository. */
export const fakeToken = ["gh", "p_", "wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx"].join("");
