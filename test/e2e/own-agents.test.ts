import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { git, orch, readEvents, sessionsOf, temporaryFolder } from "./orch.ts";

const folder = temporaryFolder("own-agents");
const project = join(folder.path, "my project");
const recordings = join(import.meta.dirname, "../agents/fixtures");

/** Every agent of this file is a real program: what it got lies beside the report that it writes. */
const report = "**Score:** 90/100\n";
const scripts: Readonly<Record<string, string>> = {
  "file.sh": `#!/bin/sh\nwc -c <"$1" >"$2.size"\nenv >"$2.env"\npwd >"$2.folder"\nprintf '${report}' >"$2"\n`,
  "stdin.mjs": `import { readFileSync, writeFileSync } from "node:fs";
const report = process.argv[2];
writeFileSync(report + ".size", String(readFileSync(0).length));
console.log(JSON.stringify({ activity: "read", text: "src/index.js" }));
console.log(JSON.stringify({ model: "gpt-4o", tokens: { input: 100000, output: 1000 } }));
writeFileSync(report, "${report.trim()}\\n");
`,
  "claude-like.sh": `#!/bin/sh
[ "$*" = "code --version" ] && { echo 2.1.500; exit 0; }
env >"\${ORCH_RUN_ID:+$HOME/alias.env}"
echo Starting the gateway
cat "${recordings}/claude/ok.stdout"
for argument; do case $argument in Edit*report.md*) out=\${argument#*(/}; printf '${report}' >"\${out%)}" ;; esac; done
`,
  "no-key.sh": '#!/bin/sh\necho "Sorry, I encountered an error: API error: 401 invalid api key"\n',
  "no-interpreter.sh": "#!/no/such/interpreter\n",
  "no-report.sh": "#!/bin/sh\necho I may not write files here.\n",
};

const configuration = `
targetScore: 80
dimensions: [backend]
agents:
  by-file:
    command: ["./my tools/file.sh", "{prompt_file}", "{report_file}"]
    env: { OWN_KEY: "\${SOME_KEY}" }
  by-stdin:
    command: [node, "{config_folder}/my tools/stdin.mjs", "{report_file}"]
    prompt: stdin
  gateway:
    kind: claude
    command: ["./my tools/claude-like.sh", code]
    model: glm-4.6
    env: { ANTHROPIC_BASE_URL: "http://127.0.0.1:9", ANTHROPIC_AUTH_TOKEN: "\${SOME_KEY}", HOME: "${folder.path}" }
  no-key: { command: ["./my tools/no-key.sh", "{prompt}"] }
  no-interpreter: { command: ["./my tools/no-interpreter.sh", "{prompt}"] }
  no-report: { command: ["./my tools/no-report.sh", "{prompt}"] }
  missing: { command: ["./my tools/none.sh", "{prompt}"] }
  unset: { command: [node, "{prompt}"], env: { KEY: "\${NOT_SET_ANYWHERE}" } }
`;

const secrets = {
  SOME_KEY: "own-value",
  ANTHROPIC_API_KEY: "foreign-value",
  OPENAI_API_KEY: "foreign-value",
};

beforeAll(() => {
  mkdirSync(join(project, "packages/api/src"), { recursive: true });
  mkdirSync(join(project, "my tools"));
  for (const [name, text] of Object.entries(scripts)) {
    writeFileSync(join(project, "my tools", name), text);
    if (name.endsWith(".sh")) chmodSync(join(project, "my tools", name), 0o755);
  }
  writeFileSync(join(project, "packages/api/package.json"), '{ "name": "api", "version": "1.0.0" }\n');
  writeFileSync(join(project, "packages/api/src/index.js"), "export const answer = 42;\n");
  writeFileSync(join(project, "orch.yaml"), configuration);
  git(folder.path, "init", "--quiet", project);
  git(project, "add", "--all");
  git(project, "-c", "user.name=t", "-c", "user.email=t@localhost", "commit", "--quiet", "-m", "start");
});
afterAll(folder.dispose);

const audit = (agent: string) => {
  const result = orch(["run", "packages/api", "--agent", agent, "--max-iterations", "1"], project, secrets);
  const [session = ""] = sessionsOf(project);
  const events = readEvents(session);
  return { ...result, events, run: join(session, "runs/001") };
};

const lastOf = (events: ReturnType<typeof readEvents>, type: string) =>
  events.findLast((event) => event.type === type);

