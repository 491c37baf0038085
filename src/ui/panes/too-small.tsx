import type { ReactNode } from "react";
import { wrapWords } from "../cells.ts";
import { type Layout, smallest } from "../layout.ts";
import { line } from "../line.ts";
import { Lines } from "../parts/lines.tsx";

/** Says what is needed, in whatever room there is. */
export const TooSmall = ({ layout }: { readonly layout: Layout }): ReactNode => {
  const { columns, rows } = layout;
  const needed = `orch needs ${smallest.columns}×${smallest.rows}, this terminal is ${columns}×${rows}`;
  const sentences = [
    `${needed} — make it larger; the session goes on (q leaves)`,
    `${needed} — make it larger`,
    needed,
  ];
  const fitting = sentences
    .map((sentence) => wrapWords(sentence, columns))
    .find((lines) => lines.length <= rows);
  const lines = fitting ?? wrapWords(needed, columns).slice(0, rows);
  return <Lines lines={lines.map((text) => line(text))} />;
};
