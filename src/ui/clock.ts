import { createStore, type StoreApi } from "zustand/vanilla";

/** What the one ticker moves: the wall clock and the spinners' frame. */
export type ClockState = { readonly now: number; readonly frame: number };
export type Clock = StoreApi<ClockState>;

/** The only place of the screen that asks for the time. */
export const wallClock = (): number => Date.now();

export const tickMilliseconds = 120;

export const createClock = (): Clock => createStore<ClockState>(() => ({ now: 0, frame: 0 }));

export const tick = (clock: Clock, now: number): void =>
  clock.setState((state) => ({ now, frame: state.frame + 1 }));
