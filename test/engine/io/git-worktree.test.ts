import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createWorktree, removeWorktree, snapshotWorktree } from "../../../src/engine/io/git-worktree.ts";
import { commitAll, makeRepository, runGitCommand, write } from "./git-helpers.ts";

const setUp = async (): Promise<{ root: string; start: string; folder: string; branch: string }> => {
  const { root, start } = makeRepository();
  const request = { root, folder: join(root, ".orch/worktrees/run 1"), branch: "orch/s/run-1" };
  await createWorktree({ ...request, start });
  return { ...request, start };
};

describe("createWorktree and removeWorktree", () => {
  test("a worktree on its own branch; the project stays clean", async () => {
    const { root, folder, branch, start } = await setUp();
    expect(runGitCommand(folder, "symbolic-ref", "--short", "HEAD")).toBe(branch);
    expect(runGitCommand(folder, "rev-parse", "HEAD")).toBe(start);
    expect(runGitCommand(root, "status", "--porcelain")).toBe("");
  });

  test("a second creation keeps what stands there", async () => {
    const { root, folder, branch, start } = await setUp();
    write(folder, "work.txt", "work\n");
    await createWorktree({ root, folder, branch, start });
    expect(readFileSync(join(folder, "work.txt"), "utf8")).toBe("work\n");
  });

  test.each([
    [
      "only the folder",
      ({ root, folder }: { root: string; folder: string }): void => {
        runGitCommand(root, "worktree", "remove", "--force", folder);
        write(folder, "left", "over");
      },
    ],
    ["only git's entry", ({ folder }: { folder: string }): void => rmSync(folder, { recursive: true })],
    [
      "a folder without its .git file",
      ({ folder }: { folder: string }): void => unlinkSync(join(folder, ".git")),
    ],
    [
      "a lock of a git that was killed",
      ({ root, folder }: { root: string; folder: string }): void => {
        runGitCommand(root, "worktree", "lock", "--reason", "initializing", folder);
      },
    ],
  ])("a crash that left %s is cleaned, by creation and by removal", async (_name, breakIt) => {
    const { root, folder, branch, start } = await setUp();
    breakIt({ root, folder });
    await createWorktree({ root, folder, branch, start });
    expect(existsSync(join(folder, "a.txt"))).toBe(true);
    expect(existsSync(join(folder, "left"))).toBe(false);
    breakIt({ root, folder });
    await removeWorktree({ root, folder, branch });
    await removeWorktree({ root, folder, branch });
    expect(existsSync(folder)).toBe(false);
    expect(runGitCommand(root, "branch", "--list")).toBe("* main");
    expect(runGitCommand(root, "worktree", "list").split("\n")).toHaveLength(1);
  });

  test("the branch stays when asked for", async () => {
    const { root, folder, branch } = await setUp();
    await removeWorktree({ root, folder, branch, keepBranch: true });
    expect(runGitCommand(root, "branch", "--list", branch)).toBe(branch);
  });

  test("never removes the project or a folder around it", async () => {
    const { root } = makeRepository();
    await expect(removeWorktree({ root, folder: root, branch: "x" })).rejects.toThrow(/not removed/);
    await expect(removeWorktree({ root, folder: join(root, ".."), branch: "x" })).rejects.toThrow(
      /not removed/,
    );
    expect(existsSync(join(root, "a.txt"))).toBe(true);
  });

  test("hooks of the project do not run", async () => {
    const { root, start } = makeRepository();
    mkdirSync(join(root, ".git/hooks"), { recursive: true });
    for (const hook of ["post-checkout", "pre-commit", "post-commit"]) {
      writeFileSync(join(root, ".git/hooks", hook), `#!/bin/sh\ntouch "${root}/ran"\nexit 1\n`);
      chmodSync(join(root, ".git/hooks", hook), 0o755);
    }
    const folder = join(root, ".orch/w");
    await createWorktree({ root, folder, branch: "orch/1", start });
    write(folder, "a.txt", "x\n");
    await snapshotWorktree({ worktree: folder, start, message: "m" });
    expect(existsSync(join(root, "ran"))).toBe(false);
  });
});

