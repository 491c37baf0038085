import type { ReactNode } from "react";
import { selectActiveRuns } from "../../engine/domain/select.ts";
import { box } from "../box.ts";
import { plural } from "../format.ts";
import { type Layout, overlaySize } from "../layout.ts";
import { blank, type Line, line, span } from "../line.ts";
import { all, useFrontend } from "../room.ts";
import { Overlay } from "./overlay.tsx";

const keys: Line = [span("[y]", "key"), span(" abort    "), span("[n]", "key"), span(" go on")];

export const AbortQuestion = ({ layout }: { readonly layout: Layout }): ReactNode => {
  const { session } = useFrontend(all);
  const busy = selectActiveRuns(session).length;
  const size = overlaySize(layout, { columns: 62, rows: 8 });
  const lines = box(
    [
      line("Stop the session for good?", "bold"),
      line(busy === 0 ? "No agent is at work." : `${plural(busy, "agent")} at work will be stopped.`),
      line("What was merged stays; open work is kept in its worktrees."),
      blank,
      blank,
      keys,
    ],
    { width: size.columns, height: size.rows, title: [span("Abort", "bad")], tone: "warn", style: "heavy" },
  );
  return <Overlay lines={lines} size={size} layout={layout} />;
};
