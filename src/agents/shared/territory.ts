import path from "node:path";
import type { LaunchRequest } from "../adapter.ts";

/**
 * The folders that a run has to do with. Orch's own folder lies in the repository
 * (`<repository>/.orch/sessions/<id>/{runs,worktrees}/<run>`), so the paths themselves tell them.
 */
export type Territory = {
  /** May be read: the repository or the worktree, so that a module can be understood with its neighbours. */
  readonly readable: string;
  /** May be written by an editor: its worktree, or without one the working folder. */
  readonly editable: string;
  /** May be written by everyone. */
  readonly promised: readonly string[];
};

const marker = `${path.sep}.orch${path.sep}`;
const worktree = /^(.*[/\\]worktrees[/\\][^/\\]+)(?:[/\\]|$)/;

const beneath = (folder: string, root: string): boolean =>
  folder === root || folder.startsWith(root.endsWith(path.sep) ? root : root + path.sep);

export const territoryOf = (
  request: Pick<LaunchRequest, "workingFolder" | "runFolder" | "reportFile" | "progressFile">,
): Territory => {
  const { workingFolder, runFolder } = request;
  const promised = [request.reportFile, request.progressFile];
  const own = workingFolder.includes(marker) ? worktree.exec(workingFolder)?.[1] : undefined;
  if (own !== undefined) return { readable: own, editable: own, promised };
  const repository = runFolder.includes(marker) ? runFolder.slice(0, runFolder.lastIndexOf(marker)) : "";
  const readable = repository !== "" && beneath(workingFolder, repository) ? repository : workingFolder;
  return { readable, editable: workingFolder, promised };
};
