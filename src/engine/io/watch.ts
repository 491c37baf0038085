import { relative, sep } from "node:path";
import { watch } from "chokidar";
import type { WatchRuns } from "../ports.ts";

/** Watchers lose events now and then; the engine and the screens look again by themselves after this long. */
export const rescanMilliseconds = 2000;

/** Calls back for each change of a file in a folder, or in the folders in it down to `depth`. */
export const watchFolder = (
  folder: string,
  depth: number,
  onChange: (path: string) => void,
): { readonly close: () => Promise<void> } => {
  const watcher = watch(folder, { ignoreInitial: true, depth });
  watcher.on("all", (_event, path) => onChange(path));
  // A watcher that fails leaves the rescan; it must not end the program.
  watcher.on("error", () => undefined);
  return { close: () => watcher.close() };
};

/** Watches the run folders; what an agent keeps in folders of its own below them is not looked at. */
export const watchRunFolders =
  (runsFolder: string): WatchRuns =>
  (onChange) =>
    watchFolder(runsFolder, 1, (path) => {
      const [run] = relative(runsFolder, path).split(sep);
      if (run !== undefined && run !== "") onChange(run);
    });
