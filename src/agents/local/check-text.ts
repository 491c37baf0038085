import { LineCounter, parseAllDocuments } from "yaml";
import type { CheckResult, LocalFinding } from "./finding.ts";
import { allowsComments, findJsonProblem, strictJson } from "./json-text.ts";
import type { Progress } from "./progress.ts";
import { isCode, isProse, type Territory } from "./territory.ts";
import { lineOfOffset, oneLine, plural } from "./text.ts";
import { isMachineMade, readText, type Tree } from "./tree.ts";

const plain = (finding: Omit<LocalFinding, "tool">): LocalFinding => ({ ...finding, tool: "plain" });

/** Git writes the three markers at the start of a line, in this order. */
const findConflict = (path: string, lines: readonly string[]): LocalFinding | null => {
  const start = lines.findIndex((line) => line.startsWith("<<<<<<< "));
  const middle = start < 0 ? -1 : lines.indexOf("=======", start);
  if (middle < 0 || !lines.slice(middle).some((line) => line.startsWith(">>>>>>> "))) return null;
  return plain({
    severity: isProse(path) ? "P2" : "P0",
    title: "Unresolved merge conflict",
    file: path,
    line: start + 1,
    recommendation: "Decide which side is right and take the markers out.",
    rule: "conflict",
  });
};

const unparsable = (path: string, line: number, format: string, reason: string): LocalFinding =>
  plain({
    severity: "P1",
    title: `Unparsable ${format}: ${reason}`,
    file: path,
    line,
    recommendation: `Repair the ${format}: a program that reads this file fails.`,
    rule: format.toLowerCase(),
  });

const checkJson = (path: string, text: string): LocalFinding | null => {
  const strict = allowsComments(path) ? strictJson(text) : text;
  const problem = findJsonProblem(strict);
  if (!problem) return null;
  // What a relaxed text lost has moved its offsets, so the line is looked for in the text itself.
  const offset = strict === text ? problem.offset : (findJsonProblem(text)?.offset ?? 0);
  return unparsable(path, lineOfOffset(text, offset), "JSON", problem.message);
};

/** Templates only become YAML when they are rendered; very large files take the parser seconds. */
const isPlainYaml = (text: string): boolean => text.length < 300_000 && !/(^|[^$])\{\{|\{%/.test(text);

const checkYaml = (path: string, text: string): LocalFinding | null => {
  if (!isPlainYaml(text)) return null;
  const lineCounter = new LineCounter();
  for (const document of parseAllDocuments(text, { lineCounter, logLevel: "silent", uniqueKeys: true })) {
    const [problem] = document.errors;
    if (!problem) continue;
    const line = lineCounter.linePos(Math.min(problem.pos[0], text.length)).line;
    return unparsable(path, Math.max(1, line), "YAML", problem.code.toLowerCase().replaceAll("_", " "));
  }
  return null;
};

const checkFormat = (path: string, text: string): LocalFinding | null => {
  if (/\.(json|jsonc|code-workspace)$/i.test(path)) return checkJson(path, text);
  if (/\.ya?ml$/i.test(path)) return checkYaml(path, text);
  return null;
};

const todoPattern = /(?:\/\/|\/\*|^\s*\*|#|<!--|--\s)\s*(?:@)?(TODO|FIXME|HACK|XXX)\b[:\s(]*(.*)$/;

const findTodos = (path: string, lines: readonly string[]): LocalFinding[] =>
  lines.flatMap((line, index) => {
    const match = line.length < 1000 ? todoPattern.exec(line) : null;
    if (!match?.[1]) return [];
    const said = oneLine((match[2] ?? "").replace(/\*\/\s*$|-->\s*$/, ""), 80);
    return [
      plain({
        severity: "P4",
        title: said ? `${match[1]}: ${said}` : `${match[1]} without a word of what is to be done`,
        file: path,
        line: index + 1,
        recommendation: "Do it, or make it an issue with an owner.",
        rule: "todo",
      }),
    ];
  });

export type TextResult = CheckResult & { readonly conflicted: ReadonlySet<string> };

/** A file with an open conflict parses nowhere: that is one problem, not two. */
const checkOne = (path: string, text: string): LocalFinding[] => {
  const lines = text.split(/\r?\n/);
  const broken = findConflict(path, lines) ?? checkFormat(path, text);
  const todos = isCode(path) && !isMachineMade(text) ? findTodos(path, lines) : [];
  return broken ? [broken, ...todos] : todos;
};

/** Conflict markers, configuration that does not parse, and promises in comments, in one territory. */
export const checkText = (tree: Tree, territory: Territory, progress: Progress): TextResult => {
  const files = tree.files.filter((file) => file.territory === territory);
  progress("read", `${plural(files.length, "file")} for conflict markers, broken JSON or YAML, TODO`);
  const findings = files.flatMap(({ path }) => {
    const text = readText(tree, path);
    return text === null ? [] : checkOne(path, text);
  });
  const conflicted = findings.flatMap((finding) =>
    finding.rule === "conflict" && finding.file !== null ? [finding.file] : [],
  );
  return {
    findings,
    conflicted: new Set(conflicted),
    ran: files.length > 0 ? [`plain checks, ${plural(files.length, "file")}`] : [],
    notJudged: [],
    judged: false,
  };
};
