import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { plainSettings } from "../../test/agents/real/workshop.ts";
import {
  editRequest,
  factsOf,
  judgeFacts,
  recorded,
  request,
  valuesAfter,
} from "../../test/agents/unit-kit.ts";
import { codex } from "./codex.ts";

const home = mkdtempSync(path.join(tmpdir(), "codex-home-"));
mkdirSync(path.join(home, ".codex"));
mkdirSync(path.join(home, ".ssh"));
writeFileSync(path.join(home, ".codex/auth.json"), "{}");
afterAll(() => rmSync(home, { recursive: true }));

const loggedIn = request({ hostEnvironment: { PATH: "/usr/bin", HOME: home, OPENAI_API_KEY: "key-openai" } });

const profileOf = (list: readonly string[]): string =>
  valuesAfter(list, "-c").find((value) => value.startsWith("permissions.orch.filesystem=")) ?? "";

const runFolder = request().runFolder;

describe("Codex: a folder whose name is a pattern to it", () => {
  const inside = (project: string) => ({
    runFolder: `${project}/.orch/sessions/s1/runs/r1`,
    reportFile: `${project}/.orch/sessions/s1/runs/r1/out/report.md`,
    progressFile: `${project}/.orch/sessions/s1/runs/r1/out/progress.ndjson`,
  });

  it.each(["/work/[old] shop", "/work/what?", "/work/a*b"])("is refused with the reason: %s", (project) => {
    const launch = codex.launch(request(inside(project)));
    const said = spawnSync(launch.program, [...launch.arguments], { encoding: "utf8" });
    const verdict = judgeFacts(codex, factsOf(codex, said.stdout), { exitCode: said.status });
    expect(verdict.outcome).toBe("refused");
    expect(verdict.message).toContain(`${project}/.orch/sessions/s1/runs/r1/out`);
  });

  it("may be the audited module: only what is written is named", () => {
    const module = request({ workingFolder: "/work/project/app/[slug]" });
    expect(codex.launch(module).program).toBe(module.binary);
    expect(codex.launch(request(inside("/work/it's {mine} (2)"))).program).toBe(module.binary);
  });
});

describe("Codex: launch", () => {
  it("opens an auditor the folder of its report and its TMPDIR only", () => {
    const { arguments: list } = codex.launch(request());
    expect(profileOf(list)).toBe(
      `permissions.orch.filesystem={":root"="read","${runFolder}/out"="write","${runFolder}/tmp"="write"}`,
    );
    expect(valuesAfter(list, "-c")).toContain('default_permissions="orch"');
    // The older settings would win over the profile.
    expect(list).toContain("--ignore-user-config");
    expect(list).not.toContain("-s");
  });

  it("holds the answer to a schema that it is given, unless orch.yaml gives one", () => {
    expect(codex.launch(request()).arguments).not.toContain("--output-schema");
    const { arguments: list, files } = codex.launch(request({ outputSchema: "{}" }));
    expect(valuesAfter(list, "--output-schema")).toEqual([`${runFolder}/answer-schema.json`]);
    expect(files).toEqual([{ path: `${runFolder}/answer-schema.json`, content: "{}" }]);
    const own = { ...plainSettings, extraArguments: ["--output-schema=/own.json"] };
    const launch = codex.launch(request({ outputSchema: "{}", settings: own }));
    expect(launch.arguments).not.toContain("--output-schema");
    expect(launch.files).toEqual([]);
  });

  it("opens an editor its whole worktree besides", () => {
    const profile = profileOf(codex.launch(editRequest()).arguments);
    expect(profile).toContain('"/work/project/.orch/sessions/s1/worktrees/r1"="write"');
    expect(profile).not.toContain('"/work/project"');
  });

  it("keeps the order as it was given when the report lies beside it", () => {
    const { arguments: list } = codex.launch(request({ reportFile: `${runFolder}/report.md` }));
    expect(profileOf(list)).toContain(`"${runFolder}/prompt.md"="read"`);
  });

  it("keeps commands away from logins that are there", () => {
    const profile = profileOf(codex.launch(loggedIn).arguments);
    expect(profile).toContain(`"${home}/.ssh"="deny"`);
    expect(profile).toContain(`"${home}/.codex/auth.json"="deny"`);
    expect(profile).not.toContain(".aws");
  });

  it("ends its arguments with the word for standard input, whatever orch.yaml adds", () => {
    const settings = { ...request().settings, extraArguments: ["-c", 'model_provider="mine"'] };
    const { arguments: list } = codex.launch(request({ settings }));
    expect(list.slice(-3)).toEqual(["-c", 'model_provider="mine"', "-"]);
  });

  it("has a home beside TMPDIR, not below it", () => {
    const { environment, folders } = codex.launch(request());
    expect(environment).toMatchObject({ CODEX_HOME: `${runFolder}/codex`, TMPDIR: `${runFolder}/tmp` });
    expect(folders).toContain(environment.CODEX_HOME);
  });

  it("gives the key that people have the name that codex exec looks for", () => {
    const hostEnvironment = { PATH: "/usr/bin", HOME: "/nobody", OPENAI_API_KEY: "key-openai" };
    expect(codex.launch(request({ hostEnvironment })).environment.CODEX_API_KEY).toBe("key-openai");
  });

  it("prefers the person's login to a key that happens to be in the shell", () => {
    const { environment } = codex.launch(loggedIn);
    expect(environment.CODEX_HOME).toBeUndefined();
    expect(environment.CODEX_API_KEY).toBeUndefined();
  });
});

