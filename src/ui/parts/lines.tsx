import { Text } from "ink";
import { createContext, type ReactNode, useContext } from "react";
import { type Line, lineText } from "../line.ts";
import { useRoom } from "../room.ts";

/** True for what lies behind a question. */
export const DimmedContext = createContext(false);

const keyOf = (row: number, column: number): string => `${row}.${column}`;

/** Draws lines that have been laid out to the cell; nothing wraps, nothing is measured again. */
export const Lines = ({ lines }: { readonly lines: readonly Line[] }): ReactNode => {
  const { theme } = useRoom();
  const dimmed = useContext(DimmedContext);
  if (lines.length === 0) return null;
  if (dimmed) {
    return (
      <Text wrap="truncate" dimColor={true}>
        {lines.map(lineText).join("\n")}
      </Text>
    );
  }
  return (
    <Text wrap="truncate">
      {lines.flatMap((spans, row) => [
        row === 0 ? "" : "\n",
        ...spans.map((part, column) =>
          part.tone === "plain" ? (
            part.text
          ) : (
            <Text key={keyOf(row, column)} {...theme[part.tone]}>
              {part.text}
            </Text>
          ),
        ),
      ])}
    </Text>
  );
};
