import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";
import type { AgentSettings, LaunchRequest } from "./adapter.ts";
import { commandTemplateProblem } from "./command/template.ts";
import { createCommandAdapter } from "./command.ts";

const adapter = createCommandAdapter({ name: "mine", output: null });
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "orch-command-"));
  await writeFile(join(folder, "agent"), "#!/bin/sh\n");
  await chmod(join(folder, "agent"), 0o755);
  await writeFile(join(folder, "not-executable"), "#!/bin/sh\n");
  await mkdir(join(folder, "a-folder"));
});

const settings = (over: Partial<AgentSettings> = {}): AgentSettings => ({
  binary: null,
  model: null,
  extraArguments: [],
  environment: {},
  command: ["agent", "{prompt_file}"],
  prompt: "file",
  outputSchema: true,
  ...over,
});

const request = (over: Partial<AgentSettings> = {}, more: Partial<LaunchRequest> = {}): LaunchRequest => ({
  role: "audit",
  run: "R1",
  model: null,
  settings: settings(over),
  binary: "/bin/agent",
  hostEnvironment: { PATH: "/usr/bin:/bin", HOME: "/home/me", OPENAI_API_KEY: "secret", AWS_SECRET: "x" },
  workingFolder: "/work/my module",
  promptFile: "/runs/R1/prompt.md",
  prompt: "Look; rm -rf $HOME `id`",
  reportFile: "/runs/R1/report.md",
  progressFile: "/runs/R1/progress.ndjson",
  runFolder: "/runs/R1",
  outputSchema: null,
  ...more,
});

describe("the template in orch.yaml", () => {
  test.each([
    [[], "the command is empty"],
    [["  "], "the command is empty"],
    [["my-agent --prompt {prompt_file}"], "write each argument as its own element"],
    [["{run}", "x"], "must be a name or a path"],
    [["a", "--out={report}"], 'unknown placeholder {report} in "--out={report}"; there are {prompt}'],
    [["a", "{Model}"], "unknown placeholder {Model}"],
  ])("%j is refused", (template, problem) => {
    expect(commandTemplateProblem(template)).toContain(problem);
  });

  test.each([
    [["agent"]],
    [["agent", "{prompt_file}", "--report={report_file}", "{working_folder}", "{model}", "{run}"]],
    [["agent", '{"json":1}', "{}", `\${HOME}`, "{1,2}"]],
  ])("%j is fine", (template) => {
    expect(commandTemplateProblem(template)).toBeNull();
  });
});

describe("detection", () => {
  const detect = (over: Partial<AgentSettings>) =>
    adapter.detect({ settings: settings(over), hostEnvironment: { PATH: `relative:${folder}:/bin` } });

  test("finds the program on PATH or by its path", async () => {
    const found = { available: true, binary: join(folder, "agent"), problems: [] };
    expect(await detect({})).toMatchObject(found);
    expect(await detect({ command: [join(folder, "agent"), "{prompt}"] })).toMatchObject(found);
    const other = { command: ["other", "--file={prompt_file}"], binary: join(folder, "agent") };
    expect(await detect(other)).toMatchObject(found);
  });

  test.each(["no-such-agent", "not-executable", "a-folder", "/no/such/agent"])(
    "%s is not available, with what to do",
    async (program) => {
      const detection = await detect({ command: [program] });
      expect(detection).toMatchObject({ available: false, binary: null });
      expect(detection.problems[0]?.message).toContain(`"${program}" of agent mine was not found`);
      expect(detection.problems[0]?.advice).not.toBe("");
    },
  );

  test("a command that forgot the prompt can be used, but is told of", async () => {
    const forgetful = await detect({ command: ["agent", "-p"] });
    expect(forgetful).toMatchObject({ available: true, problems: [{ blocking: false }] });
    expect(forgetful.problems[0]?.advice).toContain("agents.mine.prompt");
    expect((await detect({ command: ["agent", "-p"], prompt: "stdin" })).problems).toEqual([]);
  });

  test("a bad template is told before anything runs", async () => {
    expect((await detect({ command: ["agent", "{x}"] })).problems[0]?.message).toContain(
      "agents.mine.command",
    );
    expect((await detect({ command: null })).available).toBe(false);
  });
});

