import type { ReactNode } from "react";
import { surfaceOf } from "../key-facts.ts";
import type { Layout } from "../layout.ts";
import { useView } from "../room.ts";
import type { Surface, ViewState } from "../view-state.ts";
import { AgentsView } from "./agents-view.tsx";
import { SurfaceView } from "./surface-view.tsx";

/** What lies under the overlays: help and the diff of a question do not replace it. */
const mainSurface = (view: ViewState): Surface =>
  surfaceOf({ ...view, help: false, document: view.zoomed === null ? null : view.document });

export const MainArea = ({ layout }: { readonly layout: Layout }): ReactNode => {
  const surface = useView(mainSurface);
  return surface === "agents" ? (
    <AgentsView layout={layout} />
  ) : (
    <SurfaceView surface={surface} layout={layout} />
  );
};
