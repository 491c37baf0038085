import { spawnSync } from "node:child_process";
import { closeSync, mkdirSync, openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { git, orchProgram, readEvents, sessionsOf, temporaryFolder } from "./orch.ts";

const folder = temporaryFolder("own-outputs");
afterAll(folder.dispose);

const makeProject = (name: string): string => {
  const project = join(folder.path, name);
  mkdirSync(join(project, "src"), { recursive: true });
  writeFileSync(join(project, "src", "one.js"), "export const one = 1;\n");
  git(folder.path, "init", "-q", name);
  git(project, "add", "-A");
  git(project, "-c", "user.name=t", "-c", "user.email=t@localhost", "commit", "-qm", "start");
  return project;
};

/** `orch run --output report.json > log.txt` in the project itself, as people do. */
const runInto = (project: string): void => {
  const log = openSync(join(project, "log.txt"), "w");
  const options = ["--agent", "local", "--dimensions", "security", "--target-score", "1"];
  spawnSync(process.execPath, [orchProgram, "run", ...options, "--output", "report.json"], {
    cwd: project,
    stdio: ["ignore", log, log],
  });
  closeSync(log);
};

const editing = (project: string): unknown =>
  readEvents(sessionsOf(project)[0] ?? "").find((event) => event.type === "session.created")?.editing;

test("what orch itself writes into the project does not make it dirty, also the second time", () => {
  const project = makeProject("own");
  for (const _ of [1, 2]) {
    runInto(project);
    expect(editing(project)).toMatchObject({ allowed: true });
  }
  expect(git(project, "status", "--porcelain")).toContain("report.json");
});

test("a file of a person does", () => {
  const project = makeProject("person");
  writeFileSync(join(project, "notes.txt"), "mine\n");
  runInto(project);
  expect(editing(project)).toMatchObject({ allowed: false, reason: expect.stringContaining("notes.txt") });
});