describe("launch", () => {
  test("fills placeholders inside arguments; nothing is split, nothing is a shell's", () => {
    const command = ["agent", "--in={prompt_file}", "{report_file}", "-C", "{working_folder}", "{run}{run}"];
    const launch = adapter.launch(request({ command, extraArguments: ["--fast"] }));
    expect(launch.program).toBe("/bin/agent");
    expect(launch.arguments).toEqual([
      "--in=/runs/R1/prompt.md",
      "/runs/R1/report.md",
      "-C",
      "/work/my module",
      "R1R1",
      "--fast",
    ]);
    expect(launch.stdinFile).toBeNull();
    expect(launch.workingFolder).toBe("/work/my module");
  });

  test("the prompt by stdin or as one argument", () => {
    expect(adapter.launch(request({ prompt: "stdin" })).stdinFile).toBe("/runs/R1/prompt.md");
    const appended = adapter.launch(request({ prompt: "argument", command: ["agent", "-p"] }));
    expect(appended.arguments).toEqual(["-p", "Look; rm -rf $HOME `id`"]);
    const placed = adapter.launch(
      request({ prompt: "argument", command: ["agent", "-p", "{prompt}", "-q"] }),
    );
    expect(placed.arguments).toEqual(["-p", "Look; rm -rf $HOME `id`", "-q"]);
  });

  test("a prompt too long for an argument is pointed to", () => {
    const long = request({ prompt: "argument" }, { prompt: "ñ".repeat(100_000) });
    expect(adapter.launch(long).arguments.at(-1)).toBe(
      "Read the file /runs/R1/prompt.md and do exactly what it says.",
    );
  });
});

describe("the launched program", () => {
  test("gets the model, and its flag is left out where there is none", () => {
    const command = ["agent", "--model", "{model}", "--m={model}", "--model", "x", "end"];
    expect(adapter.launch(request({ command })).arguments).toEqual(["--model", "x", "end"]);
    expect(adapter.launch(request({ command, model: "m1" })).arguments).toEqual([
      "--model",
      "m1",
      "--m=m1",
      "--model",
      "x",
      "end",
    ]);
    expect(adapter.launch(request({ command, model: "m1" }, { model: "m2" })).arguments[1]).toBe("m2");
  });

  test("gets no secret but its own", () => {
    const { environment } = adapter.launch(request({ environment: { MY_KEY: "k" } }));
    expect(environment).toEqual({
      PATH: "/usr/bin:/bin",
      HOME: "/home/me",
      TERM: "dumb",
      NO_COLOR: "1",
      MY_KEY: "k",
      ORCH_RUN_ID: "R1",
      ORCH_ROLE: "audit",
      ORCH_PROMPT_FILE: "/runs/R1/prompt.md",
      ORCH_REPORT_FILE: "/runs/R1/report.md",
      ORCH_PROGRESS_FILE: "/runs/R1/progress.ndjson",
    });
  });

  test("gets exactly these words", async () => {
    const script = join(folder, "print-arguments.mjs");
    await writeFile(
      script,
      'import{writeFileSync as w}from"node:fs";w(process.argv[2],JSON.stringify(process.argv.slice(3)))',
    );
    const out = join(folder, "arguments.json");
    const command = ["node", script, "{report_file}", "{prompt}", "*", "$(id)", ""];
    const launch = adapter.launch(request({ command }, { binary: process.execPath, reportFile: out }));
    await promisify(execFile)(launch.program, [...launch.arguments], { env: launch.environment });
    expect(JSON.parse(await readFile(out, "utf8"))).toEqual(["Look; rm -rf $HOME `id`", "*", "$(id)", ""]);
  });
});

describe("output", () => {
  const read = (...lines: string[]) => {
    const reader = adapter.createOutputReader();
    return lines.flatMap((line) => reader.line(line, "stdout"));
  };

  test("text is what it says: bounded, without colours or cursor moves", () => {
    expect(read("\u001b[31mhello\u001b[0m \u001b]0;title\u0007world", "", "  \r")).toEqual([
      { kind: "activity", activity: "say", text: "hello world" },
    ]);
    const [fact] = read("x".repeat(1_000_000));
    expect(fact).toEqual({ kind: "activity", activity: "say", text: `${"x".repeat(199)}…` });
    expect(adapter.createOutputReader().line("careful", "stderr")).toEqual([
      { kind: "activity", activity: "note", text: "careful" },
    ]);
  });

  test("JSON lines are folded; totals never go down", () => {
    expect(
      read(
        '{"activity":"read","text":"src/a.ts"}',
        '{"activity":"thinking hard"}',
        '{"kind":"tool","text":"npm test"}',
        '{"tokens":{"input":100,"cached":20,"output":5},"cost":0.01,"model":"m1"}',
        '{"tokens":50,"cost":0.005}',
        '{"final":"Score 80/100"}',
      ),
    ).toEqual([
      { kind: "activity", activity: "read", text: "src/a.ts" },
      { kind: "activity", activity: "say", text: "thinking hard" },
      { kind: "activity", activity: "run", text: "npm test" },
      { kind: "model", model: "m1" },
      { kind: "usage", usage: { inputTokens: 100, cachedInputTokens: 20, outputTokens: 5, costUsd: 0.01 } },
      { kind: "usage", usage: { inputTokens: 100, cachedInputTokens: 20, outputTokens: 5, costUsd: 0.01 } },
      { kind: "final-message", text: "Score 80/100" },
    ]);
  });

  test("garbage does no harm", () => {
    for (const line of ['{"tokens":-5}', '{"tokens":"many"}', "{", "[1]", '{"cost":1e999}', "\u0000\u0001"]) {
      for (const fact of read(line)) expect(fact.kind).toBe("activity");
    }
    expect(read("null", "3").every((fact) => fact.kind === "activity")).toBe(true);
  });
});
