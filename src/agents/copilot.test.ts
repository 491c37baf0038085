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
import { copilot } from "./copilot.ts";

const out = `${request().runFolder}/out`;
const scratch = mkdtempSync(path.join(tmpdir(), "orch-copilot-"));
afterAll(() => rmSync(scratch, { recursive: true }));

describe("Copilot CLI: launch", () => {
  it("lets an auditor write its report and its progress, and read the repository", () => {
    const launch = copilot.launch(request());
    expect(valuesAfter(launch.arguments, "--allow-tool")).toEqual([
      `write(${out}/report.md)`,
      `write(${out}/progress.ndjson)`,
    ]);
    expect(valuesAfter(launch.arguments, "--available-tools")).toEqual([
      "view,grep,glob,create,edit,apply_patch,bash",
    ]);
    expect(valuesAfter(launch.arguments, "--add-dir")).toEqual(["/work/project", out]);
    expect(valuesAfter(launch.arguments, "--deny-tool")).toEqual(["shell", "read(.env)", "read(.env.local)"]);
    expect(launch.arguments).toContain("--no-custom-instructions");
  });

  it("writes nothing of a path into a rule that means something there", () => {
    const reportFile = "/work/shop (2) [b]/.orch/sessions/s1/runs/r1/out/report.md";
    const [rule] = valuesAfter(copilot.launch(request({ reportFile })).arguments, "--allow-tool");
    expect(rule).toBe("write(/work/shop ?2? ?b?/.orch/sessions/s1/runs/r1/out/report.md)");
  });

  it("lets an editor write in its worktree, never in the run's own folder", () => {
    const { arguments: list } = copilot.launch(editRequest());
    expect(valuesAfter(list, "--allow-tool")).toEqual(["write"]);
    expect(valuesAfter(list, "--add-dir")).toEqual(["/work/project/.orch/sessions/s1/worktrees/r1", out]);
    const beside = copilot.launch(editRequest({ reportFile: `${request().runFolder}/report.md` }));
    expect(valuesAfter(beside.arguments, "--add-dir")).not.toContain(request().runFolder);
  });

  it.each(["audit", "edit", "propose"] as const)("gives nobody a shell or all rights as %s", (role) => {
    const { arguments: list } = copilot.launch(request({ role }));
    // Offered, so that the model hears that it may not; a denied tool is denied whatever else is allowed.
    expect(valuesAfter(list, "--deny-tool")).toContain("shell");
    expect(valuesAfter(list, "--allow-tool").join(" ")).not.toContain("shell");
    expect(list.join(" ")).not.toMatch(/allow-all|yolo/);
    expect(list).toContain("--disallow-temp-dir");
  });

  it("updates nothing, and with a provider of one's own asks nobody else anything", () => {
    expect(copilot.launch(request()).environment).toMatchObject({ COPILOT_AUTO_UPDATE: "false" });
    const environment = { COPILOT_PROVIDER_BASE_URL: "http://gateway/v1" };
    const launch = copilot.launch(request({ settings: { ...plainSettings, environment } }));
    expect(launch.environment).toMatchObject({ COPILOT_OFFLINE: "true", ...environment });
  });
});

describe("Copilot CLI: login", () => {
  const ask = (host: Record<string, string>, config?: string) => {
    const home = mkdtempSync(path.join(scratch, "home-"));
    if (config !== undefined) {
      mkdirSync(path.join(home, ".copilot"));
      writeFileSync(path.join(home, ".copilot/config.json"), config);
    }
    // Any program with a version will do: the login is read from files and variables.
    const settings = { ...plainSettings, binary: process.execPath };
    return copilot.detect({ settings, hostEnvironment: { PATH: "/bin", HOME: home, ...host } });
  };

  it("is told without asking anybody", async () => {
    expect((await ask({ GITHUB_TOKEN: "t" })).loggedIn).toBe(true);
    expect((await ask({ COPILOT_PROVIDER_BASE_URL: "http://x" })).loggedIn).toBe(true);
    expect((await ask({}, '{"loggedInUsers":[{"host":"x"}]}')).loggedIn).toBe(true);
    expect((await ask({}, '{"theme":"dark"}')).loggedIn).toBeNull();
    expect(await ask({})).toMatchObject({ loggedIn: false, available: false });
  });
});

