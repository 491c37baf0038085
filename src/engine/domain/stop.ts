import type { EventBody } from "./events.ts";
import { exitCodes, type StopReason } from "./words.ts";

/** The event that ends a session; the exit code follows from the reason. */
export const stopEvent = (reason: StopReason, message: string): EventBody => ({
  type: "session.stopped",
  reason,
  exitCode: exitCodes[reason],
  message,
});
