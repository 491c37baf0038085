import type { Block, TextLine } from "./blocks.ts";
import { type Level, pureLevelOf } from "./levels.ts";
import { locationsIn } from "./locations.ts";
import { plainText } from "./plain-text.ts";

const linesBefore = /^`(\d{1,6})(?:\s?[-–]\s?\d{1,6})?`\s*:?\s*/;

/** "_⚠️ Potential issue_ | _🔴 Critical_", "`51-54`: _🧹 Nitpick_ | _🔵 Trivial_": review bots say the level first. */
const badgeLevel = (text: string): Level | null => {
  const pieces = text.split("|").map((piece) => piece.trim());
  if (pieces.length < 2 || pieces.length > 4) return null;
  if (!pieces.every((piece) => /^_[^_]{2,40}_$/.test(piece))) return null;
  const levels = pieces.flatMap((piece) => pureLevelOf(plainText(piece)) ?? []);
  return levels.findLast((level) => level.strength > 2) ?? levels.at(-1) ?? null;
};

const inFile = /^(?:In|Datei|En|Em|Dans)?\s*`?([^`\s]{3,200}?)`?(?:\s*\(\d{1,3}\))?\s*:?$/i;

/** Watches the lines of a review and says what the next bold title is about. */
export type BadgeWatcher = {
  readonly push: (block: Block) => void;
  /** Labels for the section that a bold title opens, once. */
  readonly labels: (line: number) => readonly TextLine[];
};

export const createBadgeWatcher = (): BadgeWatcher => {
  let file: string | null = null;
  let level: Level | null = null;
  let start: string | null = null;

  const takeLine = (text: string): void => {
    const lines = linesBefore.exec(text);
    const found = badgeLevel(lines === null ? text : text.slice(lines[0].length));
    if (found !== null) [level, start] = [found, lines?.[1] ?? null];
    else takeFile(text);
  };

  const takeFile = (text: string): void => {
    if (text.length > 220) return;
    const named = inFile.exec(plainText(text).replace(/^\*+|\*+$/g, ""))?.[1];
    const [place] = named === undefined ? [] : locationsIn(named, 1);
    if (place !== undefined) file = place.file;
  };

  const push = (block: Block): void => {
    if (block.type === "text" || block.type === "heading") takeLine(block.text);
  };

  const labels = (line: number): readonly TextLine[] => {
    if (level === null) return [];
    const label = (text: string): TextLine => ({ type: "text", indent: 0, text, line });
    const said = [label(`**Severity:** ${level.severity}`)];
    if (file !== null) said.push(label(`**File:** \`${file}${start === null ? "" : `:${start}`}\``));
    [level, start] = [null, null];
    return said;
  };

  return { push, labels };
};

/** Whether a line is only badges: it says nothing itself. */
export const isBadgeLine = (text: string): boolean => badgeLevel(text.replace(linesBefore, "")) !== null;
