import { existsSync } from "node:fs";
import { join } from "node:path";
import picomatch from "picomatch";
import type { Run, SessionState } from "../domain/state.ts";
import type { MeasuredChanges, Workspace } from "../ports.ts";
import { gitLine } from "./git-command.ts";
import { conflictsOf, mergeAsOneCommit } from "./git-merge.ts";
import { createWorktree, removeWorktree, snapshotWorktree } from "./git-worktree.ts";

type Place = {
  readonly root: string;
  readonly relative: string;
  readonly folder: string;
  readonly branch: string;
};

const isEditor = (run: Run): boolean => run.task.kind === "fix" || run.task.kind === "develop";

const firstLine = (run: Run, state: SessionState): string => {
  if (run.task.kind === "develop") return `Build the feature: ${run.task.feature}`;
  if (run.task.kind !== "fix") return `Changes of run ${run.id}`;
  const findings = run.task.findings.flatMap((id) => state.findings[id] ?? []);
  const [first] = findings;
  if (first === undefined) return `Changes of run ${run.id}`;
  const more = findings.length > 1 ? ` and ${findings.length - 1} more` : "";
  return `Fix ${first.severity}: ${first.title}${more}`;
};

const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Cf}]+/gu, " ").trim();

/**
 * Names what the commit is for and who made it, so that the history explains the score. Whether it closed all
 * that it was asked to is known only after the re-audit, so the message does not claim it.
 */
const commitMessage = (run: Run, state: SessionState): string => {
  const listed = run.task.kind === "fix" ? run.task.findings : [];
  const lines = listed.flatMap((id) => {
    const finding = state.findings[id];
    if (finding === undefined) return [];
    const at =
      finding.file === null ? "" : ` (${finding.file}${finding.line === null ? "" : `:${finding.line}`})`;
    return [oneLine(`- ${finding.severity} ${finding.dimension}: ${finding.title}${at}`)];
  });
  const subject = oneLine(firstLine(run, state));
  const cost = run.usage === null ? "cost not known" : `$${run.usage.costUsd.toFixed(2)}`;
  return [
    subject.length > 72 ? `${subject.slice(0, 71)}…` : subject,
    "",
    ...(lines.length > 0 ? ["Asked to close:", ...lines, ""] : []),
    `By ${run.agent}${run.model === null ? "" : ` (${run.model})`}, iteration ${run.iteration}, ${cost}.`,
    "",
    `Orch-Run: ${state.facts?.sessionId}/${run.id}`,
    "",
  ].join("\n");
};

const branchOf = (state: SessionState, run: Run): string => `orch/${state.facts?.sessionId}/${run.id}`;

/** Worktrees below `worktreesFolder`, one for each editing run, on a branch of its own. */
export const createWorkspace = (worktreesFolder: string): Workspace => {
  const placeOf = (run: Run, state: SessionState): Place => {
    const repository = state.facts?.repository;
    if (repository == null) throw new Error("editing needs a git repository");
    return {
      root: repository.root,
      relative: state.facts?.module.relative ?? ".",
      folder: join(worktreesFolder, run.id),
      branch: branchOf(state, run),
    };
  };

  /** Where the run's branch left the session's: stays the same however far either goes on. */
  const startOf = (place: Place): Promise<string> =>
    gitLine(place.root, ["merge-base", "HEAD", place.branch]);

  const coreOf = (paths: readonly string[], state: SessionState): readonly string[] => {
    const isCore = picomatch([...(state.facts?.settings.coreFiles ?? [])], { dot: true });
    return paths.filter((path) => isCore(path));
  };

  const measure = async (run: Run, state: SessionState): Promise<MeasuredChanges> => {
    const place = placeOf(run, state);
    const snapshot = await snapshotWorktree({
      worktree: place.folder,
      start: await startOf(place),
      message: commitMessage(run, state),
      branch: place.branch,
    });
    const { commit, files, added, removed, touched, suspicious } = snapshot;
    const conflicts = commit === null ? [] : await conflictsOf({ root: place.root, commit });
    return { commit, files, added, removed, conflicts, core: coreOf(touched, state), suspicious };
  };

  return {
    open: async (run, state) => {
      if (!isEditor(run)) return state.facts?.module.path ?? process.cwd();
      const place = placeOf(run, state);
      const start = await gitLine(place.root, ["rev-parse", "HEAD"]);
      await createWorktree({ ...place, start });
      return join(place.folder, place.relative);
    },
    measure,
    merge: async (run, state) => {
      const place = placeOf(run, state);
      const commit = run.changes?.commit;
      if (commit == null) throw new Error(`run ${run.id} has nothing to merge`);
      const merged = await mergeAsOneCommit({
        root: place.root,
        branch: state.facts?.repository?.branch ?? "",
        commit,
        message: commitMessage(run, state),
      });
      await removeWorktree(place);
      return merged;
    },
    discard: async (run, state, keep) => {
      const place = placeOf(run, state);
      if (!existsSync(place.folder)) return null;
      if (keep) return place.folder;
      await removeWorktree(place);
      return null;
    },
  };
};
