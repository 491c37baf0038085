import type { ReactNode } from "react";
import { type Ledger, selectLedger } from "../../engine/domain/select.ts";
import type { SessionState } from "../../engine/domain/state.ts";
import { box } from "../box.ts";
import { unknownWords } from "../contents/budget.ts";
import { money, percent, plural, spentMoney, tokens } from "../format.ts";
import { gauge, spentShare } from "../gauge.ts";
import { fitLine, joinLines, type Line, lineWidth, span } from "../line.ts";
import { Lines } from "../parts/lines.tsx";
import { all, useFrontend } from "../room.ts";
import { selectBudgetBy, selectCostPerIteration } from "../select-budget.ts";

const spentOf = (ledger: Ledger): Line => [
  span(
    `${spentMoney(ledger)}${ledger.unknownRuns > 0 ? " + ?" : ""} of ${money(ledger.budgetUsd)}  `,
    "bold",
  ),
];

const gaugeLine = (ledger: Ledger, width: number): Line => {
  const spent = spentOf(ledger);
  const share = span(`  ${percent(spentShare(ledger))}`);
  return [...spent, ...gauge(ledger, Math.max(4, width - lineWidth([...spent, share]))), share];
};

const restLine = (session: SessionState, ledger: Ledger): Line => {
  const pace = selectCostPerIteration(session, ledger);
  return [
    span(`reserved ${money(ledger.reservedUsd)} · left ${money(ledger.leftUsd)}`),
    ...(pace === null ? [] : [span(` · ~${money(pace)}/iteration`, "dim")]),
  ];
};

const tokensLine = (ledger: Ledger): Line => {
  const unknown = unknownWords(ledger);
  if (ledger.inputTokens + ledger.outputTokens === 0) return [span("no tokens reported", "dim"), ...unknown];
  const cached =
    ledger.inputTokens === 0 ? "" : ` (${percent(ledger.cachedInputTokens / ledger.inputTokens)} cached)`;
  return [span(`${tokens(ledger.inputTokens)} in${cached} · ${tokens(ledger.outputTokens)} out`), ...unknown];
};

/** Where the money went; where nothing cost anything, where the runs went. */
const phasesLine = (session: SessionState): Line => {
  const parts = selectBudgetBy(session, "phase");
  const most = Math.max(...parts.map((part) => part.ledger.spentUsd));
  if (parts.length === 0) return [];
  if (most <= 0) {
    const counts = parts.map((part) => `${part.name} ${plural(part.runs, "run")}`);
    return [span(counts.join(" · "), "dim")];
  }
  const bars = parts.map((part): Line => {
    const size = Math.round((part.ledger.spentUsd / most) * 6);
    return [span(`${part.name} `, "dim"), span(size === 0 ? "▏" : "▇".repeat(size), "accent")];
  });
  return joinLines(bars, "  ");
};

export const BudgetBox = ({ width }: { readonly width: number }): ReactNode => {
  const { session } = useFrontend(all);
  if (session.facts === null)
    return <Lines lines={box([], { width, height: 6, title: [span("Budget", "title")] })} />;
  const ledger = selectLedger(session);
  const lines = [
    gaugeLine(ledger, width - 4),
    restLine(session, ledger),
    tokensLine(ledger),
    phasesLine(session),
  ];
  const right: Line = session.budgetAlerted ? [span("! over 80 %", "warn")] : [];
  return <Lines lines={box(lines, { width, height: 6, title: [span("Budget", "title")], right })} />;
};

export const BudgetLine = ({ width }: { readonly width: number }): ReactNode => {
  const { session } = useFrontend(all);
  const title = span(" Budget ", "title");
  if (session.facts === null) return <Lines lines={[fitLine([title], width)]} />;
  const ledger = selectLedger(session);
  const rest = span(` · reserved ${money(ledger.reservedUsd)} · left ${money(ledger.leftUsd)}`);
  const room = width - lineWidth([title, ...spentOf(ledger), rest]) - 8;
  const bar = gaugeLine(ledger, lineWidth(spentOf(ledger)) + Math.max(6, Math.min(24, room)) + 6);
  return <Lines lines={[fitLine([title, ...bar, rest], width)]} />;
};
