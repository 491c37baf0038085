import type { ReactNode } from "react";
import { box } from "../box.ts";
import { contentOf, windowOf } from "../contents/content-of.ts";
import { documentOverlaySize, type Layout } from "../layout.ts";
import { type Line, span } from "../line.ts";
import { placeWords } from "../panes/surface-view.tsx";
import { all, useFrontend, useView } from "../room.ts";
import type { ShownQuestion } from "../select-confirmation.ts";
import { Overlay } from "./overlay.tsx";

const keysOf = (isCritical: boolean): Line => {
  const scrolling = span("   ↑ ↓ PgUp PgDn scroll", "dim");
  const back: Line = [span("[esc]", "key"), span(" back")];
  if (isCritical) return [...back, scrolling];
  return [
    span("[y]", "key"),
    span(" proceed   "),
    span("[n]", "key"),
    span(" cancel   "),
    ...back,
    scrolling,
  ];
};

/** What a question is about, line by line, inside the question. */
export const DiffOverlay = ({
  shown,
  layout,
}: {
  readonly shown: ShownQuestion;
  readonly layout: Layout;
}): ReactNode => {
  const state = useFrontend(all);
  const view = useView(all);
  const size = documentOverlaySize(layout);
  const input = { state, view, width: size.columns - 4, height: size.rows - 2, now: 0 };
  const window = windowOf(contentOf("document", input), view.positions.document, size.rows - 2, "");
  const lines = box(window.lines, {
    width: size.columns,
    height: size.rows,
    title: [span("Diff", "title"), span(` · ${shown.confirmation.operation}`)],
    right: placeWords(window.first, size.rows - 2, window.total, false),
    bottom: keysOf(shown.confirmation.risk === "critical"),
    tone: "focus",
  });
  return <Overlay lines={lines} size={size} layout={layout} />;
};
