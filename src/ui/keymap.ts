import type { Scope } from "./binding.ts";
import { panesKeys } from "./keys-panes.ts";
import { questionsKeys } from "./keys-questions.ts";
import { roomKeys } from "./keys-room.ts";

/** Every key of the control room. */
export const bindings = [...roomKeys, ...panesKeys, ...questionsKeys];

export type KnownBinding = (typeof bindings)[number];
export type ActionId = KnownBinding["id"];

/** In the order in which the help shows them. */
export const scopeTitles: readonly (readonly [Scope, string])[] = [
  ["views", "Everywhere"],
  ["leave", "Everywhere"],
  ["anywhere", "Everywhere"],
  ["live", "Session"],
  ["replay", "Replay"],
  ["agents", "Agents"],
  ["zoom", "One agent"],
  ["document", "One agent"],
  ["findings", "Findings"],
  ["details", "Findings"],
  ["events", "Events"],
  ["search", "Search"],
  ["list", "Lists"],
  ["answer", "Confirmation"],
  ["confirmation", "Confirmation"],
  ["diff", "Confirmation"],
  ["abort", "Abort"],
  ["help", "Help"],
];
