import type { Key } from "ink";
import { perform } from "./actions.ts";
import { activeScopes, keyFacts } from "./key-facts.ts";
import { matchKey, nameOfKey } from "./key-match.ts";
import { layOut } from "./layout.ts";
import { shownQuestion, syncQuestion, typeWord } from "./questions.ts";
import { change, type Room } from "./room.ts";
import { typeLine } from "./typing.ts";

/** On a screen that is too small nothing can be seen, so nothing may be decided there. */
const handleSmall = (room: Room, name: string): void => {
  if (name === "q" || name === "ctrl+c") room.leave();
};

const act = (room: Room, name: string): void => {
  const state = room.store.getState();
  const view = room.view.getState();
  const match = matchKey(name, activeScopes(state, view), keyFacts(state, view));
  if (match.kind === "action") perform(room, match.id);
  if (match.kind === "disabled")
    change(room, { kind: "notice", notice: { text: match.reason, tone: "warn" } });
};

const handleOne = (room: Room, input: string, key: Key): void => {
  const name = nameOfKey(input, key);
  if (layOut(room.size(), false).small) {
    handleSmall(room, name);
    return;
  }
  if (room.view.getState().notice !== null) change(room, { kind: "notice", notice: null });
  if (!typeLine(room, name, input) && !typeWord(room, name, input)) act(room, name);
  syncQuestion(room, "by-key");
};

/** A letter out of several that arrived at once, as the key that it is. */
const keyOfLetter = (letter: string, key: Key): readonly [input: string, key: Key] => {
  switch (letter) {
    case "\r":
    case "\n":
      return ["", { ...key, return: true }];
    case "\t":
      return ["", { ...key, tab: true }];
    case "\u{7f}":
    case "\b":
      return ["", { ...key, backspace: true }];
    case "\u{3}":
      return ["c", { ...key, ctrl: true }];
    default:
      return [letter, key];
  }
};

/** Text may be pasted into the word of a critical question, but neither it nor a line break in it answers one. */
const pasteIntoQuestion = (room: Room, letters: readonly string[]): void => {
  for (const letter of letters) if (letter >= " ") typeWord(room, letter, letter);
};

/** Keys that arrive together, from quick hands, a slow line or a paste, are handled one by one. */
export const handleKey = (room: Room, input: string, key: Key): void => {
  const letters = [...input];
  if (letters.length < 2) {
    handleOne(room, input, key);
    return;
  }
  for (const [index, letter] of letters.entries()) {
    if (shownQuestion(room) !== null || room.view.getState().abortAsked) {
      pasteIntoQuestion(room, letters.slice(index));
      return;
    }
    handleOne(room, ...keyOfLetter(letter, key));
  }
};
