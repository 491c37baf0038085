import { send } from "./questions.ts";
import { change, type Room } from "./room.ts";
import { clean } from "./sanitize.ts";
import { goToMatch } from "./scroll.ts";

/** "50%", "90", "1:30" and "0:01:30" as a share of the recording; null when it is none of them. */
export const parseGoTo = (text: string, durationMilliseconds: number): number | null => {
  const percent = /^(\d{1,3})\s*%$/.exec(text.trim());
  if (percent !== null) return Math.min(1, Number(percent[1]) / 100);
  if (!/^\d{1,4}(:\d{1,2}){0,2}$/.test(text.trim())) return null;
  const seconds = text
    .trim()
    .split(":")
    .reduce((sum, part) => sum * 60 + Number(part), 0);
  return durationMilliseconds <= 0 ? 0 : Math.min(1, (seconds * 1000) / durationMilliseconds);
};

const goTo = (room: Room, text: string): void => {
  const { link } = room.store.getState();
  if (link.kind !== "replay") return;
  const share = parseGoTo(text, link.transport.durationMilliseconds);
  const hint = { text: `"${text}" is no place: type a time (1:30) or a share (50%)`, tone: "warn" } as const;
  if (share === null) change(room, { kind: "notice", notice: hint });
  else send(room, { kind: "transport", action: { kind: "seek", share } });
};

const submit = (room: Room, kind: "search" | "go-to", text: string): void => {
  change(room, { kind: "typing", typing: null });
  if (kind === "search") {
    change(room, { kind: "search", query: text });
    goToMatch(room, 1);
  } else if (text !== "") goTo(room, text);
};

/** Keys while a line is being typed. True when the key was taken. */
export const typeLine = (room: Room, name: string, input: string): boolean => {
  const { typing } = room.view.getState();
  if (typing === null || name === "ctrl+c") return false;
  const set = (text: string): void => change(room, { kind: "typing", typing: { ...typing, text } });
  if (name === "enter") submit(room, typing.kind, typing.text);
  else if (name === "esc") change(room, { kind: "typing", typing: null });
  else if (name === "ctrl+u") set("");
  else if (name === "backspace") set([...typing.text].slice(0, -1).join(""));
  else if (name === "space" || (name === input && input !== "")) set(clean(typing.text + input).slice(0, 80));
  return true;
};
