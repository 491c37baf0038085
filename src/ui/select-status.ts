import type { FrontendState, Link } from "../engine/contract.ts";
import { selectActiveRuns, selectCurrentPhase, selectPendingConfirmations } from "../engine/domain/select.ts";
import type { SessionState } from "../engine/domain/state.ts";

/** The states that a person must be able to tell apart at a glance. */
type StatusKind =
  | "starting"
  | "working"
  | "waiting"
  | "idle"
  | "paused"
  | "stopping"
  | "stopped"
  | "engine-gone";

export type Status = {
  readonly kind: StatusKind;
  readonly busyAgents: number;
  readonly waitingForYou: number;
};

const isEngineGone = (session: SessionState, link: Link): boolean =>
  link.kind === "live" && !link.engineAlive && session.stop === null && session.facts !== null;

/** Never from silence: only from what the journal and the process table say. */
const kindOf = (session: SessionState, link: Link, busy: number, waiting: number): StatusKind => {
  if (session.stop !== null) return "stopped";
  if (isEngineGone(session, link)) return "engine-gone";
  if (session.abortRequestedBy !== null) return "stopping";
  if (session.paused) return "paused";
  if (session.facts === null) return "starting";
  if (busy > 0) return "working";
  if (waiting > 0) return "waiting";
  return selectCurrentPhase(session) === null ? "idle" : "working";
};

export const selectStatus = (state: FrontendState): Status => {
  const { session, link } = state;
  const busyAgents = session.stop === null ? selectActiveRuns(session).length : 0;
  const waitingForYou = session.stop === null ? selectPendingConfirmations(session).length : 0;
  return { kind: kindOf(session, link, busyAgents, waitingForYou), busyAgents, waitingForYou };
};

/** Whether anything on the screen moves by itself; when not, the ticker rests and nothing is drawn. */
export const selectIsMoving = (state: FrontendState): boolean => {
  if (state.link.kind === "replay") return false;
  const { kind, busyAgents } = selectStatus(state);
  return kind === "working" || ((kind === "paused" || kind === "stopping") && busyAgents > 0);
};

/** Milliseconds since 1970 that elapsed times are counted to. */
export const selectNow = (session: SessionState, link: Link, ticked: number): number => {
  const newest = session.stop?.at ?? session.lastAt;
  const recorded = newest === null ? 0 : Date.parse(newest);
  return link.kind === "replay" || session.stop !== null ? recorded : Math.max(recorded, ticked);
};

export const selectElapsed = (session: SessionState, now: number): number =>
  session.startedAt === null ? 0 : Math.max(0, now - Date.parse(session.startedAt));
