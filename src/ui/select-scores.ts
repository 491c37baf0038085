import type { DimensionScore } from "../engine/domain/events-session.ts";
import type { SessionState } from "../engine/domain/state.ts";
import { score } from "./format.ts";

/** The overall scores in order; audits that judged nothing are left out, not drawn as zero. */
export const selectKnownScores = (session: SessionState): readonly number[] =>
  session.scores.flatMap((record) => record.overall ?? []);

export const selectDimensionNames = (session: SessionState): readonly string[] =>
  session.facts?.settings.dimensions.map((dimension) => dimension.name) ?? [];

/** – nothing to judge, ✘ the audit was not done. */
const missingMarks = { "not-judged": "–", "not-done": "✘" } as const;

const dimensionWords = (dimension: DimensionScore): string => {
  if (dimension.used !== null) return `${dimension.name} ${score(dimension.used)}`;
  return `${dimension.name} ${dimension.missing === null ? "?" : missingMarks[dimension.missing]}`;
};

/** backend 91 · security 88 · tests – */
export const selectDimensionsText = (session: SessionState): string => {
  const newest = session.scores.at(-1);
  if (newest !== undefined) return newest.dimensions.map(dimensionWords).join(" · ");
  return selectDimensionNames(session)
    .map((name) => `${name} ?`)
    .join(" · ");
};

/** The first and the newest score that are known; null while nothing is. */
export const selectScoreSpan = (
  session: SessionState,
): { readonly first: number; readonly last: number } | null => {
  const known = selectKnownScores(session);
  const first = known[0];
  const last = known.at(-1);
  return first === undefined || last === undefined ? null : { first, last };
};
