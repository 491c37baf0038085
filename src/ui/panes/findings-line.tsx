import type { ReactNode } from "react";
import { severities } from "../../engine/domain/severity.ts";
import type { SessionState } from "../../engine/domain/state.ts";
import { severityTones } from "../contents/findings.ts";
import { plural } from "../format.ts";
import { fitLine, joinLines, type Line, type Span, span } from "../line.ts";
import { Lines } from "../parts/lines.tsx";
import { all, useFrontend } from "../room.ts";
import { type FindingsSummary, selectFindingsSummary } from "../select-findings.ts";

const countsOf = (summary: FindingsSummary): Line[] =>
  severities.map((severity): Line => {
    const before = summary.before[severity];
    const now = summary.now[severity];
    const tone = now === 0 ? "dim" : severityTones[severity];
    return [
      span(`${severity} `, tone),
      span(before === now ? String(now) : `${before} → ${now}`, now === 0 ? "good" : "bold"),
    ];
  });

const movesOf = (summary: FindingsSummary): Line => {
  const some = (count: number, word: string, tone: Span["tone"]): Line =>
    count === 0 ? [] : [span(`${count} ${word}`, tone)];
  return joinLines(
    [
      some(summary.closed, "closed", "good"),
      some(summary.new, "new", "plain"),
      some(summary.reopened, "reopened", "warn"),
      some(summary.unverified, "unverified", "warn"),
    ],
    "   ",
  );
};

const lineOf = (session: SessionState): Line => {
  const title = span(" Findings   ", "title");
  const warned: Line =
    session.warnings.length === 0 ? [] : [span(`! ${plural(session.warnings.length, "warning")}`, "warn")];
  if (session.findingOrder.length === 0)
    return [title, ...joinLines([[span("none yet", "dim")], warned], "   ·   ")];
  const summary = selectFindingsSummary(session);
  return [title, ...joinLines([joinLines(countsOf(summary), "   "), movesOf(summary), warned], "   ·   ")];
};

export const FindingsLine = ({ width }: { readonly width: number }): ReactNode => {
  const { session } = useFrontend(all);
  return <Lines lines={[fitLine(lineOf(session), width)]} />;
};
