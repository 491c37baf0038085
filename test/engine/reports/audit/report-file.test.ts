import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { runParse } from "../../../../bin/commands/parse.ts";
import { readReport, readReportHead } from "../../../../src/engine/io/report-file.ts";

const folder = mkdtempSync(path.join(tmpdir(), "orch-report-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, content: string | Uint8Array): string => {
  const at = path.join(folder, name);
  writeFileSync(at, content);
  return at;
};

const report = "# Audit\n\nScore: 70/100\n\n- [P1] Señal perdida (a.ts:3)\n";

describe("the head of a report file", () => {
  it("reads exactly the lines it may read", async () => {
    const head = `${report}${"filler\n".repeat(45)}`;
    const at = file("long.md", `${head}- [P0] beyond the head (b.ts:1)\n`.repeat(20));
    const { summary, bytesRead, bytesTotal } = await readReportHead(at);
    expect(bytesRead).toBe(Buffer.byteLength(head));
    expect(bytesTotal).toBe(20 * (bytesRead + 33) - 20);
    expect(summary).toMatchObject({ score: 70, findings: [{ severity: "P1", reportLine: 5 }] });
  });

  it("stops at the byte limit when there is no line end", async () => {
    const at = file("line.md", "x".repeat(300_000));
    expect(await readReportHead(at)).toMatchObject({ bytesRead: 65_536, bytesTotal: 300_000 });
    expect(await readReportHead(at, { maxBytes: 100 })).toMatchObject({ bytesRead: 100 });
  });

  it("costs the same for a huge file", async () => {
    const at = file("huge.md", `${report}${"filler\n".repeat(100)}`);
    truncateSync(at, 1024 ** 3);
    const { summary, bytesRead, bytesTotal } = await readReportHead(at);
    expect(bytesTotal).toBe(1024 ** 3);
    expect(bytesRead).toBeLessThan(1000);
    expect(summary.score).toBe(70);
  });
});

describe("a whole report file", () => {
  const expected = {
    score: 70,
    findings: [{ title: "Señal perdida", file: "a.ts", line: 3, reportLine: 5 }],
  };

  it.each([
    ["plain", Buffer.from(report)],
    ["byte order mark", Buffer.from(`\ufeff${report}`)],
    ["CRLF", Buffer.from(report.replaceAll("\n", "\r\n"))],
    ["UTF-16", Buffer.from(`\ufeff${report}`, "utf16le")],
    ["UTF-16 big endian", Buffer.from(`\ufeff${report}`, "utf16le").swap16()],
    ["broken UTF-8", Buffer.concat([Buffer.from(report), Buffer.from([0xff, 0xc3, 0x28, 0x80])])],
  ])("is read as %s", async (name, bytes) => {
    const at = file(`${name}.md`, bytes);
    expect(await readReport(at)).toMatchObject(expected);
    expect((await readReportHead(at)).summary).toMatchObject(expected);
  });

  it("is the same read as a stream or at once, over chunk borders", async () => {
    const at = file("chunks.md", `${report}${"é".repeat(300_001)}\n\n- [P0] at the very end (z.ts:9)\n`);
    expect((await readReport(at)).findings).toMatchObject([
      { reportLine: 5 },
      { file: "z.ts", reportLine: 8 },
    ]);
  });

  it("does not grow in memory with the file", async () => {
    const at = file("big.md", `${report}${"some ordinary words of prose here\n".repeat(10)}`.repeat(60_000));
    const before = process.memoryUsage().heapUsed;
    await readReport(at);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(150 * 1024 * 1024);
  }, 60_000);
});

describe("orch parse", () => {
  const run = async (files: string[], options = { json: true, head: false }) => {
    let out = "";
    let err = "";
    const status = await runParse(
      files,
      options,
      { write: (text) => (out += text) },
      { write: (text) => (err += text) },
    );
    return { status, out, err };
  };

  it("prints one object for one file, in the published shape", async () => {
    const { status, out } = await run([file("one.md", report)]);
    expect(status).toBe(0);
    expect(Object.keys(JSON.parse(out))).toEqual(
      "score scoreLine statedCounts counts findings date auditor language confidence warnings kind".split(
        " ",
      ),
    );
  });

  it("prints a line per file for several", async () => {
    const { out } = await run([file("one.md", report), file("two.md", report)]);
    expect(
      out
        .trim()
        .split("\n")
        .map((line) => path.basename(JSON.parse(line).file)),
    ).toEqual(["one.md", "two.md"]);
  });

  it("says which file cannot be read, and goes on", async () => {
    const { status, out, err } = await run([path.join(folder, "none.md"), file("one.md", report)]);
    expect(status).toBe(2);
    expect(err).toMatch(/^orch parse: cannot read .*none\.md: there is no such file\n$/);
    expect(out).toContain('"score":70');
  });

  it("keeps control characters of a report away from the terminal", async () => {
    const at = file("evil.md", "# A\n\n- [P0] bad \u001b[2Jthing \u202e here (a.ts:1)\n");
    const { out } = await run([at], { json: false, head: true });
    expect(out).toContain("P0  bad");
    expect([...out].some((sign) => sign === "\u001b" || sign === "\u202e")).toBe(false);
  });
});