describe("Copilot CLI: the person's state", () => {
  const account = { host: "https://github.com", login: "me" };
  const launched = (config: unknown, host: Record<string, string> = {}) => {
    const home = mkdtempSync(path.join(scratch, "state-"));
    writeFileSync(path.join(home, "config.json"), `// managed\n${JSON.stringify(config)}`);
    return copilot.launch(
      request({ hostEnvironment: { HOME: "/nobody", PATH: "/bin", COPILOT_HOME: home, ...host } }),
    );
  };

  it("stays where it is: a run has its own, with the accounts and no folder to trust", () => {
    const { environment, files } = launched({
      loggedInUsers: [account],
      lastLoggedInUser: account,
      trustedFolders: ["/"],
      copilotTokens: {},
    });
    expect(environment.COPILOT_HOME).toBe(`${request().runFolder}/copilot`);
    expect(environment.COPILOT_GITHUB_TOKEN).toBeUndefined();
    expect(files.map((file) => JSON.parse(file.content))).toEqual([
      { loggedInUsers: [account], lastLoggedInUser: account },
    ]);
  });

  it.each([
    [
      "today",
      { authTokens: { "https://github.com:me:github": { token: "gho_1" } }, lastLoggedInUser: account },
    ],
    ["before", { copilot_tokens: { "https://github.com:me": "gho_1" }, last_logged_in_user: account }],
  ])("gives its token in the environment, never in a file, as Copilot writes it %s", (_, config) => {
    const { environment, files } = launched(config);
    expect(environment.COPILOT_GITHUB_TOKEN).toBe("gho_1");
    expect(JSON.stringify(files)).not.toContain("gho_1");
    // A token of the shell wins, as it does in Copilot itself.
    expect(launched(config, { GH_TOKEN: "t" }).environment.COPILOT_GITHUB_TOKEN).toBeUndefined();
  });

  it("knows a company's own host, and nobody else's token", () => {
    const host = { ...account, host: "https://acme.ghe.com" };
    const config = { copilotTokens: { "https://acme.ghe.com:me": "a", "https://github.com:me": "b" } };
    const { environment } = launched({ ...config, lastLoggedInUser: host });
    expect(environment).toMatchObject({ COPILOT_GITHUB_TOKEN: "a", COPILOT_GH_HOST: "acme.ghe.com" });
    const other = launched({ ...config, lastLoggedInUser: { ...host, login: "m" } });
    expect(other.environment.COPILOT_GITHUB_TOKEN).toBeUndefined();
  });

  it("cannot be made to trust the project by a variable", () => {
    const settings = { ...plainSettings, environment: { COPILOT_ALLOW_ALL: "true", COPILOT_HOME: "/mine" } };
    expect(copilot.launch(request({ settings })).environment).toMatchObject({
      COPILOT_ALLOW_ALL: "false",
      COPILOT_HOME: `${request().runFolder}/copilot`,
    });
  });
});

describe("Copilot CLI: output", () => {
  it("says what the agent does, and its model", () => {
    const { facts } = recorded(copilot, "ok");
    expect(facts[0]).toEqual({ kind: "model", model: "gpt-5.1" });
    expect(facts.flatMap((fact) => (fact.kind === "activity" ? [fact.text] : []))).toEqual([
      expect.stringMatching(/^read .*src\/api\.ts$/),
      "I will write the report.",
      expect.stringMatching(/^edit .*report\.md$/),
      "Audit finished. Score 82/100, one P1 finding.",
    ]);
  });

  it("that is garbage does no harm, and completes nothing", () => {
    const bad = [
      "",
      "{",
      "null",
      '{"type":"result"}',
      '{"type":"result","exitCode":"0"}',
      "x".repeat(2_000_000),
    ];
    const facts = factsOf(copilot, bad.join("\n"));
    expect(facts).toEqual([]);
    expect(judgeFacts(copilot, facts).outcome).toBe("crashed");
    expect(factsOf(copilot, '{"type":"session.error"}')[0]).toMatchObject({ outcome: "crashed" });
  });
});

describe("Copilot CLI: usage after the end", () => {
  const read = () => copilot.readRecordedUsage?.(scratch);
  const write = (text: string) => writeFileSync(path.join(scratch, "copilot-usage.json"), text);

  it("sums the models, and is nothing without a readable file", async () => {
    expect(await read()).toBeNull();
    const usage = { inputTokens: 100, outputTokens: 10, cacheReadTokens: 60, cacheWriteTokens: 30 };
    const requests = { count: 2 };
    write(
      JSON.stringify({
        modelMetrics: { a: { requests, usage }, b: { usage: { ...usage, outputTokens: -5 } } },
      }),
    );
    const counts = { inputTokens: 100, cachedInputTokens: 60, cacheWriteTokens: 30 };
    expect(await read()).toEqual({
      inputTokens: 200,
      cachedInputTokens: 120,
      outputTokens: 10,
      costUsd: null,
      models: [
        { ...counts, model: "a", outputTokens: 10, requests: 2 },
        { ...counts, model: "b", outputTokens: 0, requests: 0 },
      ],
    });
    for (const bad of ["half a {", "[]", "null", '{"modelMetrics":{}}']) {
      write(bad);
      expect(await read()).toBeNull();
    }
  });
});
