import type { Changes, Confirmation, Run, SessionState } from "../../engine/domain/state.ts";
import { pad, truncateStart, widthOf, wrapWords } from "../cells.ts";
import { placeOf } from "../contents/findings.ts";
import { runName, runTarget } from "../describe-run.ts";
import { runCost } from "../format.ts";
import { blank, joinLines, type Line, span } from "../line.ts";
import { clean } from "../sanitize.ts";
import type { ModalState } from "../view-state.ts";

const wrapped = (label: string, words: string, width: number): readonly Line[] =>
  wrapWords(clean(words).replaceAll("⏎", " "), width - label.length).map(
    (text, index): Line => [span(index === 0 ? label : " ".repeat(label.length), "dim"), span(text)],
  );

/** The changed files with their sizes in columns; what does not fit is counted. */
const fileLines = (changes: Changes, width: number, most: number): readonly Line[] => {
  const files = changes.files.slice(0, changes.files.length > most ? most - 1 : most);
  const names = files.map((file) => truncateStart(clean(file.path), width - 20));
  const widest = Math.max(0, ...names.map(widthOf));
  const lines = files.map(
    (file, index): Line => [
      span(`  ${pad(names[index] ?? "", widest)}`),
      span(`  ${pad(`+${file.added}`, 6, "right")}`, "good"),
      span(` ${pad(`−${file.removed}`, 6, "right")}`, "bad"),
      span(file.status === "modified" ? "" : ` ${file.status}`, "warn"),
    ],
  );
  const more = changes.files.length - files.length;
  return more === 0 ? lines : [...lines, [span(`  … and ${more} more files`, "dim")]];
};

const detailLines = (question: Confirmation, width: number, most: number): readonly Line[] => {
  const lines = question.details.flatMap((detail) => wrapped("", detail, width));
  return lines.length <= most
    ? lines
    : [...lines.slice(0, most - 1), [span(`… and ${lines.length - most + 1} more lines`, "dim")]];
};

const changeLines = (
  question: Confirmation,
  run: Run,
  changes: Changes,
  width: number,
  most: number,
): readonly Line[] => [
  ...changes.reasons.flatMap((reason) => wrapped("", reason, width)),
  ...fileLines(changes, width, Math.max(2, most - changes.reasons.length)),
  ...wrapped("why: ", question.reason, width),
  ...wrapped("by:  ", `${runName(run)}, run ${run.id}, ${runCost(run.usage)}`, width),
];

const purposeLines = (session: SessionState, run: Run, width: number): readonly Line[] => {
  const ids = run.task.kind === "fix" ? run.task.findings : [];
  const findings = ids.flatMap((id) => session.findings[id] ?? []);
  return [
    ...wrapped("task: ", runTarget(session, run), width),
    ...wrapped("agent: ", `${runName(run)}, attempt ${run.attempt}, chosen: ${run.choice}`, width),
    ...findings
      .slice(0, 5)
      .flatMap((finding) => wrapped(`${finding.severity} `, `${placeOf(finding)} ${finding.title}`, width)),
  ];
};

const riskWords: Readonly<Record<Confirmation["risk"], string>> = {
  low: "low: easy to undo, few lines",
  medium: "medium: can be undone with git revert",
  high: "high: look at the diff before you say yes",
  critical: "critical: may not be undone, so the word has to be typed",
};

const explanation = (
  session: SessionState,
  question: Confirmation,
  run: Run | undefined,
  width: number,
): readonly Line[] => [
  ...wrapped("risk: ", riskWords[question.risk], width),
  ...wrapped("why: ", question.reason, width),
  ...(run === undefined ? [] : purposeLines(session, run, width)),
  ...wrapped("yes: ", "the work is merged into your branch as one commit", width),
  ...wrapped("no: ", "your branch stays as it is; the work is kept in its worktree", width),
];

export const riskTone = (risk: Confirmation["risk"]) =>
  risk === "low" ? "plain" : risk === "medium" ? "warn" : "bad";

/** What is asked, above the keys; `most` bounds how many lines details may take. */
export const questionLines = (
  session: SessionState,
  question: Confirmation,
  modal: ModalState,
  width: number,
  most: number,
): readonly Line[] => {
  const run = question.run === null ? undefined : session.runs[question.run];
  if (modal.explained) return explanation(session, question, run, width);
  const changes = run?.changes ?? null;
  if (run !== undefined && changes !== null) return changeLines(question, run, changes, width, most);
  return [...detailLines(question, width, most), ...wrapped("why: ", question.reason, width)];
};

const choices = (pairs: readonly (readonly [key: string, word: string])[], gap: string): Line =>
  joinLines(
    pairs.map(([key, word]) => [span(`[${key}]`, "key"), span(` ${word}`)]),
    gap,
  );

/** The keys of a question; on a narrow screen they stand closer. */
export const answerLine = (
  question: Confirmation,
  modal: ModalState,
  hasDiff: boolean,
  width: number,
): Line => {
  const isNarrow = width < 64;
  const gap = isNarrow ? " " : "   ";
  if (modal.typed !== "")
    return [span("type proceed, then ⏎: ", "bold"), span(modal.typed, "warn"), span("▏")];
  const more = modal.explained ? "details" : isNarrow ? "why" : "explain";
  const rest: readonly (readonly [string, string])[] = [
    ...(hasDiff ? [["d", "diff"] as const] : []),
    ["e", more],
    ["esc", "later"],
  ];
  if (question.risk !== "critical") return choices([["y", "proceed"], ["n", "cancel"], ...rest], gap);
  return [span(`type proceed ▏${gap}`, "bold"), ...choices([["n", "cancel"], ...rest], gap)];
};

export const complaintLine = (modal: ModalState): Line =>
  modal.complaint === null ? blank : [span(modal.complaint, "warn")];
