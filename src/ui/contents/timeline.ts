import { allFindings, allRuns, ledgerOf } from "../../engine/domain/select.ts";
import type { ScoreRecord, SessionState } from "../../engine/domain/state.ts";
import { chart } from "../chart.ts";
import { score } from "../format.ts";
import { blank, type Line, type Span, span } from "../line.ts";
import { selectDimensionNames, selectKnownScores } from "../select-scores.ts";
import { type Column, table } from "../table.ts";
import { partCost } from "./budget.ts";
import { type Content, type ContentInput, text } from "./content.ts";

/** 72 → 91 where an iteration was scored more than once. */
const scoresOf = (session: SessionState, iteration: number): string => {
  const known = session.scores
    .filter((record) => record.iteration === iteration)
    .map((record) => record.overall);
  const first = known[0];
  const last = known.at(-1);
  if (first === undefined || last === undefined) return "–";
  return known.length === 1 ? score(last) : `${score(first)} → ${score(last)}`;
};

const newestOf = (session: SessionState, iteration: number): ScoreRecord | undefined =>
  session.scores.findLast((record) => record.iteration === iteration);

const changesOf = (session: SessionState, iteration: number): string => {
  const merged = allRuns(session).filter(
    (run) => run.iteration === iteration && run.changes?.mergedAs != null,
  );
  const added = merged.reduce((sum, run) => sum + (run.changes?.added ?? 0), 0);
  const removed = merged.reduce((sum, run) => sum + (run.changes?.removed ?? 0), 0);
  return merged.length === 0 ? "–" : `${merged.length} merged +${added} −${removed}`;
};

const testsOf = (session: SessionState, iteration: number): Span => {
  const newest = session.tests.findLast((record) => record.iteration === iteration);
  if (newest === undefined) return span("–", "dim");
  if (newest.passed === null) return span("? not run", "dim");
  return newest.passed ? span("✔ pass", "good") : span("✘ fail", "bad");
};

const rowOf = (session: SessionState, iteration: number, dimensions: readonly string[]): readonly Span[] => {
  const record = newestOf(session, iteration);
  const findings = allFindings(session);
  const runs = allRuns(session).filter((run) => run.iteration === iteration);
  const used = (name: string): string => {
    const dimension = record?.dimensions.find((each) => each.name === name);
    return dimension === undefined || dimension.missing === "not-judged" ? "–" : score(dimension.used);
  };
  return [
    span(String(iteration)),
    span(scoresOf(session, iteration), "bold"),
    span(String(findings.filter((finding) => finding.firstIteration === iteration).length)),
    span(String(findings.filter((finding) => finding.closedIteration === iteration).length)),
    span(changesOf(session, iteration)),
    testsOf(session, iteration),
    span(runs.length === 0 ? "–" : partCost(ledgerOf(runs, 0), runs.length)),
    ...dimensions.map((name) => span(used(name))),
  ];
};

const iterationsTable = ({ state, width }: ContentInput): readonly Line[] => {
  const { session } = state;
  if (session.iteration === 0) return [];
  const dimensions = selectDimensionNames(session);
  const columns: readonly Column[] = [
    { title: "iteration", align: "right" },
    { title: "score", align: "right" },
    { title: "found", align: "right" },
    { title: "closed", align: "right" },
    { title: "changes" },
    { title: "tests" },
    { title: "cost", align: "right" },
    ...dimensions.map((title): Column => ({ title, align: "right", most: 12 })),
  ];
  const rows = Array.from({ length: session.iteration }, (_, index) => rowOf(session, index + 1, dimensions));
  const laidOut = table(columns, rows, width);
  return [blank, laidOut.head, ...laidOut.lines];
};

export const timelineContent = (input: ContentInput): Content => {
  const { session } = input.state;
  const known = selectKnownScores(session);
  const target = session.facts?.settings.targetScore ?? 100;
  const height = Math.max(5, Math.min(16, input.height - 4 - session.iteration));
  const picture = chart(known, target, Math.min(input.width, 110), height);
  const nothing: Line = [span("No score yet: the first audit has not ended.", "dim")];
  return text([...(known.length === 0 ? [nothing] : picture), ...iterationsTable(input)]);
};
