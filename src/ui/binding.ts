/* Keys are data: the footer, the help and the dispatcher are made from these. */

export type Scope =
  | "anywhere"
  | "views"
  | "agents"
  | "findings"
  | "events"
  | "list"
  | "search"
  | "zoom"
  | "document"
  | "details"
  | "live"
  | "replay"
  | "confirmation"
  | "answer"
  | "diff"
  | "abort"
  | "help"
  | "leave";

/** All that decides which keys work now. */
export type KeyFacts = {
  readonly replay: boolean;
  readonly playing: boolean;
  readonly started: boolean;
  readonly stopped: boolean;
  readonly paused: boolean;
  readonly questions: number;
  readonly runs: number;
  readonly findings: number;
  /** The run in question (asked about, or zoomed) changed files. */
  readonly changes: boolean;
  readonly searching: boolean;
};

export type Binding = {
  readonly id: string;
  /** Names as `nameOfKey` gives them. */
  readonly keys: readonly string[];
  /** How the keys are written on the screen. */
  readonly label: string;
  /** Written in the footer instead, where one hint stands for several keys. */
  readonly hintLabel?: string;
  /** A word for the footer; none when the key is not worth the room. */
  readonly hint?: string;
  readonly description: string;
  readonly scope: Scope;
  /** Why the key does nothing now; null when it works. */
  readonly disabled?: (facts: KeyFacts) => string | null;
};

/** For `disabled`: null when the condition holds, else why the key does nothing. */
export const unless = (condition: boolean, reason: string): string | null => (condition ? null : reason);
