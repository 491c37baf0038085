import type { Frontend, TailRequest } from "../src/engine/contract.ts";
import type { Run, SessionState } from "../src/engine/domain/state.ts";
import { createRunFiles } from "../src/engine/io/run-files.ts";
import type { SessionPaths } from "../src/engine/io/session-folder.ts";

/** Run ids come from a recording that may be hostile: only plain names become parts of a path. */
const runName = /^[A-Za-z0-9-]{1,64}$/;

const readDiff = async (state: SessionState, run: Run, maxBytes: number): Promise<string | null> => {
  const root = state.facts?.repository?.root;
  const commit = run.changes?.commit;
  if (root === undefined || commit == null || !/^[0-9a-f]{40,64}$/.test(commit)) return null;
  // Loaded when a diff is asked for: the first frame must not wait for it.
  const { diffOf } = await import("../src/engine/io/git.ts");
  const { gitLine } = await import("../src/engine/io/git-command.ts");
  try {
    const start = await gitLine(root, ["merge-base", "HEAD", commit]);
    // Once merged, the run's own commit is off the branch; its parent is then where it left it.
    return await diffOf({ root, start: start === commit ? `${commit}^` : start, commit, maxBytes });
  } catch {
    return null;
  }
};

/** Reads pieces of a session's files for a screen: bounded, and only files of its own runs. */
export const createTail =
  (paths: SessionPaths, getState: () => SessionState): Frontend["tail"] =>
  async ({ run: id, what, maxBytes }: TailRequest) => {
    const state = getState();
    const run = state.runs[id];
    if (run === undefined || !runName.test(id)) return null;
    if (what === "diff") return readDiff(state, run, maxBytes);
    const files = createRunFiles(paths.runs);
    const path = what === "prompt" ? files.paths(id).prompt : files.paths(id).stdout;
    const { size } = files.readFrom(path, 0, 0);
    const chunk = files.readFrom(path, Math.max(0, size - maxBytes), maxBytes);
    return size === 0 ? null : Buffer.from(chunk.text, "latin1").toString("utf8");
  };
