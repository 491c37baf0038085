import { type Ledger, selectLedger, selectReading } from "../../engine/domain/select.ts";
import { bytes, money, percent, plural, spentMoney, tokens } from "../format.ts";
import { gauge, spentShare } from "../gauge.ts";
import { blank, type Line, type Span, span } from "../line.ts";
import {
  type BudgetGrouping,
  type BudgetPart,
  selectBudgetBy,
  selectCostPerIteration,
} from "../select-budget.ts";
import { table } from "../table.ts";
import { type Content, type ContentInput, text } from "./content.ts";

/** Spent money of a part; what nobody reported is said, never counted as zero. */
export const partCost = (ledger: Ledger, runs: number): string => {
  if (ledger.unknownRuns > 0 && ledger.unknownRuns >= runs) return "?";
  const known = ledger.spentUsd === 0 && !ledger.estimated ? "free" : spentMoney(ledger);
  return ledger.unknownRuns > 0 ? `${known} + ?` : known;
};

const columns = [
  { title: "", grows: true },
  { title: "runs", align: "right" },
  { title: "cost", align: "right" },
  { title: "reserved", align: "right" },
  { title: "in", align: "right" },
  { title: "cached", align: "right" },
  { title: "out", align: "right" },
] as const;

const startedNothing = (part: BudgetPart): boolean =>
  part.ledger.inputTokens + part.ledger.outputTokens === 0 && part.ledger.unknownRuns > 0;

const rowOf = (part: BudgetPart): readonly Span[] => {
  const { ledger } = part;
  const silent = startedNothing(part);
  const cached = ledger.inputTokens === 0 ? "" : percent(ledger.cachedInputTokens / ledger.inputTokens);
  return [
    span(part.name),
    span(String(part.runs), "dim"),
    span(partCost(ledger, part.runs), "bold"),
    span(ledger.reservedUsd === 0 ? "" : money(ledger.reservedUsd), "info"),
    span(silent ? "?" : tokens(ledger.inputTokens)),
    span(cached, "dim"),
    span(silent ? "?" : tokens(ledger.outputTokens)),
  ];
};

const section = (input: ContentInput, grouping: BudgetGrouping): readonly Line[] => {
  const parts = selectBudgetBy(input.state.session, grouping);
  if (parts.length === 0) return [];
  const named = [{ ...columns[0], title: `by ${grouping}` }, ...columns.slice(1)];
  const laidOut = table(named, parts.map(rowOf), Math.min(input.width, 92));
  return [blank, laidOut.head, ...laidOut.lines];
};

const readingLines = ({ state }: ContentInput): readonly Line[] => {
  const reading = selectReading(state.session);
  if (reading.reports === 0) return [];
  const known = `${plural(reading.reports, "report")}: ${bytes(reading.bytesRead)} read, ${bytes(reading.bytesTotal - reading.bytesRead)} not read`;
  return [
    blank,
    [
      span("Reading ", "bold"),
      span(known),
      span(` · ${bytes(reading.outputBytes)} of agent output left in files`, "dim"),
    ],
  ];
};

export const unknownWords = (ledger: Ledger): Line =>
  ledger.unknownRuns === 0 ? [] : [span(` · cost of ${plural(ledger.unknownRuns, "run")} not known`, "warn")];

export const budgetContent = (input: ContentInput): Content => {
  const { session } = input.state;
  const ledger = selectLedger(session);
  const perIteration = selectCostPerIteration(session, ledger);
  const pace: Line = perIteration === null ? [] : [span(` · ~${money(perIteration)} an iteration`, "dim")];
  return text([
    [
      span(`${spentMoney(ledger)} of ${money(ledger.budgetUsd)} `, "bold"),
      ...gauge(ledger, Math.max(10, Math.min(40, input.width - 40))),
      span(` ${percent(spentShare(ledger))}`),
    ],
    [
      span(`reserved ${money(ledger.reservedUsd)} · left ${money(ledger.leftUsd)}`),
      ...pace,
      ...unknownWords(ledger),
    ],
    ...section(input, "phase"),
    ...section(input, "agent"),
    ...section(input, "model"),
    ...section(input, "iteration"),
    ...readingLines(input),
  ]);
};
