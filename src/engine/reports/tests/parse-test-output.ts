import type { MissingLines, TestResults } from "../test-results.ts";
import { readAva } from "./ava.ts";
import { readCargo } from "./cargo.ts";
import { readCoverageJson } from "./coverage-json.ts";
import { readCoverageTables } from "./coverage-table.ts";
import { readCoverageXml } from "./coverage-xml.ts";
import { readGoCoverage } from "./go-coverage.ts";
import { readGoJson } from "./go-json.ts";
import { readGoTest } from "./go-test.ts";
import { readJest } from "./jest.ts";
import { findJsonDocuments } from "./json-documents.ts";
import { readJsonReports } from "./json-reports.ts";
import { readJunitXml } from "./junit-xml.ts";
import { readLcov } from "./lcov.ts";
import {
  distinctRuns,
  joinFailures,
  maximumRuns,
  sumOf,
  wholePercent,
  withoutRepeats,
} from "./merge-runs.ts";
import { readMocha } from "./mocha.ts";
import { readNodeTest } from "./node-test.ts";
import { readOdoo } from "./odoo.ts";
import { outputLines, stripEscapes } from "./output-lines.ts";
import { readPhpunit, readPhpunitCoverage } from "./phpunit.ts";
import { readPlaywright } from "./playwright.ts";
import { readPytest } from "./pytest.ts";
import { readPythonCoverage } from "./python-coverage.ts";
import { readRuby, readRubyCoverage } from "./ruby.ts";
import { readRustCoverage } from "./rust-coverage.ts";
import { readTap } from "./tap.ts";
import type { CoverageReading, DocumentReading, OutputLines, TestRun } from "./test-run.ts";
import { readUnittest } from "./unittest.ts";
import { readVitest } from "./vitest.ts";

/** A dialect is tried only on outputs that hold one of its words. */
type Dialect = {
  readonly words: readonly string[];
  readonly read: (lines: OutputLines) => readonly TestRun[];
};

const dialects: readonly Dialect[] = [
  { words: ["test session starts", " in ", "[100%]"], read: readPytest },
  { words: ["Ran "], read: readUnittest },
  { words: ["Test Files", "No test files found"], read: readVitest },
  { words: ["Test Suites:", "No tests found"], read: readJest },
  { words: [" passing (", "Exception during run", "No test files found", "ERROR:"], read: readMocha },
  { words: ["  ─"], read: readAva },
  { words: ["=== RUN", "ok  \t", "FAIL\t", "[no test files]"], read: readGoTest },
  { words: ["test result: ", "could not compile", "tests run:", "test run:", "\nrunning "], read: readCargo },
  { words: ["PHPUnit", "Assertions: ", "assertion", "  Tests: "], read: readPhpunit },
  { words: [" example", " assertions, "], read: readRuby },
  { words: ["odoo.tests."], read: readOdoo },
  { words: ["Running "], read: readPlaywright },
];

const coverageReaders: readonly ((lines: OutputLines) => readonly CoverageReading[])[] = [
  readPythonCoverage,
  readCoverageTables,
  readGoCoverage,
  readPhpunitCoverage,
  readRubyCoverage,
  readRustCoverage,
];

const readText = (rawText: string, lines: OutputLines): readonly TestRun[] => {
  const text = stripEscapes(rawText);
  const runs = dialects.flatMap((dialect) =>
    dialect.words.some((word) => text.includes(word)) ? dialect.read(lines) : [],
  );
  const node = text.includes("duration_ms") || text.includes("\nFailed tests:") ? readNodeTest(lines) : [];
  // Node's TAP reporter ends with counters of its own, which include nested tests.
  const tap = node.length === 0 ? readTap(lines) : [];
  return distinctRuns([...runs, ...node, ...tap], lines);
};

const indexOfTag = (text: string, pattern: RegExp): number => pattern.exec(text)?.index ?? -1;

