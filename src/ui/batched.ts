import type { Frontend, FrontendState } from "../engine/contract.ts";
import type { Room } from "./room.ts";

/** An event waits at most this long for its frame, and all events of that time share one frame. */
const batchMilliseconds = 40;

/**
 * The frontend's store with fewer notices: the first at once, the rest of a burst together.
 * It holds no state of its own; whoever reads it gets the newest.
 */
export const batched = (store: Frontend["store"]): Room["store"] => {
  const subscribe = (listener: (state: FrontendState, before: FrontendState) => void): (() => void) => {
    let timer: NodeJS.Timeout | null = null;
    let isWaiting = false;
    const notify = (): void => {
      isWaiting = false;
      timer = setTimeout(rest, batchMilliseconds);
      listener(store.getState(), store.getState());
    };
    const rest = (): void => {
      timer = null;
      if (isWaiting) notify();
    };
    const unsubscribe = store.subscribe(() => {
      isWaiting = true;
      if (timer === null) notify();
    });
    return () => {
      if (timer !== null) clearTimeout(timer);
      unsubscribe();
    };
  };
  return { getState: store.getState, getInitialState: store.getState, subscribe };
};
