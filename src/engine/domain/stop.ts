import type { EventBody } from "./events.ts";
import { exitCodes, type StopReason } from "./words.ts";

/** Begins the channel of an abort that orch asks for itself because it cannot go on. */
export const failureMark = "failure: ";

/** The event that ends a session; the exit code follows from the reason. */
export const stopEvent = (reason: StopReason, message: string): EventBody => ({
  type: "session.stopped",
  reason,
  exitCode: exitCodes[reason],
  message,
});
