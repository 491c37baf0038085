import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { TestResults } from "../../src/engine/reports/test-results.ts";
import { parseTestOutput } from "../../src/engine/reports/tests/parse-test-output.ts";

type Output = { write(text: string): unknown };

/** More than any runner prints; what follows is not read, and the result says so. */
const maximumBytes = 64 * 1024 * 1024;

type Reading = { readonly text: string; readonly isCut: boolean };

const readStream = async (stream: AsyncIterable<unknown>): Promise<Reading> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    chunks.push(bytes);
    size += bytes.length;
    if (size > maximumBytes) break;
  }
  const text = Buffer.concat(chunks).subarray(0, maximumBytes).toString("utf8");
  return { text, isCut: size > maximumBytes };
};

const readInput = async (file: string): Promise<Reading> => {
  if (file === "-") return readStream(process.stdin);
  if ((await stat(file)).isDirectory()) throw Object.assign(new Error(file), { code: "EISDIR" });
  return readStream(createReadStream(file, { end: maximumBytes }));
};

/** What a file says may hold control characters: nothing of it may move the cursor or colour the screen. */
const printable = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ").trim();

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EISDIR: "it is a folder; give a file with the output of a test command",
  EACCES: "you may not read it",
  EPERM: "you may not read it",
};

const explain = (file: string, error: unknown): string => {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const name = file === "-" ? "standard input" : `'${printable(file)}'`;
  return `orch parse-tests cannot read ${name}: ${reasons[code] ?? (error instanceof Error ? error.message : String(error))}.\n`;
};

const shown = (value: number | null): string => (value === null ? "unknown" : `${value}`);

const describeFailure = (failure: TestResults["failures"][number]): string => {
  const line = failure.line === null ? "" : `:${failure.line}`;
  const place = failure.file === null ? "" : ` (${failure.file}${line})`;
  const message = failure.message === null ? "" : `: ${failure.message}`;
  return `  - ${printable(`${failure.name}${place}${message}`)}\n`;
};

const describe = (results: TestResults): string => {
  const coverage = results.coverage === null ? "unknown" : `${results.coverage} %`;
  return [
    `runner    ${results.runner ?? "unknown"}\n`,
    `passed    ${shown(results.passed)}\n`,
    `failed    ${shown(results.failed)}\n`,
    `skipped   ${shown(results.skipped)}\n`,
    `errors    ${shown(results.errors)}\n`,
    `coverage  ${coverage}\n`,
    ...(results.missing.length > 0 ? ["\nlines without coverage\n"] : []),
    ...results.missing.map((entry) => `  - ${printable(`${entry.file}: ${entry.lines}`)}\n`),
    ...(results.failures.length > 0 ? ["\nfailures\n"] : []),
    ...results.failures.map(describeFailure),
    ...results.warnings.map((warning) => `\nwarning: ${printable(warning)}\n`),
  ].join("");
};

/** Reads the output of a test command, or a result or coverage file; `-` is standard input. Gives the exit code. */
export const runParseTests = async (
  file: string,
  options: { readonly json: boolean },
  out: Output,
  err: Output,
): Promise<number> => {
  let reading: Reading;
  try {
    reading = await readInput(file);
  } catch (error) {
    err.write(explain(file, error));
    return 2;
  }
  const parsed = parseTestOutput(reading.text);
  const cut = "only the first 64 MiB were read";
  const results = reading.isCut ? { ...parsed, warnings: [...parsed.warnings, cut] } : parsed;
  out.write(options.json ? `${JSON.stringify(results)}\n` : describe(results));
  return 0;
};
