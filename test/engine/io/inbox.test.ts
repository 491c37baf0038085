import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { markDone, readInbox, sendCommand } from "../../../src/engine/io/inbox.ts";
import { makeSessionFolder, sessionPaths } from "../../../src/engine/io/session-folder.ts";
import { temporaryFolder } from "../../support/temporary.ts";

const folder = () => {
  const paths = sessionPaths(temporaryFolder(), "s1");
  makeSessionFolder(paths, null);
  return paths;
};

test("commands come out as they were sent, oldest first, and once each when they are put aside", async () => {
  const paths = folder();
  const ids = [];
  for (const kind of ["pause", "unpause", "abort"] as const)
    ids.push(await sendCommand(paths, { kind, channel: "tui" }));
  const entries = readInbox(paths);
  expect(entries.map((entry) => ("command" in entry ? entry.command : null))).toEqual([
    { kind: "pause", channel: "tui", id: ids[0] },
    { kind: "unpause", channel: "tui", id: ids[1] },
    { kind: "abort", channel: "tui", id: ids[2] },
  ]);
  markDone(paths, entries[0]!.file);
  expect(readInbox(paths)).toHaveLength(2);
  expect(readdirSync(paths.inboxDone)).toEqual([entries[0]!.file]);
});

test("what is no command is told by its name and does not hide the others", async () => {
  const paths = folder();
  writeFileSync(join(paths.inbox, "a.json"), "{");
  writeFileSync(join(paths.inbox, "b.json"), '{"kind":"self-destruct","id":"1","channel":"x"}');
  writeFileSync(join(paths.inbox, "c.json"), " ".repeat(100_000));
  symlinkSync("/etc/passwd", join(paths.inbox, "d.json"));
  mkdirSync(join(paths.inbox, "e.json"));
  writeFileSync(join(paths.inbox, "note.txt"), "not looked at");
  await sendCommand(paths, { kind: "pause", channel: "tui" });
  const entries = readInbox(paths);
  expect(entries.filter((entry) => "problem" in entry).map((entry) => entry.file)).toEqual([
    "a.json",
    "b.json",
    "c.json",
    "d.json",
    "e.json",
  ]);
  expect(entries.filter((entry) => "command" in entry)).toHaveLength(1);
});

test("a session without an inbox has no commands", () => {
  expect(readInbox(sessionPaths(temporaryFolder(), "nobody"))).toEqual([]);
});
