import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTree } from "../../../src/engine/io/tree.ts";
import { checkEvidence, type Evidence, type TreeView } from "../../../src/engine/reports/evidence.ts";

const outside = mkdtempSync(join(tmpdir(), "orch-outside-"));
const root = mkdtempSync(join(tmpdir(), "orch-evidence-"));
let tree: TreeView & { readonly files: readonly string[] };

const source = [
  ...Array.from({ length: 20 }, (_, index) => `// line ${index + 1}`),
  "export const login = (user: string) => {",
  "  if (password == user) return true;",
  "  return check(user);",
  "};",
  ...Array.from({ length: 60 }, (_, index) => `const filler${index} = ${index};`),
  "export const logout = () => eval(code);",
  "",
].join("\n");

const write = (path: string, text: string | Buffer): void => {
  mkdirSync(join(root, path, ".."), { recursive: true });
  writeFileSync(join(root, path), text);
};

beforeAll(async () => {
  write("src/login.ts", source);
  write("src/deep/index.ts", "export const a = 1;\n");
  write("src/other/index.ts", "export const special = 2;\n");
  write("models/account.py", "import os\n\n\ndef total(self):\n    return self.env.cr.execute(query)\n");
  write("README.md", "# x\n");
  write("image.png", Buffer.from([0, 1, 2, 0]));
  write("large.txt", "x".repeat(3 * 1024 * 1024));
  write("node_modules/pkg/index.js", "x\n");
  write(".git/config", "x\n");
  writeFileSync(join(outside, "secret.ts"), "secret\n");
  symlinkSync(join(outside, "secret.ts"), join(root, "src/link.ts"));
  symlinkSync(outside, join(root, "src/linked"));
  symlinkSync(join(root, "src/login.ts"), join(root, "src/alias.ts"));
  symlinkSync(root, join(root, "src/cycle"));
  tree = await openTree(root, ["/home/agent/worktree"]);
});

afterAll(() => {
  rmSync(root, { recursive: true });
  rmSync(outside, { recursive: true });
});

const check = (
  file: string | null,
  line: number | null = null,
  title = "Problem",
  description: string | null = null,
): Evidence => checkEvidence({ file, line, endLine: null, title, description }, tree);

describe("the tree", () => {
  test("holds the module's own files, links inside it, nothing generated or outside", () => {
    expect(tree.files).toContain("src/alias.ts");
    expect(tree.files.filter((file) => /node_modules|\.git\/|link\.ts|linked|cycle/.test(file))).toEqual([]);
    expect(tree.isDirectory("src/deep")).toBe(true);
  });

  test("reads no binary, no large and no outside file", () => {
    expect(tree.readLines("README.md")).toEqual(["# x"]);
    for (const path of ["image.png", "large.txt", "src/link.ts", "../x", "src"])
      expect(tree.readLines(path)).toBeNull();
  });
});

