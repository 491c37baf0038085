import { useStore } from "zustand";
import { spinnerFrame } from "./parts/spinner.ts";
import { all, useFrontend, useRoom } from "./room.ts";
import { selectIsMoving, selectNow } from "./select-status.ts";

const still = "⠿";

/** The time that elapsed times count to, and the spinner's picture: still when nothing moves. */
export const useNow = (): { readonly now: number; readonly spinner: string } => {
  const { clock } = useRoom();
  const state = useFrontend(all);
  const { now, frame } = useStore(clock);
  const isMoving = selectIsMoving(state);
  return {
    now: selectNow(state.session, state.link, now),
    spinner: isMoving ? spinnerFrame(frame) : still,
  };
};
