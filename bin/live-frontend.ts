import type { Frontend, Intent } from "../src/engine/contract.ts";
import { UserFault } from "../src/engine/domain/errors.ts";
import { sendCommand } from "../src/engine/io/inbox.ts";
import { JournalFault } from "../src/engine/io/journal-fault.ts";
import { type JournalPosition, journalStart, readJournalFrom } from "../src/engine/io/journal-read.ts";
import { lockHolder } from "../src/engine/io/lock.ts";
import type { SessionPaths } from "../src/engine/io/session-folder.ts";
import { followFile, rescanMilliseconds } from "../src/engine/io/watch.ts";
import { createSessionStore } from "../src/engine/store.ts";
import { createTail } from "./session-tail.ts";

const command = (intent: Intent): Parameters<typeof sendCommand>[1] => {
  const channel = "control room";
  switch (intent.kind) {
    case "answer":
      return { kind: "answer", channel, confirmation: intent.confirmation, answer: intent.answer };
    case "abort":
    case "pause":
    case "unpause":
      return { kind: intent.kind, channel };
    case "transport":
      throw new UserFault(
        "A live session cannot be wound back.",
        "Replay its recording: orch tui --replay FILE",
      );
  }
};

/** Follows a session's journal from its first line; state reaches the screen in no other way. */
export const openLiveFrontend = (paths: SessionPaths): Frontend => {
  const alive = (): boolean => lockHolder(paths.lock) !== null;
  const session = createSessionStore({ kind: "live", engineAlive: alive(), problem: null });
  let position: JournalPosition = journalStart;
  let broken = false;

  const look = (): boolean => {
    if (broken) return false;
    try {
      const piece = readJournalFrom(paths.journal, position);
      position = piece.position;
      session.apply(piece.events);
      return piece.events.length > 0;
    } catch (error) {
      broken = true;
      const problem = error instanceof JournalFault ? `${error.message}. ${error.advice}` : String(error);
      session.setLink({ kind: "live", engineAlive: alive(), problem });
      return false;
    }
  };

  const checkEngine = (): void => {
    const { link } = session.store.getState();
    const engineAlive = alive();
    if (link.kind === "live" && link.engineAlive !== engineAlive) session.setLink({ ...link, engineAlive });
  };

  look();
  const following = followFile(paths.journal, look);
  const engineCheck = setInterval(checkEngine, rescanMilliseconds);
  return {
    store: session.store,
    dispatch: async (intent) => {
      await sendCommand(paths, command(intent));
    },
    tail: createTail(paths, () => session.store.getState().session),
    close: async () => {
      clearInterval(engineCheck);
      await following.close();
    },
  };
};
