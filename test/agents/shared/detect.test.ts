import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Adapter } from "../../../src/agents/adapter.ts";
import { claude } from "../../../src/agents/claude.ts";
import { codex } from "../../../src/agents/codex.ts";
import { gemini } from "../../../src/agents/gemini.ts";
import { askVersion, parseVersion } from "../../../src/agents/shared/ask-version.ts";
import { isAtLeast } from "../../../src/agents/shared/detect.ts";
import { isProcessAlive, startTicksOf } from "../../../src/engine/io/process-table.ts";
import { plainSettings } from "../real/workshop.ts";

const root = mkdtempSync(path.join(tmpdir(), "detect-"));
afterAll(() => rmSync(root, { recursive: true }));

let count = 0;
const program = (name: string, script: string): string => {
  count += 1;
  const folder = path.join(root, `bin-${count}`);
  mkdirSync(folder);
  const file = path.join(folder, name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return folder;
};

const emptyHome = path.join(root, "home");
mkdirSync(emptyHome);

const detect = (
  adapter: Adapter,
  folder: string,
  more: Record<string, string> = {},
  binary: string | null = null,
) =>
  adapter.detect({
    settings: { ...plainSettings, binary },
    hostEnvironment: { PATH: `${folder}:/usr/bin:/bin`, HOME: emptyHome, ...more },
  });

const cases = [
  {
    adapter: claude,
    key: "ANTHROPIC_API_KEY",
    login: ".claude/.credentials.json",
    says: "2.1.329 (Claude Code)",
  },
  { adapter: codex, key: "OPENAI_API_KEY", login: ".codex/auth.json", says: "codex-cli 0.169.0" },
  { adapter: gemini, key: "GEMINI_API_KEY", login: ".gemini/oauth_creds.json", says: "0.61.0" },
];

describe.each(cases)("$adapter.title is found", ({ adapter, key, login, says }) => {
  const good = program(adapter.name, `echo "${says}"`);

  it("on PATH, with its version and a key", async () => {
    const found = await detect(adapter, good, { [key]: "x" });
    expect(found).toMatchObject({ available: true, loggedIn: true, problems: [] });
    expect(found.binary).toBe(path.join(good, adapter.name));
    expect(says).toContain(found.version);
  });

  it("where orch.yaml says", async () => {
    const binary = path.join(good, adapter.name);
    expect(await detect(adapter, "/nowhere", { [key]: "x" }, binary)).toMatchObject({
      available: true,
      binary,
    });
  });

  it("with the person's login", async () => {
    const home = path.join(root, `home-${adapter.name}`);
    mkdirSync(path.join(home, path.dirname(login)), { recursive: true });
    writeFileSync(path.join(home, login), "{}");
    expect(await detect(adapter, good, { HOME: home })).toMatchObject({ available: true, loggedIn: true });
  });

  it("but not without a login", async () => {
    const found = await detect(adapter, good);
    expect(found).toMatchObject({ available: false, loggedIn: false });
    expect(found.problems[0]?.advice).toContain(key);
  });

  it("but not when it is not there", async () => {
    const found = await detect(adapter, "/nowhere");
    expect(found).toMatchObject({ available: false, binary: null });
    expect(found.problems[0]?.advice).toContain("npm install");
    const wrong = await detect(adapter, good, {}, "/nowhere/agent");
    expect(wrong.problems[0]?.message).toContain("/nowhere/agent");
  });

  it("but not when it is too old, crashes or talks nonsense", async () => {
    const old = await detect(adapter, program(adapter.name, "echo 0.0.9"), { [key]: "x" });
    expect(old.problems[0]?.message).toMatch(/0\.0\.9 is too old: orch needs \d/);
    const broken = await detect(adapter, program(adapter.name, "echo no luck >&2; exit 1"), { [key]: "x" });
    expect(broken).toMatchObject({ available: false, version: null });
    expect(broken.problems[0]?.message).toContain("no luck");
    const flood = await detect(adapter, program(adapter.name, "yes nonsense"), { [key]: "x" });
    expect(flood.available).toBe(false);
  });

  it("without showing its key to the program, nor a foreign one", async () => {
    const file = path.join(root, `env-${adapter.name}`);
    const spy = program(adapter.name, `env > ${file}; echo "${says}"`);
    await detect(adapter, spy, { [key]: "sk-own", NPM_TOKEN: "sk-foreign" });
    expect(readFileSync(file, "utf8")).not.toContain("sk-");
  });
});

describe("whatever a program does when it is asked for its version", () => {
  const key = { ANTHROPIC_API_KEY: "x" };

  it("what it leaves running keeps nobody waiting, and ends with the question", async () => {
    const file = path.join(root, "child");
    const started = Date.now();
    const found = await detect(claude, program("claude", `sleep 60 & echo $! > ${file}; echo 2.1.329`), key);
    expect(found).toMatchObject({ available: true, version: "2.1.329" });
    expect(Date.now() - started).toBeLessThan(9_000);
    const pid = Number(readFileSync(file, "utf8"));
    await expect.poll(() => isProcessAlive({ pid, startTicks: startTicksOf(pid) ?? "gone" })).toBe(false);
  });

  it("a hanging child of a wrapper ends with the time for the answer", async () => {
    const file = path.join(root, "hanging");
    const binary = path.join(program("claude", `sleep 60 & echo $! > ${file}; wait`), "claude");
    const environment = { PATH: "/usr/bin:/bin" };
    const answer = await askVersion({ binary, before: [], environment, limitSeconds: 2 });
    expect(answer).toEqual({ version: null, fault: "did not answer --version in 2 s" });
    const pid = Number(readFileSync(file, "utf8"));
    await expect.poll(() => isProcessAlive({ pid, startTicks: startTicksOf(pid) ?? "gone" })).toBe(false);
  });

  it("what it leaves in its TMPDIR goes with the answer", async () => {
    const file = path.join(root, "left");
    const leaves = `touch "$TMPDIR/library.so"; echo "$TMPDIR" > ${file}; echo 2.1.329`;
    expect((await detect(claude, program("claude", leaves), key)).version).toBe("2.1.329");
    const folder = readFileSync(file, "utf8").trim();
    expect(folder).toContain("orch-version-");
    expect(existsSync(folder)).toBe(false);
  });

  it("what it says reaches the screen as harmless text", async () => {
    const said = "printf '\\033[31mno \\033]0;title\\007library\\033[0m\\n' >&2; exit 3";
    const found = await detect(claude, program("claude", said), key);
    expect(found.problems[0]?.message).toBe(
      "Claude Code ended with exit code 3 when asked for its version: no library.",
    );
  });

  it("a path of orch.yaml that is no program is told apart, and its own name is in the advice", async () => {
    const folder = program("claude", "exit 1");
    const problem = async (binary: string) => (await detect(claude, folder, key, binary)).problems[0];
    expect((await problem(folder))?.message).toBe(`${folder} is a folder.`);
    expect((await problem("no-such-name"))?.message).toBe("no-such-name is not on PATH.");
    expect((await problem(`${folder}/claude`))?.advice).toContain(`\`${folder}/claude --version\``);
  });
});

describe("versions", () => {
  it.each([
    ["2.1.329 (Claude Code)", "2.1.329"],
    ["codex-cli 0.169.0", "0.169.0"],
    ["\u001b[1mclaude\u001b[0m v2.1.329-beta.2+build5 (node 24.1.2)", "2.1.329"],
    ["Now using node v24.1.2 (npm v11.6.0)\n0.61.0", "0.61.0"],
    ["node/v24.1.2 linux\ncopilot 1.0.102", "1.0.102"],
    ["tool version 2.1", "2.1"],
    ["v3.4\n", "3.4"],
    ["at 12.30 o'clock", null],
    ["node v24.1.2", null],
  ])("of %j: %s", (text, version) => {
    expect(parseVersion(text)).toBe(version);
  });

  it("are found in any text and compared by number", () => {
    expect(parseVersion("GitHub Copilot CLI 1.0.102.")).toBe("1.0.102");
    expect(parseVersion("none")).toBeNull();
    expect(isAtLeast("2.1.329", "2.1.0")).toBe(true);
    expect(isAtLeast("0.9.0", "0.10.0")).toBe(false);
    expect(isAtLeast("1.0.0", "1.0.0")).toBe(true);
    expect(isAtLeast("10.0.0", "9.9.9")).toBe(true);
  });
});
