import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { git, orch, orchProgram, sessionsOf, temporaryFolder } from "./orch.ts";
import { TestTerminal } from "./terminal.ts";

const folder = temporaryFolder("bad-input");
const project = join(folder.path, "project");

/** A small repository, so that what is refused is refused for the reason under test. */
beforeAll(() => {
  mkdirSync(join(project, "src"), { recursive: true });
  writeFileSync(join(project, "package.json"), '{ "name": "small", "version": "1.0.0", "type": "module" }\n');
  writeFileSync(join(project, "src", "index.js"), "export const answer = 42;\n");
  git(folder.path, "init", "--quiet", project);
  git(project, "add", "--all");
  git(project, "-c", "user.name=t", "-c", "user.email=t@localhost", "commit", "--quiet", "-m", "start");
});
afterAll(folder.dispose);

const refused = (
  commandArguments: readonly string[],
  exitCode: number,
  ...said: readonly (string | RegExp)[]
): void => {
  const result = orch(commandArguments, project);
  const output = `${result.stdout}${result.stderr}`;
  for (const text of said) expect(output).toMatch(text);
  expect(output).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
  expect(result.exitCode).toBe(exitCode);
};

test("a folder that the machine refuses for sessions is no bug of orch", () => {
  const sessions = join(project, "package.json", "sessions");
  refused(["run", "--sessions-dir", sessions], 2, "the machine refused: ENOTDIR", "--sessions-dir FOLDER");
});

const withConfig = (yaml: string): string => {
  const file = join(folder.path, "bad.yaml");
  writeFileSync(file, yaml);
  return file;
};

describe("wrong usage gets a sentence, what to do, and exit code 2", () => {
  test("an unknown flag, with the one that was meant", () => {
    refused(["run", "--target-scor", "90"], 2, /unknown option/, /--target-score/);
  });

  test("an unknown command", () => {
    refused(["rnu"], 2, /unknown command/, /orch --help/);
  });

  test("a value of the wrong type", () => {
    refused(["run", "--target-score", "many"], 2, /--target-score "many"/, /0 to 100/);
    refused(["run", "--max-iterations", "-3"], 2, /--max-iterations/, /1 to 1000/);
    refused(["run", "--yes-to", "everything"], 2, /there is no such risk/, /low, medium, high, critical/);
    refused(["run", "--format", "pdf"], 2, /no such format/);
  });

  test("an unknown key of orch.yaml, with file, line and the key that was meant", () => {
    refused(["run", "--config", withConfig("# mine\nmaxIteration: 3\n")], 2, /bad\.yaml:2/, /maxIterations/);
  });

  test("a wrong type in orch.yaml", () => {
    refused(
      ["run", "--config", withConfig("maxBudgetUsd: lots\n")],
      2,
      /bad\.yaml:1/,
      /maxBudgetUsd/,
      /a number/,
    );
  });

  test("a config file that does not exist", () => {
    refused(["run", "--config", "nowhere.yaml"], 2, /nowhere\.yaml/);
  });

  test("a module that does not exist, is a file, or lies outside the repository", () => {
    refused(["run", "nowhere"], 2, /nowhere/, /does not exist/);
    refused(["run", "src/index.js"], 2, /is a file/, /src/);
    refused(["run", ".."], 2, /outside the repository/, /cd /);
    symlinkSync("/usr", join(project, "link-out"));
    refused(["run", "link-out"], 2, /outside the repository/);
  });

  test("an unknown dimension and an unknown agent", () => {
    refused(["run", "--dimensions", "beauty"], 2, /no dimension "beauty"/, /backend/);
    refused(["run", "--agent", "nobody"], 2, /no agent "nobody"/, /local/);
  });

  test("a session that does not exist", () => {
    refused(["report", "ffff-0000"], 2, /no session/i);
    refused(["approve", "C9"], 2, /No confirmation C9/);
  });

  test("a recording that does not exist, outside of a terminal", () => {
    refused(["tui", "--replay", "nowhere.json"], 2, /terminal/);
  });

  test("a folder that is not empty for the playground", () => {
    refused(["playground", project], 2, /is not empty/);
  });

  test("a wait without sense", () => {
    refused(["wait", ".", "soon", "1", "a.md"], 2, /TIMEOUT/);
  });

  test("an orch.yaml that is there already", () => {
    writeFileSync(join(project, "src", "orch.yaml"), "targetScore: 90\n");
    refused(["init", "src"], 2, /exists already/);
    expect(readFileSync(join(project, "src", "orch.yaml"), "utf8")).toBe("targetScore: 90\n");
  });
});

test("a command agent that does not exist is no agent: exit code 6, nothing spent, a whole journal", () => {
  const config = withConfig('agents:\n  mine:\n    command: ["no-such-program-anywhere", "{prompt_file}"]\n');
  const sessions = join(folder.path, "sessions-no-agent");
  const result = orch(
    ["run", "--config", config, "--agent", "mine", "--dimensions", "backend", "--sessions-dir", sessions],
    project,
  );
  expect(result.stdout).toMatch(/no-such-program-anywhere/);
  expect(result.exitCode).toBe(6);
  expect(orch(["report", "--sessions-dir", sessions, "--format", "json"], project).stdout).toContain(
    '"stop_reason": "no-agent"',
  );
});

describe("damaged files", () => {
  let session = "";
  beforeAll(() => {
    const result = orch(
      ["run", "--agent", "local", "--dimensions", "architecture", "--max-iterations", "1"],
      project,
    );
    expect([0, 3, 5]).toContain(result.exitCode);
    [session = ""] = sessionsOf(project);
  });

  test("a recording cut in half is refused with what to do, and is not changed", () => {
    const half = join(folder.path, "half.json");
    cpSync(join(session, "session.json"), half);
    truncateSync(half, Math.floor(readFileSync(half).length / 2));
    const before = readFileSync(half);
    refused(["show", half, "--json"], 2, /half\.json, line \d+/, /journal\.ndjson/);
    expect(readFileSync(half)).toEqual(before);
  });

  test("a journal with a bad line is refused by file and line, and is not changed", () => {
    const copy = join(folder.path, "bad.ndjson");
    const lines = readFileSync(join(session, "journal.ndjson"), "utf8").split("\n");
    lines[3] = '{"seq":4,"at":"yesterday"';
    writeFileSync(copy, lines.join("\n"));
    const before = readFileSync(copy);
    refused(["report", copy], 2, /bad\.ndjson, line 4/);
    expect(readFileSync(copy)).toEqual(before);
  });

  test("a journal of a newer orch says so", () => {
    const copy = join(folder.path, "newer.ndjson");
    cpSync(join(session, "journal.ndjson"), copy);
    const count = readFileSync(copy, "utf8").trim().split("\n").length;
    appendFileSync(
      copy,
      `${JSON.stringify({ seq: count + 1, at: new Date().toISOString(), type: "moon.landed" })}\n`,
    );
    refused(["report", copy], 2, /moon\.landed/, /Update orch/);
  });
});

describe("a terminal that is too small", () => {
  test("says so without breaking, and recovers when it grows", async () => {
    const [session = ""] = sessionsOf(project);
    const terminal = new TestTerminal(
      process.execPath,
      [orchProgram, "tui", "--replay", join(session, "session.json")],
      {
        columns: 20,
        rows: 5,
        workingFolder: project,
      },
    );
    try {
      await terminal.shows("20×5");
      terminal.resize(80, 24);
      await terminal.shows("orch ›");
      terminal.type("q");
      expect(await terminal.exited()).toBe(0);
    } finally {
      terminal.dispose();
    }
  });
});