const readXml = (text: string): DocumentReading => {
  const tests = indexOfTag(text, /<testsuites?[\s>]/);
  const coverage = indexOfTag(text, /<(?:coverage|report)\s[^<]{0,2000}(?:line-rate|generated|name)=/);
  const run = tests < 0 ? null : readJunitXml(text, tests);
  const reading = coverage < 0 ? null : readCoverageXml(text, coverage);
  return { runs: run ? [run] : [], coverages: reading ? [reading] : [] };
};

/** The formats made for machines; their lines are read whole. */
const readDocuments = (text: string): DocumentReading => {
  const rawLines = text.split(/\r?\n/);
  const go = text.includes('"Action":') ? readGoJson(rawLines) : null;
  if (go) return go;
  const documents = /^\{/m.test(text) ? findJsonDocuments(rawLines) : [];
  const xml = text.includes("<") ? readXml(text) : { runs: [], coverages: [] };
  const lcov = text.includes("SF:") ? readLcov(rawLines) : null;
  return {
    runs: [...readJsonReports(documents).runs, ...xml.runs],
    coverages: [...readCoverageJson(documents), ...xml.coverages, ...(lcov ? [lcov] : [])],
  };
};

const joinMissing = (coverages: readonly CoverageReading[]): readonly MissingLines[] => {
  const seen = new Map<string, MissingLines>();
  for (const entry of coverages.flatMap((coverage) => coverage.missing)) {
    seen.set(`${entry.file}\n${entry.lines}`, entry);
  }
  return [...seen.values()];
};

const assemble = (runs: readonly TestRun[], coverages: readonly CoverageReading[]): TestResults => {
  const coverage = wholePercent(coverages);
  const warnings = runs.flatMap((run) => run.warnings);
  if (runs.length >= maximumRuns) warnings.push(`only the first ${maximumRuns} summaries were counted`);
  const isPerPart = coverage === null && coverages.some((reading) => reading.percent !== null);
  if (isPerPart) warnings.push("coverage is given per part only: the output has no figure for the whole");
  if (runs.length === 0 && coverages.length === 0)
    warnings.push("no test result was recognised in the output");
  return {
    runner: [...new Set(runs.map((run) => run.runner))].join(", ") || null,
    passed: sumOf(runs.map((run) => run.passed)),
    failed: sumOf(runs.map((run) => run.failed)),
    skipped: sumOf(runs.map((run) => run.skipped)),
    errors: sumOf(runs.map((run) => run.errors)),
    coverage,
    missing: joinMissing(coverages),
    failures: joinFailures(runs),
    warnings: [...new Set(warnings)].slice(0, 100),
  };
};

/**
 * The exit code is believed over the text. A command that failed without a failed test gets an error and a failure of
 * its own, so that no reader of the numbers can take it for a success (a coverage threshold, a crash after the
 * summary, a linter in the same command). Failed tests with exit code 0 stay as printed, with a warning.
 */
const believeExitCode = (results: TestResults, exitCode: number | null): TestResults => {
  const broken = (results.failed ?? 0) + (results.errors ?? 0);
  if (exitCode === null || (exitCode !== 0 && broken > 0)) return results;
  if (exitCode === 0) {
    if (broken === 0) return results;
    const warning = `the command ended with exit code 0 although its output shows ${broken} failed or broken tests`;
    return { ...results, warnings: [...results.warnings, warning] };
  }
  const message = `the command ended with exit code ${exitCode}, but its output shows no failed test`;
  return {
    ...results,
    errors: 1,
    failures: [...results.failures, { name: "test command", file: null, line: null, message }],
    warnings: [...results.warnings, message],
  };
};

/** Reads what a test command printed, or a result or coverage file, in any of the known dialects. */
export const parseTestOutput = (
  text: string,
  options: { readonly exitCode?: number | null } = {},
): TestResults => {
  const lines = outputLines(text);
  const documents = readDocuments(text);
  const runs = withoutRepeats(documents.runs, readText(text, lines));
  const textCoverages = documents.coverages.length > 0 ? [] : coverageReaders.flatMap((read) => read(lines));
  return believeExitCode(
    assemble(runs, [...documents.coverages, ...textCoverages]),
    options.exitCode ?? null,
  );
};
