import type { FrontendState } from "../../engine/contract.ts";
import type { Line } from "../line.ts";
import type { ViewState } from "../view-state.ts";

/** All that a surface can show; the window onto it is cut by whoever draws or scrolls. */
export type Content = {
  /** Stays on top while the rest scrolls. */
  readonly head: readonly Line[];
  readonly lines: readonly Line[];
  /** rows: a position selects one. text: a position is the first line shown. log: text that follows its end. */
  readonly kind: "rows" | "text" | "log";
};

export type ContentInput = {
  readonly state: FrontendState;
  readonly view: ViewState;
  readonly width: number;
  readonly height: number;
  readonly now: number;
};

export const text = (lines: readonly Line[]): Content => ({ head: [], lines, kind: "text" });
