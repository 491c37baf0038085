// `npm run bench`: prints a table and, after it, the same figures as one line of JSON.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { busyEvents } from "./busy-session.ts";
import { measureEngine } from "./engine.ts";
import { measureFold } from "./fold.ts";
import { measureScreen } from "./screen.ts";
import { measureStarts } from "./start.ts";
import type { Figure } from "./statistics.ts";

const round = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString("en") : value.toFixed(2);

const row = ({ name, value, unit, bar, met }: Figure): string => {
  const held = bar === null ? "" : `${met === true ? "✔" : "✘"} ${bar}`;
  return `${name.padEnd(58)} ${round(value).padStart(12)} ${unit.padEnd(5)} ${held}`.trimEnd();
};

const recordingFolder = mkdtempSync(join(tmpdir(), "orch-bench-"));
const recording = join(recordingFolder, "journal.ndjson");
writeFileSync(
  recording,
  busyEvents(4, 200)
    .map((event) => `${JSON.stringify(event)}\n`)
    .join(""),
);

const figures: Figure[] = [];
const add = (more: readonly Figure[]): void => {
  for (const item of more) {
    figures.push(item);
    process.stdout.write(`${row(item)}\n`);
  }
};

const gigabytes = Math.round(totalmem() / 2 ** 30);
process.stdout.write(
  `Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model ?? "?"}, ${gigabytes} GB\n\n`,
);
add(await measureStarts(recording));
add(measureEngine());
add(await measureScreen(120, 36));
add(await measureScreen(200, 60));
add(measureFold());
rmSync(recordingFolder, { recursive: true, force: true });
process.stdout.write(`\n${JSON.stringify({ node: process.versions.node, figures })}\n`);
