import { allRuns } from "../engine/domain/select.ts";
import type { Run, SessionState } from "../engine/domain/state.ts";

const isBusy = (run: Run): boolean =>
  run.status !== "finished" || (run.retry !== null && run.supersededBy === null);

/** The runs worth a pane: those of the newest phase that had any, and whatever still works. In order of start. */
export const selectPanes = (session: SessionState): readonly Run[] => {
  const runs = allRuns(session).filter((run) => run.supersededBy === null);
  const newest = runs.at(-1);
  if (newest === undefined) return [];
  const ofPhase = (run: Run): boolean => run.iteration === newest.iteration && run.phase === newest.phase;
  return runs.filter((run) => ofPhase(run) || isBusy(run));
};

/** When not all fit, finished ones give way first, the oldest before the newest; then the focus decides. */
export const choosePanes = (
  panes: readonly Run[],
  room: number,
  focused: string | null,
): { readonly shown: readonly Run[]; readonly hidden: number } => {
  if (panes.length <= room) return { shown: panes, hidden: 0 };
  const busy = panes.filter(isBusy);
  const finished = panes.filter((run) => !isBusy(run));
  const spare = Math.max(0, room - busy.length);
  const kept = new Set([...busy, ...(spare === 0 ? [] : finished.slice(-spare))].map((run) => run.id));
  const candidates = panes.filter((run) => kept.has(run.id) || run.id === focused);
  const at = Math.max(
    0,
    candidates.findIndex((run) => run.id === focused),
  );
  const from = Math.max(0, Math.min(at - Math.floor(room / 2), candidates.length - room));
  return {
    shown: candidates.slice(from, from + room),
    hidden: panes.length - Math.min(room, candidates.length),
  };
};

/** A run's number as people count: from 1, in order of request. */
export const runNumber = (session: SessionState, id: string): number => session.runOrder.indexOf(id) + 1;
