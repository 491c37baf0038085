import { spawnSync } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { TestTerminal } from "../test/e2e/terminal.ts";
import { type Figure, figure, median } from "./statistics.ts";

const root = join(import.meta.dirname, "..");
const orchProgram = join(root, "dist", "orch.js");
const pairs = 15;

const timeProcess = (programArguments: readonly string[]): number => {
  const started = performance.now();
  spawnSync(process.execPath, [...programArguments], { stdio: "ignore" });
  return performance.now() - started;
};

/** Milliseconds until a program in a terminal shows a text. */
const timeFrame = async (
  programArguments: readonly string[],
  text: string,
  folder: string,
): Promise<number> => {
  const started = performance.now();
  const terminal = new TestTerminal(process.execPath, programArguments, {
    columns: 120,
    rows: 36,
    workingFolder: folder,
  });
  try {
    await terminal.shows(text);
    return performance.now() - started;
  } finally {
    terminal.dispose();
  }
};

/** An Ink program that draws one line, bundled in the same way as orch. */
const emptyInk = async (folder: string): Promise<string> => {
  await build({
    stdin: {
      contents:
        'import { render, Text } from "ink"; import { createElement } from "react"; render(createElement(Text, null, "ready"), { alternateScreen: true });',
      resolveDir: root,
    },
    outdir: folder,
    entryNames: "empty-ink",
    outExtension: { ".js": ".mjs" },
    splitting: true,
    bundle: true,
    minify: true,
    platform: "node",
    format: "esm",
    target: "node24",
    external: ["react-devtools-core"],
    define: { "process.env.NODE_ENV": '"production"' },
    banner: { js: 'import{createRequire as r}from"node:module";const require=r(import.meta.url);' },
  });
  return join(folder, "empty-ink.mjs");
};

/** Starts: paired in one run, because a shared machine's speed drifts. */
export const measureStarts = async (recording: string): Promise<readonly Figure[]> => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "orch-bench-start-")));
  try {
    const emptyNode = join(folder, "empty.mjs");
    writeFileSync(emptyNode, "");
    const ink = await emptyInk(folder);
    const samples = {
      node: [] as number[],
      version: [] as number[],
      ink: [] as number[],
      tui: [] as number[],
    };
    for (let pair = 0; pair < pairs; pair += 1) {
      samples.node.push(timeProcess([emptyNode]));
      samples.version.push(timeProcess([orchProgram, "--version"]));
      samples.ink.push(await timeFrame([ink], "ready", folder));
      samples.tui.push(await timeFrame([orchProgram, "tui", "--replay", recording], "orch ›", folder));
    }
    const ratio = (of: readonly number[], to: readonly number[]) =>
      median(of.map((value, index) => value / (to[index] ?? 1)));
    return [
      figure("empty Node", median(samples.node), "ms"),
      figure("orch --version", median(samples.version), "ms"),
      figure("orch --version ÷ empty Node", ratio(samples.version, samples.node), "×", {
        text: "≤ 1.5",
        met: (value) => value <= 1.5,
      }),
      figure("empty Ink program, first frame", median(samples.ink), "ms"),
      figure("orch tui, first frame", median(samples.tui), "ms"),
      figure("orch tui ÷ empty Ink", ratio(samples.tui, samples.ink), "×"),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
