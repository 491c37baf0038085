import { createContext, useContext } from "react";
import { useStore } from "zustand";
import type { StoreApi } from "zustand/vanilla";
import type { Frontend, FrontendState } from "../engine/contract.ts";
import type { Clock } from "./clock.ts";
import type { Size } from "./layout.ts";
import type { Theme } from "./theme.ts";
import { reduceView, type ViewAction, type ViewState } from "./view-state.ts";

export type Leaving = "quit" | "session-ended";

type ReadableStore<T> = Pick<StoreApi<T>, "getState" | "getInitialState" | "subscribe">;

/** All that the screen holds: the engine's frontend, what is looked at, the clock, the looks. */
export type Room = {
  readonly frontend: Frontend;
  readonly store: ReadableStore<FrontendState>;
  readonly view: StoreApi<ViewState>;
  readonly clock: Clock;
  readonly theme: Theme;
  readonly size: () => Size;
  readonly leave: () => void;
  /** Something broke that no key can mend: leave the screen and say so. */
  readonly fail: (error: unknown) => void;
};

export const RoomContext = createContext<Room | null>(null);

export const useRoom = (): Room => {
  const room = useContext(RoomContext);
  if (room === null) throw new Error("A part of the screen was drawn outside of the control room.");
  return room;
};

export const useFrontend = <T>(selector: (state: FrontendState) => T): T =>
  useStore(useRoom().store, selector);
export const useView = <T>(selector: (state: ViewState) => T): T => useStore(useRoom().view, selector);

export const all = <T>(state: T): T => state;

export const change = (room: Pick<Room, "view">, action: ViewAction): void =>
  room.view.setState((state) => reduceView(state, action), true);
