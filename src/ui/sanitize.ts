/* Text from agents, reports, file names and configuration is data. Whatever it holds, nothing of it
   may move the cursor, change the title, reach the clipboard, reorder a line or take a wrong width. */

/** Most lines are plain; one look decides that nothing has to be done. */
const suspect = /[^\x20-\x7e]/;

/** A whole escape sequence says nothing to a reader: OSC, DCS and friends with their payload, then CSI, then the rest. */
const escapeSequences =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this file is about
  /(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?|\x1b[ -/]*[0-~]?/g;

const lineBreaks = /\r\n|[\n\r\u{85}\u{2028}\u{2029}]/gu;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this file is about
const controls = /[\x00-\x1f]/g;
const otherControls = /[\x7f-\x9f]/g;

/** Characters that reorder the line around them (Trojan Source) must be seen, not obeyed. */
const bidiControls = /[\u{061c}\u{200e}\u{200f}\u{202a}-\u{202e}\u{2066}-\u{2069}]/gu;

/** Characters that take no cell, or that terminals disagree about: joiners, variation selectors, tags, skin tones. */
const invisible = /\p{Default_Ignorable_Code_Point}|\p{Emoji_Modifier}|[\u{fff9}-\u{fffb}]/gu;

/** Signs that join the character after them (Arabic number signs and their like): no two terminals agree on the width. */
const prepended = /[\u{600}-\u{605}\u{6dd}\u{70f}\u{890}\u{891}\u{8e2}\u{110bd}\u{110cd}]/gu;

/** Half of a flag is as wide as a flag in some terminals: show its letter instead. */
const regionalIndicators = /[\u{1f1e6}-\u{1f1ff}]/gu;

/** More than two marks on one character climb over the lines above; a mark without a character has no cell. */
const markPiles = /(\p{Mark}{2})\p{Mark}+/gu;
const strayMarks = /(^|[\s⏎])\p{Mark}+/gu;

const replacement = "\u{fffd}";

const neutralise = (text: string): string =>
  text
    .toWellFormed()
    .replace(escapeSequences, "")
    .replace(lineBreaks, "⏎")
    .replaceAll("\t", "  ")
    .replace(controls, (character) => String.fromCodePoint(0x2400 + (character.codePointAt(0) ?? 0)))
    .replace(otherControls, replacement)
    .replace(bidiControls, replacement)
    .replace(prepended, replacement)
    .replace(invisible, "")
    .replace(regionalIndicators, (letter) =>
      String.fromCodePoint((letter.codePointAt(0) ?? 0) - 0x1f1e6 + 65),
    )
    .replace(markPiles, "$1")
    .replace(strayMarks, "$1");

/** One line that is safe to draw: same words, no powers. At most `maxLength` code units are looked at. */
export const clean = (text: string, maxLength = 4000): string => {
  const bounded = text.length > maxLength ? `${text.slice(0, maxLength)}…` : text;
  return suspect.test(bounded) ? neutralise(bounded) : bounded;
};

/** Many lines that are safe to draw; the newest are kept when there are more than `maxLines`. */
export const cleanLines = (text: string, maxLines = 5000): readonly string[] => {
  const lines = text.split(/\r\n|\n/);
  if (lines.at(-1) === "") lines.pop();
  // A lone carriage return is a progress bar drawing over itself: only its last state is worth a line.
  return lines.slice(-maxLines).map((line) => clean(line.slice(line.lastIndexOf("\r") + 1)));
};
