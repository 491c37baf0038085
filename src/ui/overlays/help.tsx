import type { ReactNode } from "react";
import { box } from "../box.ts";
import { windowOf } from "../contents/content-of.ts";
import { helpContent } from "../contents/help.ts";
import { helpSize, type Layout } from "../layout.ts";
import { span } from "../line.ts";
import { placeWords } from "../panes/surface-view.tsx";
import { useView } from "../room.ts";
import { Overlay } from "./overlay.tsx";

export const Help = ({ layout }: { readonly layout: Layout }): ReactNode => {
  const position = useView((view) => view.positions.help);
  const size = helpSize(layout);
  const shown = windowOf(helpContent(), position, size.rows - 2, "");
  const lines = box(shown.lines, {
    width: size.columns,
    height: size.rows,
    title: [span("Keys", "title")],
    right: placeWords(shown.first, size.rows - 2, shown.total, false),
    bottom: [span("esc close   ↑ ↓ PgUp PgDn scroll", "dim")],
    tone: "focus",
  });
  return <Overlay lines={lines} size={size} layout={layout} />;
};
