import { UserFault } from "../../src/engine/domain/errors.ts";
import { selectPendingConfirmations } from "../../src/engine/domain/select.ts";
import { sendCommand } from "../../src/engine/io/inbox.ts";
import { lockHolder } from "../../src/engine/io/lock.ts";
import { listSessions, type SessionPaths, sessionPaths } from "../../src/engine/io/session-folder.ts";
import { readSession } from "../read-session.ts";
import { findSession, sessionsFolderOf } from "../sessions-folder.ts";

export type AnswerOptions = { readonly session?: string; readonly sessionsDir?: string };

type Pending = { readonly paths: SessionPaths; readonly risk: string; readonly operation: string };

const pendingIn = (paths: SessionPaths, confirmation: string): readonly Pending[] =>
  selectPendingConfirmations(readSession(paths))
    .filter(({ id }) => id.toLowerCase() === confirmation.toLowerCase())
    .map(({ risk, operation }) => ({ paths, risk, operation }));

const findPending = async (confirmation: string, options: AnswerOptions): Promise<Pending> => {
  const folder = await sessionsFolderOf(options.sessionsDir);
  const sessions =
    options.session === undefined
      ? listSessions(folder).map((id) => sessionPaths(folder, id))
      : [findSession(folder, options.session)];
  const found = sessions.flatMap((paths) => pendingIn(paths, confirmation));
  const [only, ...others] = found;
  if (only === undefined) {
    const waiting = sessions.flatMap((paths) =>
      selectPendingConfirmations(readSession(paths)).map(({ id }) => id),
    );
    const known = waiting.length === 0 ? "nothing waits for an answer" : `waiting: ${waiting.join(", ")}`;
    throw new UserFault(
      `No confirmation ${confirmation} waits in ${folder}; ${known}.`,
      "orch sessions shows what waits.",
    );
  }
  if (others.length === 0) return only;
  const names = found.map(({ paths }) => paths.folder.split("/").at(-1)).join(", ");
  throw new UserFault(`${confirmation} waits in several sessions: ${names}.`, "Say which one: --session ID");
};

/** `orch approve|reject ID`: answers a confirmation of any session of this project, from any terminal. */
export const runAnswer = async (
  confirmation: string,
  answer: "approved" | "rejected",
  options: AnswerOptions,
): Promise<number> => {
  const { paths, operation, risk } = await findPending(confirmation, options);
  const id = confirmation.toUpperCase();
  await sendCommand(paths, { kind: "answer", channel: "orch command", confirmation: id, answer });
  process.stdout.write(`${id} ${answer}: ${operation} (risk: ${risk})\n`);
  if (lockHolder(paths.lock) === null) {
    process.stdout.write(
      `The session has no engine now; it takes the answer when it goes on: orch run --resume ${paths.folder.split("/").at(-1)}\n`,
    );
  }
  return 0;
};
