import { Text } from "ink";
import { createContext, type ReactNode, useContext } from "react";
import { type Line, lineText } from "../line.ts";
import { useRoom } from "../room.ts";
import type { Theme } from "../theme.ts";

/** True for what lies behind a question. */
export const DimmedContext = createContext(false);

const paint = (spans: Line, theme: Theme): string =>
  spans.map(({ text, tone }) => `${theme[tone].open}${text}${theme[tone].close}`).join("");

const paintDimmed = (spans: Line, theme: Theme): string =>
  `${theme.dim.open}${lineText(spans)}${theme.dim.close}`;

/**
 * Draws lines that have been laid out to the cell; nothing wraps, nothing is measured again.
 * One text node for a whole block: a node per span made a frame of sixteen panes five times as dear.
 */
export const Lines = ({ lines }: { readonly lines: readonly Line[] }): ReactNode => {
  const { theme } = useRoom();
  const painted = useContext(DimmedContext) ? paintDimmed : paint;
  if (lines.length === 0) return null;
  return <Text wrap="truncate">{lines.map((spans) => painted(spans, theme)).join("\n")}</Text>;
};
