import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import {
  fixedTitles,
  fixFlag,
  type RuleTopic,
  ruleConfiguration,
  topicConfiguration,
} from "./oxlint-rules.ts";
import { findToolPackage, runTool } from "./run-tool.ts";
import { oneLine } from "./text.ts";

export type Diagnostic = {
  /** Null for a file that cannot be parsed. */
  readonly rule: string | null;
  readonly message: string;
  readonly help: string | null;
  readonly file: string;
  readonly line: number;
};

export type LintOutcome = {
  readonly diagnostics: readonly Diagnostic[];
  readonly version: string | null;
  /** Files that it could not read; the rest is judged all the same. */
  readonly unread: number;
  /** What kept it from judging. */
  readonly problems: readonly string[];
};

/** The first sentence is the problem; what follows is advice. */
export const titleOf = ({ rule, message }: Diagnostic): string =>
  fixedTitles[rule ?? ""] ?? (message.split(/\.\s+(?=[A-Z])/)[0] ?? message).replace(/\.$/, "");

const outputSchema = z.object({
  diagnostics: z.array(
    z.object({
      message: z.string(),
      code: z.string().nullish(),
      help: z.string().nullish(),
      /** Missing when the file could not be opened or is not UTF-8. */
      filename: z.string().nullish(),
      labels: z.array(z.object({ span: z.object({ line: z.int().nullish() }) })),
    }),
  ),
});

/** `eslint-plugin-unicorn(no-x)` → `unicorn/no-x`, `eslint(no-x)` → `no-x`: the names that oxlint takes. */
const ruleName = (code: string): string => {
  const match = /^(.+)\((.+)\)$/.exec(code);
  if (!match?.[1] || !match[2]) return code;
  const plugin = match[1].replace(/^eslint-plugin-/, "").replace(/-eslint$/, "");
  return plugin === "eslint" ? match[2] : `${plugin.replace(/-hooks$/, "")}/${match[2]}`;
};

const parseOutput = (rawOutput: string): { diagnostics: Diagnostic[]; unread: number } => {
  const raw = outputSchema.parse(JSON.parse(rawOutput)).diagnostics;
  const diagnostics = raw.flatMap((diagnostic) =>
    diagnostic.filename
      ? [
          {
            rule: diagnostic.code ? ruleName(diagnostic.code) : null,
            message: oneLine(diagnostic.message),
            help: diagnostic.help ? oneLine(diagnostic.help) : null,
            file: diagnostic.filename.replace(/^\.\//, ""),
            line: Math.max(1, diagnostic.labels[0]?.span.line ?? 1),
          },
        ]
      : [],
  );
  return { diagnostics, unread: raw.length - diagnostics.length };
};

/** The kernel limits the length of a command line: files go in portions. */
const portions = (files: readonly string[]): string[][] => {
  const result: string[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const file of files) {
    if (size > 100_000 || (result.at(-1)?.length ?? 0) >= 500) {
      result.push([]);
      size = 0;
    }
    result.at(-1)?.push(`./${file}`);
    size += Buffer.byteLength(file) + 3;
  }
  return result;
};

const runOxlint = async (root: string, flags: readonly string[], files: readonly string[]) => {
  const found = findToolPackage("oxlint");
  if (!found)
    return { diagnostics: [], version: null, unread: 0, problems: ["oxlint is not installed with orch"] };
  const diagnostics: Diagnostic[] = [];
  const problems: string[] = [];
  let unread = 0;
  for (const portion of portions(files)) {
    const run = await runTool({
      program: process.execPath,
      arguments: [
        join(found.folder, "bin/oxlint"),
        ...flags,
        "--disable-nested-config",
        "--no-ignore",
        "--format=json",
        "--",
        ...portion,
      ],
      folder: root,
      timeoutSeconds: 60,
    });
    try {
      const output = parseOutput(run.stdout);
      diagnostics.push(...output.diagnostics);
      unread += output.unread;
    } catch {
      const reason = run.timedOut ? "took longer than 60 s" : oneLine(run.stderr || "no JSON in its output");
      problems.push(`oxlint failed on ${portion.length} files: ${reason}`);
    }
  }
  return { diagnostics, version: found.version, unread, problems };
};

/** The project's own oxlint files are not read: audits stay comparable and its plugins are not loaded. */
const withConfiguration = async (
  configuration: object,
  run: (flag: string) => Promise<LintOutcome>,
): Promise<LintOutcome> => {
  const folder = mkdtempSync(join(tmpdir(), "orch-local-"));
  try {
    const file = join(folder, "oxlint.json");
    writeFileSync(file, JSON.stringify(configuration));
    return await run(`--config=${file}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Lints exactly these files (relative to `root`) with the rules of one topic. */
export const lint = (
  root: string,
  files: readonly string[],
  topic: RuleTopic,
  forScreens: boolean,
): Promise<LintOutcome> =>
  withConfiguration(topicConfiguration(topic, forScreens), (flag) => runOxlint(root, [flag], files));

/** Lints or fixes one file with one rule. Unparsable text shows up as a diagnostic without a rule. */
export const lintWithRule = (root: string, file: string, rule: string, fix = false): Promise<LintOutcome> =>
  withConfiguration(ruleConfiguration(rule), (flag) =>
    runOxlint(root, fix ? [flag, fixFlag(rule)] : [flag], [file]),
  );
