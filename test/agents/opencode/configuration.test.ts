import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { opencode } from "../../../src/agents/opencode.ts";
import { plainSettings } from "../real/workshop.ts";
import { factsOf, judgeFacts, request, valuesAfter } from "../unit-kit.ts";

const scratch = mkdtempSync(path.join(tmpdir(), "orch-opencode-"));
afterAll(() => rmSync(scratch, { recursive: true }));

describe("opencode: a project with plugins", () => {
  it("does not start where a project's plugin would run with the person's rights", () => {
    const project = path.join(scratch, "trapped");
    mkdirSync(path.join(project, ".opencode/plugin"), { recursive: true });
    mkdirSync(path.join(project, "packages/api"), { recursive: true });
    const launched = () => opencode.launch(request({ workingFolder: path.join(project, "packages/api") }));
    expect(launched().program).toBe("/opt/agent");
    writeFileSync(path.join(project, ".opencode/plugin/p.ts"), "");
    const { program, arguments: list, environment } = launched();
    expect({ program, environment }).toEqual({ program: process.execPath, environment: {} });
    const verdict = judgeFacts(opencode, factsOf(opencode, list.at(-1) ?? ""), { exitCode: 1 });
    expect(verdict.outcome).toBe("refused");
    expect(verdict.message).toContain(".opencode/plugin/p.ts");
  });

  it.each([
    ["opencode.json", '{ "plugin": ["file:///x.js"] }'],
    ["opencode.jsonc", '{ // mine\n "pl\\u0075gins": ["x"], }'],
    [".opencode/opencode.json", '{ "plugin": "x" }'],
    ["opencode.json", '{ "plugin": [ broken'],
  ])("does not start where %s is %s either", (file, text) => {
    const project = mkdtempSync(path.join(scratch, "named-"));
    mkdirSync(path.join(project, ".opencode"));
    const program = () => opencode.launch(request({ workingFolder: project })).program;
    writeFileSync(path.join(project, file), '{ "plugin": [], /* "plugin": ["x"] */ "model": "a/b" }');
    expect(program()).toBe("/opt/agent");
    writeFileSync(path.join(project, file), text);
    expect(program()).toBe(process.execPath);
  });
});

describe("opencode: the person's configuration", () => {
  const launch = () => opencode.launch(request());
  const contentOf = (environment: Record<string, string>) =>
    JSON.parse(
      opencode.launch(request({ settings: { ...plainSettings, environment } })).environment
        .OPENCODE_CONFIG_CONTENT ?? "",
    );

  it("keeps the person's inline configuration, and puts its own over it", () => {
    const own = '{"share":"auto", /* mine */ "provider":{"x":{}}, "agent":{"build":{}},}';
    expect(contentOf({ OPENCODE_CONFIG_CONTENT: own })).toEqual({
      provider: { x: {} },
      agent: {
        build: {},
        "orch-r1": {
          mode: "primary",
          permission: JSON.parse(launch().environment.OPENCODE_PERMISSION ?? ""),
        },
      },
      mcp: {},
      autoupdate: false,
      share: "disabled",
      snapshot: false,
      formatter: false,
      lsp: false,
    });
    expect(valuesAfter(launch().arguments, "--agent")).toEqual(["orch-r1"]);
  });

  it("reads the person's configuration file, but starts no server of it and nothing beside it", () => {
    const folder = path.join(scratch, "person");
    mkdirSync(folder, { recursive: true });
    const file = path.join(folder, "opencode.jsonc");
    writeFileSync(file, '{ "mcp": { "a": { "type": "local", "command": ["x"] } }, } // mine');
    const environment = { OPENCODE_CONFIG_DIR: folder, OPENCODE_CONFIG_CONTENT: '{"mcp":{"b":{"url":"u"}}}' };
    expect(contentOf(environment).mcp).toEqual({
      a: { type: "local", command: ["x"], enabled: false },
      b: { url: "u", enabled: false },
    });
    const settings = { ...plainSettings, environment };
    const own = `${request().runFolder}/opencode`;
    expect(opencode.launch(request({ settings })).environment).toMatchObject({
      OPENCODE_CONFIG: file,
      OPENCODE_CONFIG_DIR: `${own}/opencode`,
      OPENCODE_TEST_HOME: own,
      XDG_CONFIG_HOME: own,
    });
  });
});