describe("paths as agents write them", () => {
  test.each([
    "src/login.ts",
    "./src/login.ts",
    "`src/login.ts`",
    "**src/login.ts**",
    "src/login.ts#L22",
    "src/login.ts:22",
    "src/login.ts:22-25",
    "src/login.ts:22:5",
    "src/login.ts:22,30",
    "src/login.ts (line 22)",
    "src/login.ts (línea 22)",
    "src/login.ts, line 22",
    "src/login.ts L22",
    "[login](src/login.ts#L22-L30)",
    "[src/login.ts:22](./src/login.ts)",
    "src\\login.ts:22",
    "login.ts",
    "login.ts:22",
    "src/deep/../login.ts",
    "https://github.com/acme/app/blob/main/src/login.ts#L22",
    "/home/agent/worktree/src/login.ts:22",
    "src/login.ts, README.md",
  ])("%s", (file) => {
    expect(check(file, 22)).toMatchObject({ status: "verified", file: "src/login.ts", line: 22 });
  });

  test("absolute paths, file links and the module's own name in front", () => {
    const written = [
      join(root, "src/login.ts"),
      `file://${root}/src/login.ts#L22`,
      `${basename(root)}/src/login.ts:22`,
    ];
    for (const file of written)
      expect(check(file, 22)).toMatchObject({ status: "verified", file: "src/login.ts" });
  });

  test("the line comes from the path when the finding has none", () => {
    expect(check("src/login.ts:22")).toMatchObject({ status: "verified", line: 22 });
    expect(check("src/login.ts#L9999")).toMatchObject({ status: "unverified", line: 9999 });
  });

  test.each([
    "../secret.ts",
    "src/../../secret.ts",
    "/etc/passwd",
    "C:\\Windows\\system.ini",
    "~/secret.ts",
    "src/link.ts",
    "src/linked/secret.ts",
    join(outside, "secret.ts"),
    "node_modules/pkg/index.js",
    "src/absent.ts",
    "other/src/login.ts",
    "src/login.ts\0.png",
    "",
    "   ",
    "/",
    ".",
  ])("%j resolves to nothing", (file) => {
    expect(check(file, 1).status).toBe("unverified");
    expect(check(file, 1).file).toBeNull();
  });

  test("a name that several files have is not guessed, unless the quoted code tells", () => {
    expect(check("index.ts", 1)).toMatchObject({ status: "unverified", file: null });
    expect(check("index.ts", 1, "`special` is unused")).toMatchObject({
      status: "verified",
      file: "src/other/index.ts",
    });
  });

  test("folders and files without a line", () => {
    expect(check("src/deep/")).toMatchObject({ status: "verified", file: "src/deep", line: null });
    expect(check("README.md")).toMatchObject({ status: "verified", file: "README.md", line: null });
    expect(check(null).status).toBe("unverified");
  });

  test("lines of binary and large files cannot be checked", () => {
    expect(check("image.png", 1).status).toBe("unverified");
    expect(check("large.txt", 1).status).toBe("unverified");
    expect(check("image.png").status).toBe("verified");
  });
});

describe("quoted code", () => {
  test("near the line: verified", () => {
    expect(check("src/login.ts", 15, "Weak comparison `password == user`").status).toBe("verified");
    expect(check("src/login.ts", 32, "Weak comparison `password==user`").status).toBe("verified");
  });

  test("once elsewhere: moved to there, also from beyond the end of the file", () => {
    expect(check("src/login.ts", 22, "Dangerous `eval(code)`")).toMatchObject({ status: "moved", line: 85 });
    expect(check("src/login.ts", 900, "Dangerous `eval(code)`")).toMatchObject({ status: "moved", line: 85 });
  });

  test("nowhere: unverified", () => {
    expect(check("src/login.ts", 22, "Dangerous `exec(userInput)`").status).toBe("unverified");
  });

  test("a proposal, an absence or a path need not stand there", () => {
    for (const title of [
      "Use `crypto.timingSafeEqual(a, b)`",
      "Falta `aria-label` en el botón",
      "Comparación débil: reemplazar por `timingSafeEqual`",
      "See `docs/security.md`",
    ]) {
      expect([title, check("src/login.ts", 22, title).status]).toEqual([title, "verified"]);
    }
  });

  test("fences are compared line by line, proposals left out", () => {
    const quote = "```ts\n  if (password == user) return true;\n  return check(user);\n```";
    expect(check("src/login.ts", 25, "Weak", quote).status).toBe("verified");
    expect(check("src/login.ts", 80, "Weak", quote)).toMatchObject({ status: "moved", line: 22 });
    expect(check("src/login.ts", 22, "Weak", "Fix:\n```ts\nreturn safeEqual(a, b);\n```").status).toBe(
      "verified",
    );
    expect(check("src/login.ts", 22, "Weak", "Code:\n```ts\nreturn safeEqual(a, b);\n```").status).toBe(
      "unverified",
    );
  });
});

test("any finding gets an answer that points into the module or nowhere", () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: "binary" }),
    fc.constantFrom("src/login.ts", "../..", "`a`", "```\nx\n```"),
  );
  fc.assert(
    fc.property(text, fc.option(fc.integer()), text, text, (file, line, title, description) => {
      const evidence = check(file, line, title, description);
      expect(
        evidence.file === null || tree.files.includes(evidence.file) || tree.isDirectory(evidence.file),
      ).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test("long and hostile texts are read in linear time", () => {
  const started = performance.now();
  for (const title of ["`".repeat(100_000), "```\n".repeat(50_000), `use ${" ".repeat(100_000)}\`x\``]) {
    check("src/login.ts", 22, title, title);
    check(title, 22);
  }
  expect(performance.now() - started).toBeLessThan(2000);
});
