import type { CheckResult, LocalFinding } from "./finding.ts";
import { lacksDependencies, readManifest } from "./package-manifest.ts";
import type { Progress } from "./progress.ts";
import { runTool, type ToolRun } from "./run-tool.ts";
import { isCode, isTestFile } from "./territory.ts";
import { readFailedTests, summarizeOutput } from "./test-output.ts";
import { oneLine, plural } from "./text.ts";
import { readText, type Tree } from "./tree.ts";

/** The configured command, or the package's own unless it is what `npm init` writes. */
const chooseCommand = (tree: Tree, configured: string | null): string | null => {
  if (configured) return configured;
  const script = readManifest(tree)?.scripts?.test;
  return script && !script.includes("no test specified") ? "npm test" : null;
};

const failing = (title: string, file: string | null, line: number | null): LocalFinding => ({
  severity: "P1",
  title,
  file,
  line: file === null ? null : (line ?? 1),
  recommendation: "Run the tests, and repair the code or the test.",
  tool: "tests",
  rule: "failing",
});

const judgeRun = (tree: Tree, command: string, run: ToolRun): CheckResult => {
  const unjudged = (reason: string): CheckResult => ({
    findings: [],
    ran: [],
    notJudged: [`the tests: ${reason}`],
    judged: false,
  });
  if (run.timedOut) return unjudged(`\`${oneLine(command)}\` did not end in time`);
  if (run.exitCode === 127 || run.exitCode === 126 || run.exitCode === null) {
    return unjudged(`\`${oneLine(command)}\` could not be started`);
  }
  if (run.exitCode !== 0 && lacksDependencies(tree.root, readManifest(tree))) {
    return unjudged("they fail, but the project's dependencies are not installed here");
  }
  const output = `${run.stdout}\n${run.stderr}`;
  const summary = summarizeOutput(output);
  const ran = [`\`${oneLine(command, 80)}\`: exit ${run.exitCode}${summary ? ` (${summary})` : ""}`];
  if (run.exitCode === 0) return { findings: [], ran, notJudged: [], judged: true };
  const known = new Set(tree.files.map((file) => file.path));
  const failures = readFailedTests(tree.root, output);
  const findings = failures.map((failure) => {
    const file = failure.file !== null && known.has(failure.file) ? failure.file : null;
    return failing(`Failing test: ${failure.name}`, file, failure.line);
  });
  if (findings.length === 0)
    findings.push(failing(`The test command fails: ${oneLine(command, 80)}`, null, null));
  return { findings, ran, notJudged: [], judged: true };
};

const markers = {
  only: {
    severity: "P2",
    title: "Only this test runs",
    advice: "Take `.only` away: it hides the others.",
  },
  skip: { severity: "P3", title: "Skipped test", advice: "Repair the test, or delete it with its reason." },
  todo: { severity: "P4", title: "Test to be written", advice: "Write it." },
} as const;

const markerPattern =
  /^\s*(?:test|it|describe|suite|context)\.(only|skip|todo)\s*\((?:\s*["'`]([^"'`]{1,80}))?/;

const findMarkers = (path: string, text: string): LocalFinding[] =>
  text.split("\n").flatMap((line, index): LocalFinding[] => {
    const [, kind, name] = markerPattern.exec(line) ?? [];
    if (kind !== "only" && kind !== "skip" && kind !== "todo") return [];
    const { severity, title, advice } = markers[kind];
    return [
      {
        severity,
        title: name ? `${title}: ${oneLine(name)}` : title,
        file: path,
        line: index + 1,
        recommendation: advice,
        tool: "plain",
        rule: `test-${kind}`,
      },
    ];
  });

const noTests: LocalFinding = {
  severity: "P2",
  title: "The project has no tests",
  file: null,
  line: null,
  recommendation: "Begin with a test of what users rely on most, and give the project a test command.",
  tool: "plain",
  rule: "no-tests",
};

/** Runs the project's tests and reads the test files for tests that do not run. */
export const checkTests = async (
  tree: Tree,
  configured: string | null,
  timeoutSeconds: number,
  progress: Progress,
): Promise<CheckResult> => {
  const command = chooseCommand(tree, configured);
  const testFiles = tree.files.filter((file) => isTestFile(file.path) || file.territory === "tests");
  const marked = testFiles.flatMap(({ path }) =>
    isTestFile(path) ? findMarkers(path, readText(tree, path) ?? "") : [],
  );
  if (testFiles.length === 0 && command === null) {
    const hasCode = tree.files.some((file) => isCode(file.path));
    return { findings: hasCode ? [noTests] : [], ran: [], notJudged: [], judged: hasCode };
  }
  const sizes = `${plural(testFiles.length, "test file")} read for tests that do not run`;
  if (command === null) {
    const reason = "the tests were not run: there is no `commands.test` and no test script";
    return { findings: marked, ran: [sizes], notJudged: [reason], judged: false };
  }
  progress("tool", `the project's tests: ${command}`);
  const run = await runTool({
    program: "sh",
    arguments: ["-c", command],
    folder: tree.root,
    timeoutSeconds,
    keep: "tail",
    limit: 512 * 1024,
    ownGroup: true,
  });
  progress("note", run.timedOut ? "the tests took too long" : `the tests ended with exit ${run.exitCode}`);
  const judged = judgeRun(tree, command, run);
  return { ...judged, findings: [...judged.findings, ...marked], ran: [...judged.ran, sizes] };
};
