import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { cyclesIn, importsOf, projectRoot, type SourceFile, sourcesIn } from "./support/imports.ts";

const sources = sourcesIn("src", "bin").filter((file) => !file.path.endsWith(".test.ts"));

type Rule = {
  readonly name: string;
  readonly covers: RegExp;
  /** What its files may import of the project; packages are ruled by `forbidden`. */
  readonly allowed: RegExp;
  readonly forbidden: RegExp;
};

const anyScreen = "ink|react|zustand|ink-.*|react-.*";
const anyWorld = "node:.*|execa|chokidar|conf|write-file-atomic";

/** Who may import whom, as docs/codebase.md says. */
const rules: readonly Rule[] = [
  {
    name: "domain is pure: zod, reports and itself",
    covers: /^src\/engine\/domain\//,
    allowed: /^src\/engine\/(domain|reports)\//,
    forbidden: /^(?!zod$)/,
  },
  {
    name: "reports are text to data: no files, no processes, no screen",
    covers: /^src\/engine\/reports\//,
    allowed: /^src\/engine\/(domain|reports)\//,
    forbidden: new RegExp(`^(${anyScreen}|${anyWorld})(/|$)`),
  },
  {
    name: "prompts are pure: domain and reports",
    covers: /^src\/engine\/prompts\//,
    allowed: /^src\/engine\/(domain|reports|prompts)\//,
    forbidden: new RegExp(`^(${anyScreen}|${anyWorld})(/|$)`),
  },
  {
    name: "io implements ports: domain, reports, prompts and ports",
    covers: /^src\/engine\/io\//,
    allowed: /^src\/(engine\/(domain|reports|prompts|io)\/|engine\/ports\.ts$|agents\/adapter\.ts$)/,
    forbidden: new RegExp(`^(${anyScreen})(/|$)`),
  },
  {
    name: "the engine gets its ports injected: never io, never an agent",
    covers: /^src\/engine\/[^/]+$/,
    allowed: /^src\/(engine\/(domain|reports|prompts)\/|engine\/[^/]+$|agents\/adapter\.ts$)/,
    forbidden: /^(ink|react|execa|chokidar|conf|node:(fs|child_process|net|http).*)(\/|$)/,
  },
  {
    name: "agents import domain and reports",
    covers: /^src\/agents\//,
    allowed: /^src\/(agents\/|engine\/(domain|reports)\/)/,
    forbidden: new RegExp(`^(${anyScreen})(/|$)`),
  },
  {
    name: "the screen is a function of the store: contract and domain, no file, no process",
    covers: /^src\/ui\//,
    allowed: /^src\/(ui\/|engine\/domain\/|engine\/contract\.ts$)/,
    forbidden: /^(node:(fs|child_process|net|http).*|execa|chokidar|conf|write-file-atomic)(\/|$)/,
  },
];

const violationsOf = (files: readonly SourceFile[]): readonly string[] =>
  files.flatMap((file) => {
    const found = importsOf(file);
    const ofBin = found.filter((one) => one.to.startsWith("bin/") && !file.path.startsWith("bin/"));
    const broken = rules
      .filter((rule) => rule.covers.test(file.path))
      .flatMap((rule) =>
        found
          .filter(({ to }) =>
            /^(src|bin|test)\//.test(to) ? !rule.allowed.test(to) : rule.forbidden.test(to),
          )
          .map(({ to }) => `${file.path} imports ${to}: ${rule.name}`),
      );
    return [...broken, ...ofBin.map(({ to }) => `${file.path} imports ${to}: nobody imports bin`)];
  });

const file = (path: string, text: string): SourceFile => ({ path, text });

