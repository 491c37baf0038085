import * as z from "zod";
import type { TestFailure } from "../test-results.ts";
import type { JsonDocument } from "./json-documents.ts";
import { firstFrame, locationOfFrame } from "./location.ts";
import { stripEscapes } from "./output-lines.ts";
import { type DocumentReading, emptyRun, failure, maximumFailures, type TestRun } from "./test-run.ts";

const count = z.number().int().nonnegative();
const optionalText = z.string().nullish().catch(null);
const optionalLine = z.number().nullish().catch(null);

const jestSchema = z.object({
  numPassedTests: count,
  numFailedTests: count,
  numPendingTests: count,
  numRuntimeErrorTestSuites: count.optional(),
  testResults: z
    .array(
      z.object({
        name: optionalText,
        status: optionalText,
        message: optionalText,
        assertionResults: z
          .array(
            z.object({
              status: optionalText,
              fullName: optionalText,
              title: optionalText,
              failureMessages: z.array(z.string()).nullish().catch(null),
            }),
          )
          .catch([]),
      }),
    )
    .catch([]),
});

const mochaTest = z.object({
  fullTitle: optionalText,
  file: optionalText,
  err: z.object({ message: optionalText, stack: optionalText }).nullish().catch(null),
});
const mochaSchema = z.object({
  stats: z.object({ passes: count, failures: count, pending: count }),
  failures: z.array(mochaTest).catch([]),
});

const rspecSchema = z.object({
  examples: z.array(
    z.object({
      full_description: optionalText,
      status: optionalText,
      file_path: optionalText,
      line_number: optionalLine,
      exception: z.object({ message: optionalText }).nullish().catch(null),
    }),
  ),
  summary: z.object({
    example_count: count,
    failure_count: count,
    pending_count: count,
    errors_outside_of_examples_count: count.optional(),
  }),
});

const pytestSchema = z.object({
  summary: z.object({
    passed: count.optional(),
    failed: count.optional(),
    skipped: count.optional(),
    error: count.optional(),
    total: count,
  }),
  tests: z.array(z.object({ nodeid: z.string(), outcome: z.string() })).catch([]),
});

const stackLines = (text: string): readonly string[] => stripEscapes(text.slice(0, 8000)).split("\n");

const jestFailures = (report: z.infer<typeof jestSchema>): readonly TestFailure[] =>
  report.testResults.flatMap((suite) => {
    const failed = suite.assertionResults.filter((test) => test.status === "failed");
    if (failed.length === 0 && suite.status === "failed") {
      const message =
        stackLines(suite.message ?? "").find((line) => !/^\s*(?:● Test suite failed to run)?$/.test(line)) ??
        null;
      return [failure("Test suite failed to run", suite.name ?? null, null, message)];
    }
    return failed.map((test) => {
      const lines = stackLines(test.failureMessages?.[0] ?? "");
      const frame = firstFrame(lines, 0, lines.length);
      const name = test.fullName ?? test.title ?? "test";
      return failure(name, frame?.file ?? suite.name ?? null, frame?.line ?? null, lines[0] ?? null);
    });
  });

const isSkipped = (status: string | null | undefined): boolean =>
  status === "pending" || status === "skipped" || status === "disabled";

/**
 * jest and vitest share the shape; only jest counts suites that could not run, vitest shows them by their status.
 * Early versions of vitest count skipped tests as passed: the tests themselves are believed over the totals.
 */
const readJest = (value: unknown, place: JsonDocument): TestRun | null => {
  const report = jestSchema.safeParse(value).data;
  if (!report) return null;
  const failures = jestFailures(report);
  const statuses = report.testResults.flatMap((suite) => suite.assertionResults.map((test) => test.status));
  const broken = failures.filter((entry) => entry.name === "Test suite failed to run").length;
  return {
    ...emptyRun,
    runner: report.numRuntimeErrorTestSuites === undefined ? "vitest" : "jest",
    first: place.first,
    last: place.last,
    passed:
      statuses.length > 0 ? statuses.filter((status) => status === "passed").length : report.numPassedTests,
    failed: report.numFailedTests,
    skipped: statuses.length > 0 ? statuses.filter(isSkipped).length : report.numPendingTests,
    errors: Math.max(report.numRuntimeErrorTestSuites ?? 0, broken),
    failures: failures.slice(0, maximumFailures),
  };
};

const readMocha = (value: unknown, place: JsonDocument): TestRun | null => {
  const report = mochaSchema.safeParse(value).data;
  if (!report) return null;
  return {
    ...emptyRun,
    runner: "mocha",
    first: place.first,
    last: place.last,
    passed: report.stats.passes,
    failed: report.stats.failures,
    skipped: report.stats.pending,
    failures: report.failures.slice(0, maximumFailures).map((test) => {
      const frame = stackLines(test.err?.stack ?? "").flatMap((line) => locationOfFrame(line) ?? [])[0];
      const file = frame?.file ?? test.file ?? null;
      return failure(test.fullTitle ?? "test", file, frame?.line ?? null, test.err?.message ?? null);
    }),
  };
};

const readRspec = (value: unknown, place: JsonDocument): TestRun | null => {
  const report = rspecSchema.safeParse(value).data;
  if (!report) return null;
  const { summary } = report;
  return {
    ...emptyRun,
    runner: "rspec",
    first: place.first,
    last: place.last,
    passed: Math.max(0, summary.example_count - summary.failure_count - summary.pending_count),
    failed: summary.failure_count,
    skipped: summary.pending_count,
    errors: summary.errors_outside_of_examples_count ?? 0,
    failures: report.examples
      .filter((example) => example.status === "failed")
      .slice(0, maximumFailures)
      .map((example) =>
        failure(
          example.full_description ?? "example",
          example.file_path ?? null,
          example.line_number ?? null,
          example.exception?.message ?? null,
        ),
      ),
  };
};

const readPytest = (value: unknown, place: JsonDocument): TestRun | null => {
  const report = pytestSchema.safeParse(value).data;
  if (!report) return null;
  return {
    ...emptyRun,
    runner: "pytest",
    first: place.first,
    last: place.last,
    passed: report.summary.passed ?? 0,
    failed: report.summary.failed ?? 0,
    skipped: report.summary.skipped ?? 0,
    errors: report.summary.error ?? 0,
    failures: report.tests
      .filter((test) => test.outcome === "failed" || test.outcome === "error")
      .slice(0, maximumFailures)
      .map((test) => failure(test.nodeid, test.nodeid.split("::")[0] ?? null)),
  };
};

/** Reads the JSON reporters of jest, vitest, mocha, rspec and pytest-json-report. */
export const readJsonReports = (documents: readonly JsonDocument[]): DocumentReading => ({
  runs: documents.flatMap((document) => {
    for (const read of [readJest, readMocha, readRspec, readPytest]) {
      const run = read(document.value, document);
      if (run) return [run];
    }
    return [];
  }),
  coverages: [],
});
