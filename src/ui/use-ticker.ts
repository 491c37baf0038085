import { useEffect } from "react";
import { useStore } from "zustand";
import { tick, tickMilliseconds, wallClock } from "./clock.ts";
import { refreshDocument } from "./documents.ts";
import type { Room } from "./room.ts";
import { selectIsMoving } from "./select-status.ts";

const ticksPerRefresh = 8;

/** The only timer: it turns spinners and elapsed times, and rests while nothing moves. */
export const useTicker = (room: Room): void => {
  const isMoving = useStore(room.store, selectIsMoving);
  useEffect(() => {
    if (!isMoving) return;
    const timer = setInterval(() => {
      tick(room.clock, wallClock());
      if (room.clock.getState().frame % ticksPerRefresh === 0) refreshDocument(room);
    }, tickMilliseconds);
    return () => clearInterval(timer);
  }, [room, isMoving]);
};
