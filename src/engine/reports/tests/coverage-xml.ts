import { lineRanges } from "./line-ranges.ts";
import { type CoverageReading, percentOf } from "./test-run.ts";
import { type XmlEvent, xmlEvents } from "./xml-events.ts";

type Attributes = ReadonlyMap<string, string>;

const numberOf = (attributes: Attributes, ...names: readonly string[]): number | null => {
  for (const name of names) {
    const value = Number.parseFloat(attributes.get(name) ?? "");
    if (!Number.isNaN(value)) return value;
  }
  return null;
};

/** Hits per line per file; a line that several classes or methods name counts as hit when one of them hit it. */
class CoverageReader {
  readonly files = new Map<string, Map<number, boolean>>();
  percent: number | null = null;
  covered: number | null = null;
  total: number | null = null;
  private file: string | null = null;
  private packageName = "";
  private isClover = false;
  private depth = 0;
  /** JaCoCo repeats its counters per method, class and package: those of the report itself are the whole. */
  private isReport = false;

  read(event: XmlEvent): void {
    if (event.kind === "close") this.depth -= 1;
    if (event.kind !== "open") return;
    this.depth += 1;
    this.readElement(event.name, event.attributes);
  }

  private readElement(name: string, attributes: Attributes): void {
    if (name === "coverage") this.readRoot(attributes);
    else if (name === "report") this.isReport = true;
    else if (name === "line") this.readLine(attributes);
    else if (name === "counter") this.readCounter(attributes);
    else this.file = this.fileOf(name, attributes) ?? this.file;
  }

  /** Cobertura names the file on a class, Clover on a file, JaCoCo on a source file of a package. */
  private fileOf(name: string, attributes: Attributes): string | undefined {
    if (name === "package") this.packageName = attributes.get("name") ?? "";
    if (name === "class") return attributes.get("filename");
    if (name === "file" && this.isClover) return attributes.get("path") ?? attributes.get("name");
    return name === "sourcefile" ? `${this.packageName}/${attributes.get("name") ?? ""}` : undefined;
  }

  private readRoot(attributes: Attributes): void {
    this.isClover = attributes.has("generated");
    const rate = numberOf(attributes, "line-rate");
    this.covered = numberOf(attributes, "lines-covered");
    this.total = numberOf(attributes, "lines-valid");
    this.percent = rate === null ? null : Math.round(rate * 10_000) / 100;
  }

  private readLine(attributes: Attributes): void {
    const number = numberOf(attributes, "number", "num", "nr");
    const hits = numberOf(attributes, "hits", "count", "ci");
    if (this.file === null || number === null || hits === null) return;
    if (this.isClover && attributes.get("type") === "method") return;
    const lines = this.files.get(this.file) ?? new Map<number, boolean>();
    lines.set(number, hits > 0 || (lines.get(number) ?? false));
    this.files.set(this.file, lines);
  }

  private readCounter(attributes: Attributes): void {
    if (!this.isReport || this.depth !== 2 || attributes.get("type") !== "LINE") return;
    this.covered = numberOf(attributes, "covered") ?? 0;
    this.total = this.covered + (numberOf(attributes, "missed") ?? 0);
  }

  result(): CoverageReading | null {
    let covered = 0;
    let total = 0;
    const missing: { file: string; lines: string }[] = [];
    for (const [file, lines] of this.files) {
      const missed = [...lines].filter(([, hit]) => !hit).map(([line]) => line);
      total += lines.size;
      covered += lines.size - missed.length;
      if (missed.length > 0) missing.push({ file, lines: lineRanges(missed) });
    }
    const stated = this.covered !== null && this.total !== null ? percentOf(this.covered, this.total) : null;
    const percent = stated ?? this.percent ?? percentOf(covered, total);
    if (percent === null) return null;
    return { percent, coveredLines: this.covered ?? covered, totalLines: this.total ?? total, missing };
  }
}

/** Reads Cobertura, Clover and JaCoCo files. */
export const readCoverageXml = (source: string, from: number): CoverageReading | null => {
  const reader = new CoverageReader();
  for (const event of xmlEvents(source, from)) reader.read(event);
  return reader.result();
};
