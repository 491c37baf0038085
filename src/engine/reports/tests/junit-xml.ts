import type { TestFailure } from "../test-results.ts";
import { locationOfFrame } from "./location.ts";
import { emptyRun, failure, maximumFailures, type TestRun } from "./test-run.ts";
import { type XmlEvent, xmlEvents } from "./xml-events.ts";

type Case = {
  readonly attributes: ReadonlyMap<string, string>;
  outcome: "passed" | "failed" | "errors" | "skipped";
  message: string | null;
  text: string;
};

const outcomes: Readonly<Record<string, "failed" | "errors" | "skipped">> = {
  failure: "failed",
  error: "errors",
  skipped: "skipped",
};

const pythonPlace = /^(?:\s{0,4}File ")?([\w./\\-]{1,300}\.\w{1,5})"?(?:, line |:)(\d{1,7})/;

/** A place from the attributes (pytest, PHPUnit) or from the stack trace. */
const placeOf = (entry: Case): { readonly file: string | null; readonly line: number | null } => {
  const file = entry.attributes.get("file") ?? null;
  for (const line of entry.text.split("\n").slice(0, 60)) {
    const frame = locationOfFrame(line);
    if (frame) return frame;
    const match = pythonPlace.exec(line);
    if (match?.[1]) return { file: match[1], line: Number(match[2]) };
  }
  const line = Number.parseInt(entry.attributes.get("line") ?? "", 10);
  return { file, line: Number.isNaN(line) ? null : line };
};

/** PHPUnit repeats the test's name above the reason. */
const firstReason = (entry: Case): string | null => {
  const lines = entry.text.trim().split("\n");
  const isName = lines[0]?.includes(`::${entry.attributes.get("name") ?? ""}`) && lines.length > 1;
  return lines[isName ? 1 : 0] ?? null;
};

const failureOf = (entry: Case): TestFailure => {
  const name = [entry.attributes.get("classname"), entry.attributes.get("name")].filter(Boolean).join(" > ");
  const place = placeOf(entry);
  return failure(name, place.file, place.line, entry.message || firstReason(entry));
};

/** GoogleTest marks a disabled test on the case itself. */
const startCase = (attributes: ReadonlyMap<string, string>): Case => {
  const isDisabled = /^(?:notrun|disabled|skipped)$/.test(attributes.get("status") ?? "");
  return { attributes, outcome: isDisabled ? "skipped" : "passed", message: null, text: "" };
};

/** Counts test cases, not the attributes of suites: those are nested, rounded or wrong in several writers. */
class CaseReader {
  readonly tally = { passed: 0, failed: 0, errors: 0, skipped: 0 };
  readonly failures: TestFailure[] = [];
  suites = 0;
  private current: Case | null = null;
  private inside: string | null = null;

  read(event: XmlEvent): void {
    if (event.kind === "open") this.open(event.name, event.attributes);
    else if (event.kind === "close") this.close(event.name);
    else if (this.current && this.inside && this.current.text.length < 8000) this.current.text += event.text;
  }

  private open(name: string, attributes: ReadonlyMap<string, string>): void {
    if (name === "testsuite" || name === "testsuites") this.suites += 1;
    if (name === "testcase") this.current = startCase(attributes);
    const outcome = outcomes[name];
    if (outcome === undefined || !this.current) return;
    this.inside = name;
    if (this.current.outcome === "failed" || this.current.outcome === "errors") return;
    this.current.outcome = outcome;
    this.current.message = attributes.get("message") ?? null;
  }

  private close(name: string): void {
    if (name === this.inside) this.inside = null;
    if (name !== "testcase" || !this.current) return;
    const { outcome } = this.current;
    this.tally[outcome] += 1;
    if ((outcome === "failed" || outcome === "errors") && this.failures.length < maximumFailures) {
      this.failures.push(failureOf(this.current));
    }
    this.current = null;
  }
}

/** Reads JUnit XML as pytest, jest-junit, vitest, mocha, Node, PHPUnit, surefire and gotestsum write it. */
export const readJunitXml = (source: string, from: number): TestRun | null => {
  const reader = new CaseReader();
  for (const event of xmlEvents(source, from)) reader.read(event);
  const counted = reader.tally.passed + reader.tally.failed + reader.tally.errors + reader.tally.skipped;
  if (reader.suites === 0 && counted === 0) return null;
  return { ...emptyRun, runner: "junit", ...reader.tally, failures: reader.failures };
};
