import type { ReactNode } from "react";
import type { SessionState } from "../../engine/domain/state.ts";
import { box } from "../box.ts";
import { chart, sparkline } from "../chart.ts";
import { score } from "../format.ts";
import { fitLine, type Line, span } from "../line.ts";
import { Lines } from "../parts/lines.tsx";
import { all, useFrontend } from "../room.ts";
import { selectDimensionsText, selectKnownScores } from "../select-scores.ts";

const targetOf = (session: SessionState): number | null => session.facts?.settings.targetScore ?? null;

const nothingYet = (session: SessionState): Line => {
  const target = targetOf(session);
  return [span(target === null ? "not known yet" : `not known yet · target ${score(target)}`, "dim")];
};

export const ScoreBox = ({ width }: { readonly width: number }): ReactNode => {
  const { session } = useFrontend(all);
  const known = selectKnownScores(session);
  const newest = known.at(-1);
  const lines =
    newest === undefined ? [nothingYet(session)] : chart(known, targetOf(session) ?? 100, width - 4, 4);
  const title: Line =
    newest === undefined ? [span("Score", "title")] : [span("Score ", "title"), span(score(newest), "bold")];
  const bottom: Line = [span(selectDimensionsText(session), "plain")];
  return <Lines lines={box(lines, { width, height: 6, title, bottom })} />;
};

export const ScoreLine = ({ width }: { readonly width: number }): ReactNode => {
  const { session } = useFrontend(all);
  const known = selectKnownScores(session);
  const newest = known.at(-1);
  const target = targetOf(session);
  const values: Line =
    newest === undefined
      ? nothingYet(session)
      : [
          span(known.length > 1 ? `${score(known[0] ?? null)} → ${score(newest)}` : score(newest), "bold"),
          span(` of ${score(target)} `, "dim"),
          span(sparkline(known, 12), "accent"),
          span(`  ${selectDimensionsText(session)}`, "dim"),
        ];
  return <Lines lines={[fitLine([span(" Score  ", "title"), ...values], width)]} />;
};
