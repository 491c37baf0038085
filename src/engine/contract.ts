import type { SessionEvent } from "./domain/events.ts";
import type { SessionState } from "./domain/state.ts";

/** Where the screen's events come from, and whether more can come. */
export type Link =
  | { readonly kind: "live"; readonly engineAlive: boolean; readonly problem: string | null }
  | { readonly kind: "replay"; readonly transport: TransportState; readonly problem: string | null };

export type TransportState = {
  readonly playing: boolean;
  /** 1, 2, 4, … 64 times the recorded speed. */
  readonly speed: number;
  /** Events applied so far, and how many the recording has. */
  readonly position: number;
  readonly total: number;
  /** Milliseconds since the recording's first event. */
  readonly elapsedMilliseconds: number;
  readonly durationMilliseconds: number;
  /** Where something notable stands, as a share (0–1) of the duration. */
  readonly marks: readonly { readonly at: number; readonly kind: "confirmation" | "failure" | "score" }[];
};

export type TransportAction =
  | { readonly kind: "toggle" }
  | { readonly kind: "step"; readonly events: number }
  | { readonly kind: "jump"; readonly direction: "next" | "previous" }
  | { readonly kind: "seek"; readonly share: number }
  | { readonly kind: "speed"; readonly factor: number };

export type FrontendState = {
  readonly session: SessionState;
  /** The newest events, oldest first, at most 500. */
  readonly recent: readonly SessionEvent[];
  readonly link: Link;
};

/** What a person can ask for; the frontend makes it a command file or a move of the replay. */
export type Intent =
  | { readonly kind: "answer"; readonly confirmation: string; readonly answer: "approved" | "rejected" }
  | { readonly kind: "abort" }
  | { readonly kind: "pause" }
  | { readonly kind: "unpause" }
  | { readonly kind: "transport"; readonly action: TransportAction };

/** A bounded piece of a run's files, for reading only: at most `maxBytes` from the end. */
export type TailRequest = {
  readonly run: string;
  readonly what: "output" | "prompt" | "diff";
  readonly maxBytes: number;
};

/** All that a frontend may hold of the engine. */
export type Frontend = {
  readonly store: {
    readonly getState: () => FrontendState;
    readonly subscribe: (listener: (state: FrontendState) => void) => () => void;
  };
  /** Rejects with a sentence for the person when the intent cannot be delivered. */
  readonly dispatch: (intent: Intent) => Promise<void>;
  /** Raw text, to be neutralised by the screen; null when there is none. */
  readonly tail: (request: TailRequest) => Promise<string | null>;
  readonly close: () => Promise<void>;
};