describe("a program of orch.yaml", () => {
  test("beside orch.yaml, with blanks in its path, called from a module: prompt file, folder, only its own key", () => {
    const { exitCode, run } = audit("by-file");
    expect(exitCode).toBe(0);
    const told = (name: string) => readFileSync(join(run, `out/report.md.${name}`), "utf8").trim();
    expect(Number(told("size"))).toBe(readFileSync(join(run, "prompt.md")).length);
    expect(told("folder")).toBe(join(project, "packages/api"));
    expect(told("env")).toContain("OWN_KEY=own-value");
    expect(told("env")).not.toContain("foreign-value");
    expect(told("env")).not.toContain("SOME_KEY");
  });

  test("what it costs is not known, and is not said to be nothing", () => {
    const { stdout, events } = audit("by-file");
    expect(stdout).toContain("1 run of unknown cost");
    expect(lastOf(events, "run.usage")).toBeUndefined();
  });

  test("prompt by standard input; tokens that it tells are priced by the model that it tells", () => {
    const { exitCode, events, run } = audit("by-stdin");
    expect(exitCode).toBe(0);
    expect(Number(readFileSync(join(run, "out/report.md.size"), "utf8"))).toBeGreaterThan(1_000);
    expect(lastOf(events, "run.usage")).toMatchObject({ model: "gpt-4o", costUsd: 0.515, source: "priced" });
    expect(events.some((event) => event.type === "run.activity" && event.text === "src/index.js")).toBe(true);
  });
});

describe("a second agent of a known kind", () => {
  test("is launched, read and priced as its kind, without the person's own key", () => {
    const { exitCode, events } = audit("gateway");
    expect(exitCode).toBe(0);
    expect(lastOf(events, "run.finished")).toMatchObject({
      outcome: "succeeded",
      message: "Claude Code finished.",
    });
    expect(lastOf(events, "run.usage")?.inputTokens).toBeGreaterThan(20_000);
    expect(lastOf(events, "run.usage")?.source).not.toBe("reported");
    const environment = readFileSync(join(folder.path, "alias.env"), "utf8");
    expect(environment).toContain("ANTHROPIC_AUTH_TOKEN=own-value");
    expect(environment).not.toContain("foreign-value");
  });
});

describe("what goes wrong is told with what to do", () => {
  test.each([
    ["no-key", "wrong-key", /401 invalid api key/, /agents\.no-key\.env/],
    [
      "no-interpreter",
      "not-installed",
      /could not be started\. It said: (?!.*runner)/,
      /agents\.no-interpreter\.command/,
    ],
    ["no-report", "no-report", /I may not write files here/, /flag to write files/],
  ])("%s", (agent, outcome, message, advice) => {
    const { exitCode, events } = audit(agent);
    expect(exitCode).toBe(6);
    const finished = lastOf(events, "run.finished");
    expect(finished?.outcome).toBe(outcome);
    expect(finished?.message).toMatch(message);
    expect(JSON.stringify(events)).toMatch(advice);
  });

  test("orch doctor: each agent's own problem, and what holds it to its role", () => {
    const { stdout, exitCode } = orch(["doctor"], project, secrets);
    const words = stdout.replace(/\s+/g, " ");
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^missing +no /m);
    expect(words).toMatch(/none\.sh" of agent missing was not found or is not executable/);
    expect(words).toContain(`orch.yaml refers to \${NOT_SET_ANYWHERE}`);
    expect(stdout).toMatch(/^gateway +yes +2\.1\.500 +yes +glm-4\.6/m);
    expect(words).toMatch(/as far as \S+\/my project\/my tools\/claude-like\.sh is Claude Code/);
    expect(words).toContain("nothing: orch does not know the program");
  });

  test("a name that orch does not know, and `output` where it means nothing, are refused", () => {
    const refused = (yaml: string): string => {
      const file = join(folder.path, "other.yaml");
      writeFileSync(file, yaml);
      const result = orch(["run", "--config", file], project);
      expect(result.exitCode).toBe(2);
      return result.stderr;
    };
    const unknown = refused("agents: { cluade: { model: opus } }");
    expect(unknown).toContain("agents.cluade: orch knows no agent of this name");
    expect(unknown).toContain("agents.cluade.command");
    expect(refused("agents: { claude: { output: codex } }")).toContain("agents.claude.output");
  });
});
