import type { Surface } from "./view-state.ts";

export type Size = { readonly columns: number; readonly rows: number };

/** Below this nothing useful fits. */
export const smallest: Size = { columns: 60, rows: 16 };

export type Layout = Size & {
  readonly small: boolean;
  /** Boxes for score and budget and a grid of panes; else a line each and a list. */
  readonly wide: boolean;
  readonly notice: boolean;
  /** Rows between the phases strip and the findings line. */
  readonly mainRows: number;
};

export const layOut = (size: Size, notice: boolean): Layout => ({
  ...size,
  small: size.columns < smallest.columns || size.rows < smallest.rows,
  wide: size.columns >= 100 && size.rows >= 30,
  notice,
  mainRows: size.rows - 4 - (notice ? 1 : 0),
});

/** The rectangle of a box that lies over the screen. */
export const overlaySize = (
  layout: Layout,
  wanted: { readonly columns: number; readonly rows: number },
): Size => ({
  columns: Math.min(wanted.columns, layout.columns - 2),
  rows: Math.min(wanted.rows, layout.rows - 2),
});

export const helpSize = (layout: Layout): Size => overlaySize(layout, { columns: 84, rows: 60 });
export const documentOverlaySize = (layout: Layout): Size => overlaySize(layout, { columns: 140, rows: 80 });

/** Cells for the text of a surface, inside its border. */
export const textSizeOf = (surface: Surface, layout: Layout, inOverlay: boolean): Size => {
  const outer: Size =
    surface === "help"
      ? helpSize(layout)
      : inOverlay
        ? documentOverlaySize(layout)
        : { columns: layout.columns, rows: layout.mainRows };
  return { columns: outer.columns - 4, rows: outer.rows - 2 };
};
