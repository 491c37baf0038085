import { evolveAll } from "../src/engine/domain/evolve.ts";
import { emptyState, type SessionState } from "../src/engine/domain/state.ts";
import { readRecording } from "../src/engine/io/recording.ts";
import type { SessionPaths } from "../src/engine/io/session-folder.ts";

/** A session's state by reading its journal, without any effect. A half-written last line is left out. */
export const readSession = (paths: SessionPaths): SessionState =>
  evolveAll(emptyState, readRecording(paths.journal));
