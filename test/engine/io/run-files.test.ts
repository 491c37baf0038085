import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { describe, expect, test } from "vitest";
import { createRunFiles } from "../../../src/engine/io/run-files.ts";
import { createLineReader } from "../../../src/engine/line-reader.ts";
import { temporaryFolder } from "../../support/temporary.ts";

const prepared = () => {
  const files = createRunFiles(temporaryFolder());
  return { files, paths: files.prepare("001", "do it") };
};

const pipe = (path: string) => execFileSync("mkfifo", [path]);

describe("the files of a run", () => {
  test("are readable by their owner only", () => {
    const { paths } = prepared();
    expect(statSync(paths.folder).mode & 0o777).toBe(0o700);
    expect(statSync(paths.prompt).mode & 0o777).toBe(0o600);
  });

  test("tell of a start: by the engine's file first, by the supervisor's when the engine died", () => {
    const { files, paths } = prepared();
    expect(files.wasLaunched("001")).toBeNull();
    writeFileSync(paths.pid, '{"pid":7,"startTicks":"12"}');
    expect(files.wasLaunched("001")).toEqual({ pid: 7, startTicks: "12" });
    writeFileSync(paths.launch, '{"pid":8,"startTicks":null}');
    expect(files.wasLaunched("001")).toEqual({ pid: 8, startTicks: null });
  });

  test("tell of an end; a shell's code for a signal is its name", () => {
    const { files, paths } = prepared();
    expect(files.exit("001")).toBeNull();
    writeFileSync(paths.exit, '{"exitCode":137,"at":"now"}');
    expect(files.exit("001")).toMatchObject({ exitCode: 137, signal: "SIGKILL" });
  });

  test.each(["", "{", "[]", '{"exitCode":"0"}', "null"])("%j is no end", (content) => {
    const { files, paths } = prepared();
    writeFileSync(paths.exit, content);
    expect(files.exit("001")).toBeNull();
  });

  test("keep the first cause of a stop", () => {
    const { files } = prepared();
    files.noteStop("001", "timed-out");
    files.noteStop("001", "stopped");
    expect(files.stopCause("001")).toBe("timed-out");
  });

  test("a pipe in the place of a file blocks nobody", () => {
    const { files, paths } = prepared();
    for (const path of [paths.exit, paths.pid, paths.progress, paths.stdout]) pipe(path);
    expect(files.exit("001")).toBeNull();
    expect(files.wasLaunched("001")).toBeNull();
    expect(files.readFrom(paths.progress, 0, 100)).toEqual({ text: "", next: 0, size: 0 });
  });

  test("a link, a folder, an unreadable file are as good as empty", () => {
    const { files, paths } = prepared();
    symlinkSync("/etc/passwd", paths.progress);
    mkdirSync(paths.stdout);
    expect(files.readFrom(paths.progress, 0, 100).text).toBe("");
    expect(files.readFrom(paths.stdout, 0, 100).text).toBe("");
  });
});

describe("the promised report", () => {
  test("is taken over out of the agent's reach, once", () => {
    const { files, paths } = prepared();
    expect(files.reportExists("001")).toBe(false);
    writeFileSync(paths.promisedReport, "# Audit");
    files.collectReport("001");
    expect(readFileSync(paths.report, "utf8")).toBe("# Audit");
    writeFileSync(paths.promisedReport, "# Another");
    files.collectReport("001");
    expect(readFileSync(paths.report, "utf8")).toBe("# Audit");
    expect(files.reportExists("001")).toBe(true);
  });

  test.each([
    ["a link", (path: string) => symlinkSync("/etc/passwd", path)],
    ["a folder", (path: string) => mkdirSync(path)],
    ["a pipe", pipe],
    ["an empty file", (path: string) => writeFileSync(path, "")],
  ])("%s is none", (_name, make) => {
    const { files, paths } = prepared();
    make(paths.promisedReport);
    files.collectReport("001");
    expect(files.reportExists("001")).toBe(false);
    expect(existsSync(paths.report)).toBe(false);
  });
});

describe("a growing file, read by line", () => {
  const reader = () => {
    const { files, paths } = prepared();
    writeFileSync(paths.stdout, "");
    const lines: string[] = [];
    const source = createLineReader(files.readFrom, paths.stdout);
    const read = (maxBytes = 1e9) => source.read((line) => lines.push(line), maxBytes);
    return {
      lines,
      read,
      rest: () => source.rest((line) => lines.push(line)),
      size: source.size,
      path: paths.stdout,
    };
  };

  test("gives whole lines, whenever their parts come, and cuts no letter in two", () => {
    const { lines, read, rest, path } = reader();
    const bytes = Buffer.from("één\r\nzwei ü\n\ndrei 🎉");
    for (const byte of bytes) {
      appendFileSync(path, Buffer.from([byte]));
      read();
    }
    expect(lines).toEqual(["één", "zwei ü", ""]);
    rest();
    expect(lines.at(-1)).toBe("drei 🎉");
  });

  test("passes over a line of more than 1 MiB, whatever is in front of and behind it", () => {
    const { lines, read, path } = reader();
    writeFileSync(path, `before\n${"x".repeat(3_000_000)}\nafter\n`);
    read();
    expect(lines).toEqual(["before", "after"]);
  });

  test("reads a bounded piece at a time and says that there is more", () => {
    const { lines, read, path, size } = reader();
    writeFileSync(path, "0123456789\n".repeat(100_000));
    let pieces = 1;
    while (read(100_000)) pieces += 1;
    expect(pieces).toBeGreaterThan(10);
    expect(lines).toHaveLength(100_000);
    expect(size()).toBe(1_100_000);
  });

  test("survives that the file is cut, removed or made unreadable", () => {
    const { lines, read, path } = reader();
    writeFileSync(path, "one\ntwo\n");
    read();
    writeFileSync(path, "");
    expect(read()).toBe(false);
    chmodSync(path, 0);
    expect(read()).toBe(false);
    expect(lines).toEqual(["one", "two"]);
  });
});
