import { useStore } from "zustand";
import type { Run } from "../engine/domain/state.ts";
import { spinnerFrame } from "./parts/spinner.ts";
import { useFrontend, useRoom } from "./room.ts";
import { selectIsMoving, selectNow } from "./select-status.ts";

export type Now = { readonly now: number; readonly spinner: string };

const still = "⠿";

/** The time that elapsed times count to, and the spinner's picture: still when nothing moves. */
export const useNow = (): Now => {
  const { clock } = useRoom();
  const now = useStore(clock, (state) => state.now);
  const frame = useStore(clock, (state) => state.frame);
  const isMoving = useFrontend(selectIsMoving);
  const shown = useFrontend((state) => selectNow(state.session, state.link, now));
  return { now: shown, spinner: isMoving ? spinnerFrame(frame) : still };
};

const isCounting = (run: Run): boolean => run.status !== "finished" || run.retry !== null;

/** The same for one run; a finished one has no clock and is not drawn again for one. */
export const useRunClock = (run: Run): Now => {
  const { clock } = useRoom();
  const counts = isCounting(run);
  const ticked = useStore(clock, (state) => (counts ? state.now : 0));
  const frame = useStore(clock, (state) => (counts ? state.frame : 0));
  const isMoving = useFrontend(selectIsMoving);
  const now = useFrontend((state) =>
    counts ? Math.floor(selectNow(state.session, state.link, ticked) / 1000) : 0,
  );
  return { now: now * 1000, spinner: isMoving ? spinnerFrame(frame) : still };
};
