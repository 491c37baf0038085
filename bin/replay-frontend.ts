import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Frontend } from "../src/engine/contract.ts";
import { UserFault } from "../src/engine/domain/errors.ts";
import { systemClock } from "../src/engine/io/clock.ts";
import { readRecording } from "../src/engine/io/recording.ts";
import { sessionPaths } from "../src/engine/io/session-folder.ts";
import { Replay } from "../src/engine/replay.ts";
import { createTail } from "./session-tail.ts";

/** Plays a recording or a journal; runs no effect and writes nothing. Throws a JournalFault for a bad file. */
export const openReplayFrontend = (file: string): Frontend => {
  const path = resolve(file);
  if (!existsSync(path)) {
    throw new UserFault(
      `There is no recording ${path}.`,
      "orch sessions lists the sessions and where they are.",
    );
  }
  const replay = new Replay(readRecording(path), systemClock);
  const folder = dirname(path);
  const paths = sessionPaths(dirname(folder), folder.slice(dirname(folder).length + 1));
  return {
    store: replay.store,
    dispatch: async (intent) => {
      if (intent.kind !== "transport") throw new UserFault("This is a replay: nothing in it can be changed.");
      replay.act(intent.action);
    },
    tail: createTail(paths, () => replay.store.getState().session),
    close: async () => replay.close(),
  };
};