describe("who may import whom", () => {
  test("every import keeps the rules", () => {
    expect(sources.length).toBeGreaterThan(20);
    expect(sources.flatMap(importsOf).length).toBeGreaterThan(100);
    for (const rule of rules)
      expect(sources.filter((one) => rule.covers.test(one.path)).length, rule.name).toBeGreaterThan(0);
    expect(violationsOf(sources)).toEqual([]);
  });

  test.each([
    ["src/engine/domain/x.ts", 'import { readFileSync } from "node:fs";'],
    ["src/engine/domain/x.ts", 'import {\n  one,\n  two,\n} from "../io/lock.ts";'],
    ["src/engine/domain/x.ts", 'import type { Ports } from "../ports.ts";'],
    ["src/engine/domain/x.ts", 'export { x } from "zustand";'],
    ["src/engine/reports/x.ts", 'import "node:fs/promises";'],
    ["src/engine/io/x.ts", 'import { claude } from "../../agents/claude.ts";'],
    ["src/engine/io/x.ts", 'import { useState } from "react";'],
    ["src/engine/x.ts", 'import { takeLock } from "./io/lock.ts";'],
    ["src/engine/x.ts", 'const { execa } = await import("execa");'],
    ["src/agents/x.ts", 'import { takeLock } from "../engine/io/lock.ts";'],
    ["src/ui/panes/x.tsx", 'import { readFile } from "node:fs/promises";'],
    ["src/ui/x.ts", 'import { Engine } from "../engine/engine.ts";'],
    ["src/ui/x.ts", 'const io = await import("../engine/io/lock.ts");'],
    ["src/agents/x.ts", 'import { main } from "../../bin/main.ts";'],
  ])("canary: in %s, %s is reported", (path, text) => {
    expect(violationsOf([file(path, `// a comment\n${text}\n`)])).toHaveLength(text.includes("bin/") ? 2 : 1);
  });

  test("what only looks like an import is none", () => {
    const text = '// import "node:fs";\n/* import x from "execa"; */\nconst a = `\n- import of "x"`;\n';
    expect(violationsOf([file("src/engine/domain/x.ts", text)])).toEqual([]);
  });
});

describe("no cycles", () => {
  test("no file imports itself by way of others", () => {
    expect(cyclesIn(sources)).toEqual([]);
  });

  test("canary: a ring is reported, once", () => {
    const ring = [
      file("src/a.ts", 'import { b } from "./b.ts";'),
      file("src/b.ts", 'import type { C } from "./c/c.ts";'),
      file("src/c/c.ts", 'import { a } from "../a.ts";'),
      file("src/d.ts", 'import { a } from "./a.ts";'),
    ];
    expect(cyclesIn(ring)).toEqual(["src/a.ts → src/b.ts → src/c/c.ts → src/a.ts"]);
  });
});

const isBarrel = ({ text }: SourceFile): boolean =>
  /^\s*export\s+(type\s+)?(\*|\{[^}]*\})\s+.*from\s/m.test(text);

const readsClock = ({ text }: SourceFile): boolean =>
  /\bDate\.now\(|\bnew Date\(\s*\)|\bperformance\.now\(/.test(text);

const exits = ({ text }: SourceFile): boolean => /\bprocess\.exit\(/.test(text);

const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.(test|tmp|d))?\.(ts|tsx|sh)$/;

describe("house rules", () => {
  const paths = (look: (source: SourceFile) => boolean, files = sources) =>
    files.filter(look).map((one) => one.path);

  test("no barrel files: everything is imported from where it is", () => {
    expect(paths(isBarrel)).toEqual([]);
    expect(isBarrel(file("x", 'export * from "./a.ts";'))).toBe(true);
    expect(isBarrel(file("x", 'export { a } from "./a.ts";'))).toBe(true);
  });

  test("time is data: domain and screen do not look at the clock, but for the clock itself", () => {
    const pure = sources.filter(({ path }) => /^src\/(ui|engine\/(domain|reports|prompts))\//.test(path));
    expect(pure.length).toBeGreaterThan(20);
    expect(paths(readsClock, pure).filter((path) => basename(path) !== "clock.ts")).toEqual([]);
    expect(readsClock(file("x", "const now = new Date( );"))).toBe(true);
    expect(readsClock(file("x", "new Date(at).toISOString()"))).toBe(false);
  });

  test("only the entry ends the process", () => {
    expect(paths(exits)).toEqual(["bin/orch.ts"]);
  });

  test("file names are kebab-case", () => {
    const everything = [...sources, ...sourcesIn("test", "scripts", "bench")].filter(
      ({ path }) => !path.includes("/fixtures/"),
    );
    const names = everything.map(({ path }) => basename(path));
    expect(names.length).toBeGreaterThan(100);
    expect(names.filter((name) => !kebab.test(name))).toEqual([]);
    expect(["Engine.ts", "run_keeper.ts", "runKeeper.ts"].filter((name) => kebab.test(name))).toEqual([]);
  });

  test("src has the folders that were agreed, and no others", () => {
    const folders = readdirSync(join(projectRoot, "src"), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    expect(folders.map((entry) => entry.name).sort()).toEqual(["agents", "engine", "ui"]);
  });
});
