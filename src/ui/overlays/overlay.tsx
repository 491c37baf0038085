import { Box } from "ink";
import type { ReactNode } from "react";
import type { Layout, Size } from "../layout.ts";
import type { Line } from "../line.ts";
import { Lines } from "../parts/lines.tsx";

/** Lays lines over the middle of the screen; every cell of them is written, so nothing shines through. */
export const Overlay = ({
  lines,
  size,
  layout,
}: {
  readonly lines: readonly Line[];
  readonly size: Size;
  readonly layout: Layout;
}): ReactNode => (
  <Box
    position="absolute"
    top={Math.max(0, Math.floor((layout.rows - size.rows) / 2))}
    left={Math.max(0, Math.floor((layout.columns - size.columns) / 2))}
    width={size.columns}
    height={size.rows}
  >
    <Lines lines={lines} />
  </Box>
);
