import { closeSync, createReadStream, openSync, readSync } from "node:fs";
import { stat } from "node:fs/promises";
import { createReportReader, type ReportReader } from "../reports/audit/report-reader.ts";
import { parseReportHead } from "../reports/parse-report.ts";
import type { AuditReport, ReportSummary } from "../reports/report.ts";

export type HeadLimits = { readonly maxLines?: number; readonly maxBytes?: number };

export type ReportHead = {
  readonly summary: ReportSummary;
  /** How much of the file was read to get the summary. */
  readonly bytesRead: number;
  readonly bytesTotal: number;
};

type Decoder = InstanceType<typeof TextDecoder>;
type Encoding = "utf-8" | "utf-16le" | "utf-16be";

/** By the byte order mark, or by where the zeros of plain letters are. */
const encodingOf = (bytes: Uint8Array): Encoding => {
  const [first, second, third, fourth] = bytes;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  if (second === 0 && fourth === 0 && first !== 0) return "utf-16le";
  if (first === 0 && third === 0 && second !== 0 && second !== undefined) return "utf-16be";
  return "utf-8";
};

/** Broken bytes become replacement signs: a report with one bad byte is still a report. */
const decoderFor = (bytes: Uint8Array): Decoder => new TextDecoder(encodingOf(bytes), { fatal: false });

/** How many line ends are in these bytes; in UTF-16 a line end has the same byte beside a zero. */
const lineEndsIn = (bytes: Uint8Array): number => {
  let count = 0;
  for (const byte of bytes) if (byte === 10) count += 1;
  return count;
};

/**
 * Reads `maxLines` lines and not one byte more: as each line has at least one byte, asking for as many bytes as
 * lines are missing can never go past the last of them.
 */
const readLines = (file: number, maxLines: number, maxBytes: number): Uint8Array => {
  const buffer = Buffer.alloc(maxBytes);
  let read = 0;
  let missing = maxLines;
  while (missing > 0 && read < maxBytes) {
    const got = readSync(file, buffer, read, Math.min(missing, maxBytes - read), null);
    if (got === 0) break;
    missing -= lineEndsIn(buffer.subarray(read, read + got));
    read += got;
  }
  return buffer.subarray(0, read);
};

/**
 * The summary of a report from its first lines. Reads no more of the file than them, whatever its size, and never
 * more than `maxBytes`. Throws only when the file cannot be read.
 */
export const readReportHead = async (path: string, limits: HeadLimits = {}): Promise<ReportHead> => {
  const { maxLines = 50, maxBytes = 65_536 } = limits;
  const { size } = await stat(path);
  const file = openSync(path, "r");
  try {
    const bytes = readLines(file, maxLines, maxBytes);
    // A letter that the limit cuts in two is left out.
    const text = decoderFor(bytes).decode(bytes, { stream: true });
    return { summary: parseReportHead(text), bytesRead: bytes.length, bytesTotal: size };
  } finally {
    closeSync(file);
  }
};

/** A line longer than this is cut while it is read, so that a file without line ends fits in memory. */
const heldLineLimit = 1024 * 1024;

type LineFeeder = { readonly feed: (text: string) => void; readonly end: () => void };

const createLineFeeder = (reader: ReportReader): LineFeeder => {
  let held = "";
  let cutting = false;

  const pushLine = (line: string): void => {
    if (!cutting) reader.push(line.endsWith("\r") ? line.slice(0, -1) : line);
    cutting = false;
  };

  const feed = (text: string): void => {
    let start = 0;
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", start)) {
      pushLine(held + text.slice(start, end));
      held = "";
      start = end + 1;
    }
    if (cutting) return;
    held += text.slice(start);
    if (held.length <= heldLineLimit) return;
    reader.push(held);
    held = "";
    cutting = true;
  };

  const end = (): void => {
    if (held !== "") pushLine(held);
  };

  return { feed, end };
};

/**
 * A whole report, read as a stream: memory does not grow with the file. At most 5,000 findings are kept, and a
 * warning says so. Throws only when the file cannot be read.
 */
export const readReport = async (path: string): Promise<AuditReport> => {
  const reader = createReportReader();
  const feeder = createLineFeeder(reader);
  let decoder: Decoder | null = null;
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) {
    const bytes: Uint8Array = chunk;
    decoder ??= decoderFor(bytes);
    feeder.feed(decoder.decode(bytes, { stream: true }));
    if (reader.settled()) break;
  }
  feeder.feed(decoder?.decode() ?? "");
  feeder.end();
  return reader.finish();
};
