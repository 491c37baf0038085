import type { ReactNode } from "react";
import type { FrontendState } from "../../engine/contract.ts";
import type { Layout } from "../layout.ts";
import { all, useFrontend, useView } from "../room.ts";
import { selectShownQuestion } from "../select-confirmation.ts";
import type { ViewState } from "../view-state.ts";
import { AbortQuestion } from "./abort.tsx";
import { ConfirmationModal } from "./confirmation.tsx";
import { DiffOverlay } from "./diff.tsx";
import { Help } from "./help.tsx";

export const isCovered = (state: FrontendState, view: ViewState): boolean =>
  view.help || view.abortAsked || selectShownQuestion(state, view) !== null;

/** At most one thing lies over the screen; it is the one that the keys go to. */
export const Overlays = ({ layout }: { readonly layout: Layout }): ReactNode => {
  const state = useFrontend(all);
  const view = useView(all);
  if (view.abortAsked) return <AbortQuestion layout={layout} />;
  if (view.help) return <Help layout={layout} />;
  const shown = selectShownQuestion(state, view);
  if (shown === null) return null;
  if (view.document !== null) return <DiffOverlay shown={shown} layout={layout} />;
  return <ConfirmationModal shown={shown} layout={layout} />;
};
