import { createStore } from "zustand/vanilla";
import type { FrontendState, Link } from "./contract.ts";
import type { SessionEvent } from "./domain/events.ts";
import { evolve } from "./domain/evolve.ts";
import { emptyState } from "./domain/state.ts";

const recentKept = 500;

/** The store of one session as a frontend sees it. Its only writers are here: events, and where they come from. */
export const createSessionStore = (link: Link) => {
  const store = createStore<FrontendState>(() => ({ session: emptyState, recent: [], link }));
  return {
    store: { getState: store.getState, subscribe: store.subscribe },
    /** Folds a batch of events and tells the listeners once. */
    apply: (events: readonly SessionEvent[]): void => {
      if (events.length === 0) return;
      const before = store.getState();
      let { session } = before;
      for (const event of events) session = evolve(session, event);
      store.setState({ session, recent: [...before.recent, ...events].slice(-recentKept) });
    },
    setLink: (next: Link): void => store.setState({ link: next }),
    /** Replaces everything: a replay that moves backwards. */
    reset: (state: Pick<FrontendState, "session" | "recent">): void => store.setState(state),
  };
};

export type SessionStore = ReturnType<typeof createSessionStore>;
