import type { ReactNode } from "react";
import type { Binding } from "../binding.ts";
import { activeScopes, keyFacts } from "../key-facts.ts";
import { hintsFor } from "../key-match.ts";
import { fitLine, type Line, lineWidth, span } from "../line.ts";
import { Lines } from "../parts/lines.tsx";
import { all, useFrontend, useView } from "../room.ts";

/** Keys that a person must always find again, however narrow the screen is. */
const kept: ReadonlySet<string> = new Set([
  "help",
  "leave",
  "close-zoom",
  "close-document",
  "close-details",
  "close-help",
]);

/** Questions first, then what the view itself can do, then the rest of the room. */
const ranks: Readonly<Record<string, number>> = {
  approve: 0,
  reject: 0,
  "show-agents": 2,
  search: 3,
  pause: 4,
  unpause: 4,
  abort: 5,
  help: 6,
  leave: 7,
};

const rankOf = (binding: Binding): number => ranks[binding.id] ?? 1;

const hintOf = (binding: Binding, isLong: boolean): Line => {
  const word = binding.id === "leave" && isLong ? "leave (session goes on)" : (binding.hint ?? "");
  return [span(binding.hintLabel ?? binding.label, "key"), span(` ${word}  `, "dim")];
};

const widthOfHints = (hints: readonly Line[]): number =>
  hints.reduce((sum, hint) => sum + lineWidth(hint), 0);

/** As many hints as fit, in the order of the keymap; the kept ones are never dropped. */
export const keyHints = (bindings: readonly Binding[], width: number, isLong: boolean): Line => {
  const long = bindings.map((binding) => hintOf(binding, isLong));
  if (widthOfHints(long) <= width) return long.flat();
  let chosen = bindings.map((binding) => ({ binding, hint: hintOf(binding, false) }));
  while (widthOfHints(chosen.map(({ hint }) => hint)) > width) {
    const index = chosen.findLastIndex(({ binding }) => !kept.has(binding.id));
    if (index < 0) break;
    chosen = chosen.filter((_, at) => at !== index);
  }
  return chosen.flatMap(({ hint }) => hint);
};

const prompts = { search: "search: ", "go-to": "go to (1:30 or 50%): " } as const;

export const KeyLine = ({ width }: { readonly width: number }): ReactNode => {
  const state = useFrontend(all);
  const view = useView(all);
  if (view.typing !== null) {
    const typed = [
      span(` ${prompts[view.typing.kind]}`, "title"),
      span(view.typing.text),
      span("▏"),
      span("  ⏎ go  esc cancel", "dim"),
    ];
    return <Lines lines={[fitLine(typed, width)]} />;
  }
  const hints = hintsFor(activeScopes(state, view), keyFacts(state, view)).toSorted(
    (left, right) => rankOf(left) - rankOf(right),
  );
  const goesOn = state.link.kind === "live" && state.session.stop === null;
  return <Lines lines={[fitLine([span(" "), ...keyHints(hints, width - 1, goesOn)], width)]} />;
};