describe("snapshotWorktree", () => {
  test("nothing changed: no commit", async () => {
    const { folder, start } = await setUp();
    expect(await snapshotWorktree({ worktree: folder, start, message: "m" })).toEqual({
      commit: null,
      files: [],
      added: 0,
      removed: 0,
      touched: [],
      suspicious: [],
      skipped: [],
    });
  });

  test("counts added, changed, deleted, renamed and binary files on the run's branch, once", async () => {
    const { root, folder, branch, start } = await setUp();
    write(folder, "b.txt", "B\nB\n");
    write(folder, "new\nline.txt", "1\n");
    writeFileSync(join(folder, "-image.bin"), Buffer.from([0, 1, 2, 0, 255]));
    runGitCommand(folder, "mv", "a.txt", "moved.txt");
    rmSync(join(folder, "folder/c.txt"));
    const snapshot = await snapshotWorktree({ worktree: folder, start, message: "Fix it\n\nBody", branch });
    expect([...snapshot.files].sort((one, two) => (one.path < two.path ? -1 : 1))).toEqual([
      { path: "-image.bin", added: 0, removed: 0, status: "added" },
      { path: "b.txt", added: 2, removed: 1, status: "modified" },
      { path: "folder/c.txt", added: 0, removed: 1, status: "deleted" },
      { path: "moved.txt", added: 0, removed: 0, status: "renamed" },
      { path: "new\nline.txt", added: 1, removed: 0, status: "added" },
    ]);
    expect(snapshot).toMatchObject({ added: 3, removed: 2, suspicious: [] });
    expect(snapshot.touched).toContain("a.txt");
    expect(runGitCommand(root, "rev-parse", branch)).toBe(snapshot.commit);
    expect(runGitCommand(root, "log", "-1", "--format=%an <%ae> %s", branch)).toBe(
      "orch <orch@localhost> Fix it",
    );
    expect(runGitCommand(folder, "status", "--porcelain")).toBe("");
    expect((await snapshotWorktree({ worktree: folder, start, message: "m", branch })).commit).toBe(
      snapshot.commit,
    );
    expect(runGitCommand(root, "rev-parse", "main")).toBe(start);
  });

  test("keeps the person's own name when the repository has one", async () => {
    const { root, folder, start } = await setUp();
    runGitCommand(root, "config", "user.name", "Ada");
    runGitCommand(root, "config", "user.email", "ada@example.org");
    write(folder, "b.txt", "x\n");
    await snapshotWorktree({ worktree: folder, start, message: "m" });
    expect(runGitCommand(folder, "log", "-1", "--format=%an <%ae>")).toBe("Ada <ada@example.org>");
  });

  test("what the agent committed itself counts too", async () => {
    const { folder, start } = await setUp();
    write(folder, "b.txt", "one\n");
    const own = commitAll(folder, "own");
    expect(await snapshotWorktree({ worktree: folder, start, message: "m" })).toMatchObject({
      commit: own,
      files: [{ path: "b.txt" }],
    });
    write(folder, "d.txt", "two\n");
    const both = await snapshotWorktree({ worktree: folder, start, message: "m" });
    expect(both.files).toHaveLength(2);
    expect(runGitCommand(folder, "rev-parse", "HEAD^")).toBe(own);
  });

  test("an agent that moved to another branch does not move that branch", async () => {
    const { root, folder, branch, start } = await setUp();
    runGitCommand(root, "branch", "precious");
    runGitCommand(folder, "checkout", "--quiet", "precious");
    write(folder, "b.txt", "x\n");
    const snapshot = await snapshotWorktree({ worktree: folder, start, message: "m", branch });
    expect(snapshot.files).toHaveLength(1);
    expect(runGitCommand(root, "rev-parse", "precious")).toBe(start);
    expect((await snapshotWorktree({ worktree: folder, start, message: "m", branch })).files).toHaveLength(1);
  });

  test("an agent that threw history away is measured against the start", async () => {
    const { folder, start } = await setUp();
    runGitCommand(folder, "checkout", "--quiet", "--orphan", "fresh");
    write(folder, "b.txt", "x\n");
    commitAll(folder, "fresh start");
    const snapshot = await snapshotWorktree({ worktree: folder, start, message: "m" });
    expect(snapshot.files).toEqual([{ path: "b.txt", added: 1, removed: 1, status: "modified" }]);
    expect(runGitCommand(folder, "rev-parse", `${snapshot.commit}^`)).toBe(start);
  });

  test("a lock and a broken index of a killed git do not lose the work", async () => {
    const { folder, start } = await setUp();
    write(folder, "b.txt", "x\n");
    const index = runGitCommand(folder, "rev-parse", "--git-path", "index");
    writeFileSync(`${index}.lock`, "");
    writeFileSync(index, "not an index");
    const snapshot = await snapshotWorktree({ worktree: folder, start, message: "m" });
    expect(snapshot.files).toEqual([{ path: "b.txt", added: 1, removed: 1, status: "modified" }]);
  });

  test("links that lead outside and nested repositories are named", async () => {
    const { folder, start } = await setUp();
    symlinkSync("/etc/passwd", join(folder, "absolute"));
    symlinkSync("../../b.txt", join(folder, "folder/outside"));
    symlinkSync("../b.txt", join(folder, "folder/inside"));
    mkdirSync(join(folder, "nested"));
    runGitCommand(join(folder, "nested"), "init", "--quiet");
    write(folder, "nested/x", "x");
    commitAll(join(folder, "nested"), "x");
    mkdirSync(join(folder, "empty"));
    runGitCommand(join(folder, "empty"), "init", "--quiet");
    write(folder, "empty/x", "x");
    const { suspicious, skipped, files } = await snapshotWorktree({ worktree: folder, start, message: "m" });
    expect(files.map((file) => file.path).sort()).toEqual([
      "absolute",
      "folder/inside",
      "folder/outside",
      "nested",
    ]);
    expect([...suspicious].sort()).toEqual([
      'link "absolute" to /etc/passwd (outside the project)',
      'link "folder/outside" to ../../b.txt (outside the project)',
      'nested repository "nested"',
    ]);
    expect(skipped).toEqual(["not part of the commit: 'empty/' does not have a commit checked out"]);
  });

  test("a repository in the place of the worktree is refused", async () => {
    const { folder, start } = await setUp();
    unlinkSync(join(folder, ".git"));
    runGitCommand(folder, "init", "--quiet");
    await expect(snapshotWorktree({ worktree: folder, start, message: "m" })).rejects.toMatchObject({
      kind: "repository",
    });
  });
});

test("sixteen worktrees at once, made, filled, committed and removed", async () => {
  const { root, start } = makeRepository();
  const requests = Array.from({ length: 16 }, (_, index) => ({
    root,
    folder: join(root, `.orch/w/run-${index}`),
    branch: `orch/s/run-${index}`,
  }));
  await Promise.all(requests.map((request) => createWorktree({ ...request, start })));
  for (const { folder } of requests) write(folder, "b.txt", `${folder}\n`);
  const snapshots = await Promise.all(
    requests.map(({ folder, branch }) => snapshotWorktree({ worktree: folder, start, message: "m", branch })),
  );
  expect(new Set(snapshots.map((snapshot) => snapshot.commit)).size).toBe(16);
  await Promise.all(requests.map((request) => removeWorktree(request)));
  expect(runGitCommand(root, "branch", "--list")).toBe("* main");
});
