import { lineAt } from "./line-at.ts";
import { maximumFailures } from "./test-run.ts";

/** What `read` finds in the lines from `first` to before `end`, at most as many as a result may hold. */
export const collect = <Found>(
  lines: readonly string[],
  first: number,
  end: number,
  read: (line: string, index: number) => Found | null,
): readonly Found[] => {
  const found: Found[] = [];
  for (let index = first; index < Math.min(end, lines.length) && found.length < maximumFailures; index += 1) {
    const item = read(lineAt(lines, index), index);
    if (item !== null) found.push(item);
  }
  return found;
};

/** The first match of a pattern in the lines from `first` to before `end`. */
export const firstMatch = (
  lines: readonly string[],
  first: number,
  end: number,
  pattern: RegExp,
): RegExpExecArray | null => {
  for (let index = first; index < Math.min(end, lines.length); index += 1) {
    const match = pattern.exec(lineAt(lines, index));
    if (match) return match;
  }
  return null;
};
