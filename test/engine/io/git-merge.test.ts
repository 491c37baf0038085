import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { conflictsOf, mergeAsOneCommit } from "../../../src/engine/io/git-merge.ts";
import { createWorktree, snapshotWorktree } from "../../../src/engine/io/git-worktree.ts";
import { commitAll, makeRepository, runGitCommand, write } from "./git-helpers.ts";

const message = "Close F1: no shell\n\nOrch-Run: session/run-1";

const setUp = async (
  edit: (folder: string) => void,
): Promise<{ root: string; start: string; commit: string }> => {
  const { root, start } = makeRepository();
  const folder = join(root, ".orch/w");
  await createWorktree({ root, folder, branch: "orch/1", start });
  edit(folder);
  const { commit } = await snapshotWorktree({ worktree: folder, start, message: "work" });
  return { root, start, commit: commit ?? "" };
};

const editAll = (folder: string): void => {
  write(folder, "b.txt", "B\n");
  write(folder, "new.txt", "1\n2\n");
  rmSync(join(folder, "folder/c.txt"));
};

describe("mergeAsOneCommit", () => {
  test("one commit with one parent; files are there; the tree is clean", async () => {
    const { root, start, commit } = await setUp(editAll);
    const result = await mergeAsOneCommit({ root, branch: "main", commit, message });
    expect(result).toMatchObject({ files: 3, added: 3, removed: 2 });
    expect(runGitCommand(root, "rev-parse", "main")).toBe(result.commit);
    expect(runGitCommand(root, "rev-parse", "main^")).toBe(start);
    expect(runGitCommand(root, "log", "-1", "--format=%B")).toBe(message);
    expect(readFileSync(join(root, "new.txt"), "utf8")).toBe("1\n2\n");
    expect(existsSync(join(root, "folder/c.txt"))).toBe(false);
    expect(runGitCommand(root, "status", "--porcelain")).toBe("");
  });

  test("a branch that went on is merged with, not overwritten", async () => {
    const { root, commit } = await setUp(editAll);
    write(root, "a.txt", "theirs\n");
    commitAll(root, "meanwhile");
    await mergeAsOneCommit({ root, branch: "main", commit, message });
    expect(readFileSync(join(root, "a.txt"), "utf8")).toBe("theirs\n");
    expect(readFileSync(join(root, "b.txt"), "utf8")).toBe("B\n");
  });

  test("a second try after a crash finds the first, also below newer commits", async () => {
    const { root, commit } = await setUp(editAll);
    const first = await mergeAsOneCommit({ root, branch: "main", commit, message });
    write(root, "b.txt", "undone by a person\n");
    const head = commitAll(root, "later");
    expect(await mergeAsOneCommit({ root, branch: "main", commit, message })).toEqual(first);
    expect(runGitCommand(root, "rev-parse", "main")).toBe(head);
  });

  test("a longer run id is not taken for this one", async () => {
    const { root, commit } = await setUp(editAll);
    write(root, "a.txt", "x\n");
    commitAll(root, "other\n\nOrch-Run: session/run-10");
    await mergeAsOneCommit({ root, branch: "main", commit, message });
    expect(readFileSync(join(root, "b.txt"), "utf8")).toBe("B\n");
  });

  test("a change that the branch has already is no commit", async () => {
    const { root, commit } = await setUp((folder) => write(folder, "b.txt", "B\n"));
    write(root, "b.txt", "B\n");
    const head = commitAll(root, "same");
    expect(await mergeAsOneCommit({ root, branch: "main", commit, message: "m" })).toEqual({
      commit: head,
      files: 0,
      added: 0,
      removed: 0,
    });
  });

  test("a configuration that asks for merge commits and signatures does not change it", async () => {
    const { root, start, commit } = await setUp(editAll);
    for (const [key, value] of [
      ["merge.ff", "false"],
      ["branch.main.mergeOptions", "--squash"],
      ["commit.gpgSign", "true"],
      ["merge.verifySignatures", "true"],
    ] as const) {
      runGitCommand(root, "config", key, value);
    }
    await mergeAsOneCommit({ root, branch: "main", commit, message });
    expect(runGitCommand(root, "rev-parse", "main^")).toBe(start);
  });
});

