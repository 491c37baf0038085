import { relative, sep } from "node:path";
import { watch } from "chokidar";
import type { WatchRuns } from "../ports.ts";
import { promisedFolder } from "./run-files.ts";

/** Watchers lose events now and then; the engine and the screens look again by themselves after this long. */
export const rescanMilliseconds = 2000;

/** Calls back for each change of a file in a folder, or in the folders in it down to `depth`. */
export const watchFolder = (
  folder: string,
  depth: number,
  onChange: (path: string) => void,
  ignored: (path: string) => boolean = () => false,
): { readonly close: () => Promise<void> } => {
  const watcher = watch(folder, { ignoreInitial: true, depth, ignored: (path) => ignored(path) });
  watcher.on("all", (_event, path) => onChange(path));
  // A watcher that fails leaves the rescan; it must not end the program.
  watcher.on("error", () => undefined);
  return { close: () => watcher.close() };
};

/** Watches the run folders and what the agents promised to write, but not the homes that agents keep there. */
export const watchRunFolders =
  (runsFolder: string): WatchRuns =>
  (onChange) => {
    const partsOf = (path: string): readonly string[] => relative(runsFolder, path).split(sep);
    const tell = (path: string): void => {
      const [run] = partsOf(path);
      if (run !== undefined && run !== "") onChange(run);
    };
    const isHome = (path: string): boolean => {
      const [, name] = partsOf(path);
      return name !== undefined && name !== promisedFolder && !name.includes(".");
    };
    return watchFolder(runsFolder, 2, tell, isHome);
  };
