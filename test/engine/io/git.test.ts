import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { diffOf, inspectRepository, listTrackedFiles } from "../../../src/engine/io/git.ts";
import { commitAll, makeRepository, runGitCommand, temporaryFolder, write } from "./git-helpers.ts";

describe("inspectRepository", () => {
  test("says root, branch and head of a clean repository, from a folder inside it", async () => {
    const { root, start } = makeRepository();
    expect(await inspectRepository(join(root, "folder"))).toEqual({
      root,
      branch: "main",
      head: start,
      dirty: [],
      problem: null,
    });
  });

  test("lists tracked changes and untracked files by their real names, not ignored ones", async () => {
    const { root } = makeRepository();
    write(root, ".gitignore", "ignored\n");
    commitAll(root, "ignore");
    write(root, "ignored", "x");
    write(root, "b.txt", "changed\n");
    write(root, 'new "quoted"\nname', "x");
    write(root, "-dash", "x");
    const facts = await inspectRepository(root);
    expect([...facts.dirty].sort()).toEqual(["-dash", "b.txt", 'new "quoted"\nname']);
    expect(facts.problem).toMatchObject({ kind: "dirty" });
    expect(facts.problem?.reason).toContain("b.txt");
  });

  test("shows a name that is not UTF-8 without losing bytes", async () => {
    const { root } = makeRepository();
    writeFileSync(Buffer.concat([Buffer.from(`${root}/caf`), Buffer.from([0xe9])]), "x");
    expect((await inspectRepository(root)).dirty).toEqual(["caf\\xe9"]);
  });

  test.each([
    ["not-git", (): string => temporaryFolder()],
    [
      "no-commits",
      (): string => {
        const folder = temporaryFolder();
        runGitCommand(folder, "init", "--quiet");
        return folder;
      },
    ],
    [
      "bare",
      (): string => {
        const folder = temporaryFolder();
        runGitCommand(folder, "init", "--quiet", "--bare");
        return folder;
      },
    ],
    [
      "detached",
      (): string => {
        const { root } = makeRepository();
        runGitCommand(root, "checkout", "--quiet", "--detach");
        return root;
      },
    ],
    [
      "merging",
      (): string => {
        const { root } = makeRepository();
        runGitCommand(root, "checkout", "--quiet", "-b", "other");
        write(root, "b.txt", "other\n");
        commitAll(root, "other");
        runGitCommand(root, "checkout", "--quiet", "main");
        write(root, "b.txt", "main\n");
        commitAll(root, "main");
        expect(() =>
          runGitCommand(root, "-c", "user.name=p", "-c", "user.email=p@x", "merge", "other"),
        ).toThrow();
        return root;
      },
    ],
  ])("%s is a problem with a reason and advice", async (kind, make) => {
    const facts = await inspectRepository(make());
    expect(facts.problem).toMatchObject({ kind });
    expect(facts.problem?.reason).not.toBe("");
    expect(facts.problem?.advice).not.toBe("");
  });

  test("a missing folder is the person's fault, said in a sentence", async () => {
    await expect(inspectRepository("/nowhere/at/all")).rejects.toMatchObject({ kind: "user", exitCode: 2 });
  });

  test("does not follow the variables that a git hook exports", async () => {
    const { root } = makeRepository();
    const other = makeRepository();
    process.env.GIT_DIR = join(other.root, ".git");
    try {
      expect((await inspectRepository(root)).root).toBe(root);
    } finally {
      delete process.env.GIT_DIR;
    }
  });

  test("git missing is a problem, not a crash", async () => {
    const { root } = makeRepository();
    const path = process.env.PATH;
    process.env.PATH = "/nowhere";
    try {
      expect((await inspectRepository(root)).problem).toMatchObject({ kind: "git-missing" });
    } finally {
      process.env.PATH = path;
    }
  });

  test("an old git is named with its version", async () => {
    const { root } = makeRepository();
    const bin = temporaryFolder();
    writeFileSync(join(bin, "git"), "#!/bin/sh\necho git version 2.30.2\n", { mode: 0o755 });
    const path = process.env.PATH;
    process.env.PATH = `${bin}:${path}`;
    try {
      const { problem } = await inspectRepository(root);
      expect(problem).toMatchObject({ kind: "git-too-old" });
      expect(problem?.reason).toContain("2.30.2");
    } finally {
      process.env.PATH = path;
    }
  });
});

describe("listTrackedFiles and diffOf", () => {
  test("paths are relative to the folder", async () => {
    const { root } = makeRepository();
    expect(await listTrackedFiles(root)).toEqual(["a.txt", "b.txt", "folder/c.txt"]);
    expect(await listTrackedFiles(join(root, "folder"))).toEqual(["c.txt"]);
  });

  test("a diff is plain, whatever the person's configuration, and is cut with a word", async () => {
    const { root, start } = makeRepository();
    runGitCommand(root, "config", "color.ui", "always");
    runGitCommand(root, "config", "diff.external", "/bin/false");
    runGitCommand(root, "config", "diff.noprefix", "true");
    write(root, "b.txt", "changed\n");
    const commit = commitAll(root, "change");
    const diff = await diffOf({ root, start, commit, maxBytes: 10_000 });
    expect(diff).toContain("--- a/b.txt\n+++ b/b.txt\n@@ -1 +1 @@\n-b\n+changed\n");
    const cut = await diffOf({ root, start, commit, maxBytes: 40 });
    expect(cut).toBe(`${diff.slice(0, 40)}\n… cut after 40 bytes\n`);
  });
});
