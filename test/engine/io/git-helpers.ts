import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";

// What the machine's own configuration says must not decide what a test sees.
process.env.GIT_CONFIG_GLOBAL = "/dev/null";
process.env.GIT_CONFIG_SYSTEM = "/dev/null";

const made: string[] = [];

afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

export const temporaryFolder = (): string => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "orch git ")));
  made.push(folder);
  return folder;
};

export const runGitCommand = (folder: string, ...gitArguments: string[]): string =>
  execFileSync("git", gitArguments, {
    cwd: folder,
    encoding: "utf8",
    stdio: "pipe",
  }).trim();

export const write = (folder: string, path: string, content: string): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
};

export const commitAll = (folder: string, message: string): string => {
  runGitCommand(folder, "add", "--all");
  runGitCommand(folder, "-c", "user.name=p", "-c", "user.email=p@x", "commit", "--quiet", "-m", message);
  return runGitCommand(folder, "rev-parse", "HEAD");
};

/** A repository with one commit: a.txt (10 lines), b.txt, folder/c.txt. */
export const makeRepository = (): { root: string; start: string } => {
  const root = temporaryFolder();
  runGitCommand(root, "init", "--quiet", "--initial-branch=main");
  write(root, ".orch/.gitignore", "*\n");
  write(root, "a.txt", Array.from({ length: 10 }, (_, index) => `line ${index}\n`).join(""));
  write(root, "b.txt", "b\n");
  write(root, "folder/c.txt", "c\n");
  return { root, start: commitAll(root, "start") };
};
