import { Transform } from "ink";
import { createContext, type ReactNode, useContext } from "react";
import { type Line, lineText, lineWidth } from "../line.ts";
import { useRoom } from "../room.ts";
import type { Theme } from "../theme.ts";

/** True for what lies behind a question. */
export const DimmedContext = createContext(false);

const paint = (spans: Line, theme: Theme): string =>
  spans.map(({ text, tone }) => `${theme[tone].open}${text}${theme[tone].close}`).join("");

const paintDimmed = (spans: Line, theme: Theme): string =>
  `${theme.dim.open}${lineText(spans)}${theme.dim.close}`;

/** Blanks of the same size: all that the layout has to know, and the cheapest text there is to measure. */
const placeholder = (lines: readonly Line[]): string => {
  const blanks = " ".repeat(Math.max(1, ...lines.map(lineWidth)));
  return lines.map(() => blanks).join("\n");
};

/**
 * Draws lines that have been laid out to the cell; nothing wraps.
 * Ink measures every text again for every frame, and box characters are dear to measure: it gets blanks
 * to lay out, and the painted lines take their place when the frame is put together.
 */
export const Lines = ({ lines }: { readonly lines: readonly Line[] }): ReactNode => {
  const { theme } = useRoom();
  const painter = useContext(DimmedContext) ? paintDimmed : paint;
  if (lines.length === 0) return null;
  const painted = lines.map((spans) => painter(spans, theme));
  return <Transform transform={(_, row) => painted[row] ?? ""}>{placeholder(lines)}</Transform>;
};