describe("Codex: output", () => {
  it("tells activity and tokens, and no cost, for it gives none", () => {
    const { facts } = recorded(codex, "ok");
    expect(facts).toContainEqual({ kind: "activity", activity: "edit", text: "edit out/report.md" });
    expect(facts.findLast((fact) => fact.kind === "usage")?.usage).toEqual({
      inputTokens: 37_350,
      cachedInputTokens: 21_000,
      cacheWriteTokens: 0,
      outputTokens: 452,
      costUsd: null,
    });
    expect(facts.findLast((fact) => fact.kind === "final-message")?.text).toContain("82/100");
  });

  it.each([
    ["You've hit your usage limit. Upgrade to Pro or try again in 3 days 2 hours.", "quota-exhausted"],
    ["Rate limit reached for gpt-5.5. Please try again in 1.2s.", "rate-limited"],
    ["The model `x` does not exist or you do not have access to it.", "unknown-model"],
    ["Codex ran out of room in the model's context window.", "context-too-long"],
    ["This content was flagged for possible cybersecurity risk", "refused"],
    ["unexpected status 401 Unauthorized: Missing bearer or basic authentication", "not-logged-in"],
    ["something nobody has seen", "crashed"],
  ])("tells %s as %s", (message, outcome) => {
    const facts = factsOf(codex, JSON.stringify({ type: "turn.failed", error: { message } }));
    expect(judgeFacts(codex, facts, { exitCode: 1 }).outcome).toBe(outcome);
  });

  it("tells what standard error says when nothing else was said", () => {
    const errorTail = "Error: Missing environment variable: `MY_KEY`.\n";
    expect(judgeFacts(codex, [], { exitCode: 1, errorTail })).toMatchObject({
      outcome: "not-logged-in",
      message: expect.stringContaining("MY_KEY"),
    });
  });
});

describe("Codex: what it says in passing, or by the way", () => {
  it("says why its provider rejected a request, not how", () => {
    const body = JSON.stringify({ error: { message: "This is odd.", type: "invalid_request_error" } });
    const facts = factsOf(codex, JSON.stringify({ type: "turn.failed", error: { message: body } }));
    const verdict = judgeFacts(codex, facts, { exitCode: 1 });
    expect(verdict).toMatchObject({ outcome: "crashed", message: expect.stringMatching(/: This is odd\.$/) });
  });

  it("takes a warning that comes as an error for a note", () => {
    const item = { id: "1", type: "error", message: "Model metadata for `x` not found." };
    const facts = factsOf(codex, JSON.stringify({ type: "item.completed", item }));
    expect(facts).toEqual([{ kind: "activity", activity: "note", text: item.message }]);
  });

  it("says a command without its shell", () => {
    const item = { type: "command_execution", command: "/bin/bash -lc 'npm test -- --run'" };
    expect(factsOf(codex, JSON.stringify({ type: "item.started", item }))).toEqual([
      { kind: "activity", activity: "run", text: "run npm test -- --run" },
    ]);
  });
});