describe("mergeAsOneCommit refuses and changes nothing", () => {
  const refused = async (
    prepare: (root: string) => void,
    edit: (folder: string) => void = editAll,
  ): Promise<{ error: { reason: string; files: string[]; message: string }; root: string }> => {
    const { root, commit } = await setUp(edit);
    prepare(root);
    const look = (): string[] => [
      runGitCommand(root, "rev-parse", "HEAD"),
      runGitCommand(root, "status", "--porcelain", "--ignored"),
      readFileSync(join(root, "b.txt"), "utf8"),
    ];
    const before = look();
    const error = await mergeAsOneCommit({ root, branch: "main", commit, message }).then(
      () => expect.unreachable(),
      (reason) => reason,
    );
    expect(look()).toEqual(before);
    return { error, root };
  };

  test("a conflict, with the file", async () => {
    const { error, root } = await refused((folder) => {
      write(folder, "b.txt", "mine\n");
      commitAll(folder, "mine");
    });
    expect(error).toMatchObject({ reason: "conflict", files: ["b.txt"] });
    expect(await conflictsOf({ root, commit: "orch/1" })).toEqual(["b.txt"]);
  });

  test("conflicts in files with hostile names", async () => {
    const name = 'x "y"\n-z';
    const { error } = await refused(
      (root) => {
        write(root, name, "mine\n");
        commitAll(root, "mine");
      },
      (folder) => write(folder, name, "theirs\n"),
    );
    expect(error).toMatchObject({ reason: "conflict", files: [name] });
  });

  test("local changes, staged changes and untracked files in the way", async () => {
    const local = await refused((root) => write(root, "b.txt", "local\n"));
    expect(local.error).toMatchObject({ reason: "local-changes", files: ["b.txt"] });
    const staged = await refused((root) => {
      write(root, "b.txt", "staged\n");
      runGitCommand(root, "add", "b.txt");
    });
    expect(staged.error).toMatchObject({ reason: "local-changes" });
    const untracked = await refused((root) => write(root, "new.txt", "precious\n"));
    expect(untracked.error).toMatchObject({ reason: "local-changes", files: ["new.txt"] });
    expect(readFileSync(join(untracked.root, "new.txt"), "utf8")).toBe("precious\n");
  });

  test("an ignored file is not overwritten either", async () => {
    const { error, root } = await refused((folder) => {
      write(folder, ".git/info/exclude", "new.txt\n");
      write(folder, "new.txt", "precious\n");
    });
    expect(error).toMatchObject({ reason: "local-changes" });
    expect(readFileSync(join(root, "new.txt"), "utf8")).toBe("precious\n");
  });

  test("another branch, a detached head, a merge in progress, a held index", async () => {
    const other = await refused((root) => runGitCommand(root, "checkout", "--quiet", "-b", "elsewhere"));
    expect(other.error).toMatchObject({ reason: "other-branch" });
    expect(other.error.message).toContain("elsewhere");
    const detached = await refused((root) => runGitCommand(root, "checkout", "--quiet", "--detach"));
    expect(detached.error).toMatchObject({ reason: "other-branch" });
    const busy = await refused((root) => writeFileSync(join(root, ".git/CHERRY_PICK_HEAD"), ""));
    expect(busy.error).toMatchObject({ reason: "busy" });
    const held = await refused((root) => writeFileSync(join(root, ".git/index.lock"), ""));
    expect(held.error).toMatchObject({ reason: "busy" });
  });
});

describe("a merge that a power cut ended half-way", () => {
  test("is taken back and done again when only the merge's own bytes differ", async () => {
    const { root, commit } = await setUp(editAll);
    write(root, "b.txt", "B\n");
    write(root, "new.txt", "1\n2\n");
    rmSync(join(root, "folder/c.txt"));
    const result = await mergeAsOneCommit({ root, branch: "main", commit, message });
    expect(result.files).toBe(3);
    expect(runGitCommand(root, "status", "--porcelain")).toBe("");
  });

  test("but a person's change beside it stops it", async () => {
    const { root, commit } = await setUp(editAll);
    write(root, "new.txt", "1\n2\n");
    write(root, "b.txt", "a person's\n");
    await expect(mergeAsOneCommit({ root, branch: "main", commit, message })).rejects.toMatchObject({
      reason: "local-changes",
    });
    expect(readFileSync(join(root, "b.txt"), "utf8")).toBe("a person's\n");
    expect(readFileSync(join(root, "new.txt"), "utf8")).toBe("1\n2\n");
  });
});
