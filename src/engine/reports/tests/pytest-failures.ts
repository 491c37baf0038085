import type { TestFailure } from "../test-results.ts";
import { collect } from "./collect.ts";
import { lineAt } from "./line-at.ts";
import { failure, maximumFailures, type OutputLines } from "./test-run.ts";

const sectionTitle =
  /^={3,} (FAILURES|ERRORS|short test summary info|warnings summary|PASSES)(?: .{0,40})? ?={3,}$/;
const testTitle = /^_{3,} (\S.{0,300}?) _{3,}$/;
const place = /^((?:[A-Za-z]:)?[^\s:][^:]{0,300}):(\d{1,7}): (?:in |\w)/;
const summaryLine = /^(FAILED|ERROR) (\S.{0,400}?)(?: - (.{0,500}))?$/;

type Detail = { name: string; file: string | null; line: number | null; message: string | null };

/** Reads the FAILURES and ERRORS sections: the last place named in a block is where it broke. */
const readDetails = (lines: OutputLines, first: number, last: number): readonly Detail[] => {
  let open = false;
  let current: Detail | null = null;
  return collect(lines, first, last + 1, (line) => {
    const title = sectionTitle.exec(line)?.[1];
    if (title !== undefined) {
      open = title === "FAILURES" || title === "ERRORS";
      current = null;
    }
    const name = open ? testTitle.exec(line)?.[1] : undefined;
    if (current && name === undefined) addToDetail(current, line);
    if (name === undefined) return null;
    current = { name, file: null, line: null, message: null };
    return current;
  });
};

const addToDetail = (detail: Detail, line: string): void => {
  if (line.startsWith("E  ") && detail.message === null) detail.message = line.slice(1).trim();
  const match = place.exec(line);
  if (!match?.[1] || /^(?:\/usr\/lib|<)|site-packages/.test(match[1])) return;
  detail.file = match[1];
  detail.line = Number(match[2]);
};

/** "ERROR at setup of test_x" and "TestA.test_x" in the details are "…::TestA::test_x" in the summary. */
const shortName = (title: string): string =>
  title.replace(/^ERROR (?:at (?:setup|teardown) of|collecting) /, "").replaceAll(".", "::");

const matchesDetail = (detail: Detail, identifier: string): boolean => {
  const name = shortName(detail.name);
  return identifier === name || identifier.endsWith(`::${name}`) || identifier.replaceAll(".", "::") === name;
};

const readSummary = (lines: OutputLines, first: number, last: number): readonly RegExpExecArray[] => {
  let start = last;
  while (start >= first && !isSummaryTitle(lineAt(lines, start))) start -= 1;
  if (start < first) return [];
  const entries: RegExpExecArray[] = [];
  for (let index = start + 1; index <= last && entries.length < maximumFailures; index += 1) {
    const match = summaryLine.exec(lineAt(lines, index));
    if (match) entries.push(match);
  }
  return entries;
};

const isSummaryTitle = (line: string): boolean => sectionTitle.exec(line)?.[1] === "short test summary info";

/** Joins the short summary (full test identifiers) with the details (places and messages). */
export const readPytestFailures = (
  lines: OutputLines,
  first: number,
  last: number,
): readonly TestFailure[] => {
  const details = [...readDetails(lines, first, last)];
  const failures = readSummary(lines, first, last).map((entry) => {
    const identifier = entry[2] ?? "";
    const position = details.slice(0, 200).findIndex((detail) => matchesDetail(detail, identifier));
    const detail = position >= 0 ? details.splice(position, 1)[0] : undefined;
    const file = identifier.split("::")[0] ?? identifier;
    return failure(
      identifier,
      detail?.file ?? file,
      detail?.line ?? null,
      entry[3] ?? detail?.message ?? null,
    );
  });
  const remaining = details.map((detail) => failure(detail.name, detail.file, detail.line, detail.message));
  return [...failures, ...remaining];
};
