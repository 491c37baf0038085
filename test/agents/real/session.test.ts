import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { orchInBackground } from "../../e2e/orch.ts";
import { sampleReport } from "../fake-model/scenario.ts";
import { startFakeModel } from "../fake-model/server.ts";
import { agentsFolder, realBinary } from "./binaries.ts";

const binaries = { claude: realBinary("claude"), codex: realBinary("codex"), gemini: realBinary("gemini") };
const absent = Object.values(binaries).find(({ missing }) => missing);

type Event = { readonly type: string; readonly at: string; readonly [key: string]: unknown };

const readJournal = (project: string): readonly Event[] => {
  const sessions = path.join(project, ".orch", "sessions");
  const [session = ""] = readdirSync(sessions);
  const text = readFileSync(path.join(sessions, session, "journal.ndjson"), "utf8");
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Event);
};

const ofType = (events: readonly Event[], type: string): readonly Event[] =>
  events.filter((event) => event.type === type);

/** As a person writes it: three agents through a gateway, each with its own dimension. */
const configuration = (home: string, url: (run: string) => string): string => `
targetScore: 80
dimensions: [backend, security, tests]
chooseAgent:
  dimensions: { backend: claude, security: codex, tests: gemini }
agents:
  claude:
    binary: ${binaries.claude.path}
    model: claude-sonnet-4-5
    env: { ANTHROPIC_BASE_URL: "${url("claude")}", ANTHROPIC_API_KEY: sk-dummy, HOME: ${home} }
  codex:
    binary: ${binaries.codex.path}
    model: gpt-5.5
    env: { FAKE_KEY: sk-dummy, HOME: ${home} }
    extraArgs: ["-c", 'model_provider="fake"', "-c", 'model_providers.fake={name="fake",base_url="${url("codex")}/v1",env_key="FAKE_KEY",wire_api="responses"}']
  gemini:
    binary: ${binaries.gemini.path}
    model: gemini-2.5-pro
    env: { GOOGLE_GEMINI_BASE_URL: "${url("gemini")}", GEMINI_API_KEY: dummy, HOME: ${home} }
`;

describe.skipIf(absent !== undefined)(absent?.title ?? "three real agents in one session", () => {
  // Not below /tmp: Gemini CLI and Codex treat folders there in ways of their own.
  mkdirSync(path.join(agentsFolder, ".work"), { recursive: true });
  const root = mkdtempSync(path.join(agentsFolder, ".work", "session-"));
  const project = path.join(root, "project");
  let server: Awaited<ReturnType<typeof startFakeModel>>;
  let child: { readonly exitCode: number | null; readonly stdout: string; readonly stderr: string };

  beforeAll(async () => {
    mkdirSync(path.join(project, "src"), { recursive: true });
    mkdirSync(path.join(root, "home"));
    writeFileSync(
      path.join(project, "package.json"),
      '{ "name": "demo", "version": "1.0.0", "type": "module" }\n',
    );
    writeFileSync(
      path.join(project, "src", "api.ts"),
      "export const api = (name: string) => {\n  return name;\n};\n",
    );
    server = await startFakeModel({});
    writeFileSync(
      path.join(project, "orch.yaml"),
      configuration(path.join(root, "home"), (run) => server.url("ok", run)),
    );
    const git = (...command: string[]) =>
      execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@localhost", ...command], {
        cwd: project,
      });
    git("init", "-q");
    git("add", "-A");
    git("commit", "-qm", "start");
    child = await orchInBackground(["run", "--max-iterations", "1"], project);
  }, 120_000);

  afterAll(async () => {
    await server.close();
    rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  });

  test("all three audit side by side and each report is read", () => {
    expect(`${child.stdout}${child.stderr}`).toContain("target-reached");
    expect(child.exitCode).toBe(0);
    const events = readJournal(project);
    const agents = ofType(events, "run.requested").map((event) => event.agent);
    expect(agents.sort()).toEqual(["claude", "codex", "gemini"]);
    const firstEnd = ofType(events, "run.finished")[0]?.at ?? "";
    expect(ofType(events, "run.launched").every((event) => event.at <= firstEnd)).toBe(true);
    expect(ofType(events, "run.finished").map((event) => event.outcome)).toEqual([
      "succeeded",
      "succeeded",
      "succeeded",
    ]);
    expect(ofType(events, "report.read").map((event) => event.reportedScore)).toEqual([82, 82, 82]);
    expect(sampleReport).toContain("82/100");
  });

  test("each one's own activity, tokens and cost are in the journal", () => {
    const events = readJournal(project);
    for (const run of ["001", "002", "003"]) {
      const usage = ofType(events, "run.usage")
        .filter((event) => event.run === run)
        .at(-1);
      expect(usage?.inputTokens).toBeGreaterThan(20_000);
      expect(usage?.costUsd).toBeGreaterThan(0);
      expect(usage?.source).not.toBe("estimated");
      expect(ofType(events, "run.activity").filter((event) => event.run === run).length).toBeGreaterThan(0);
    }
  });

  test("no key is in any file of the session", () => {
    const files = readdirSync(path.join(project, ".orch"), { recursive: true, withFileTypes: true });
    const holders = files
      .filter((file) => file.isFile())
      .map((file) => path.join(file.parentPath, file.name))
      .filter((file) => readFileSync(file).includes("sk-dummy"));
    expect(holders).toEqual([]);
  });
});
