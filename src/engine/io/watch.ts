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

/** While a file grows it is looked at this often; it counts as quiet after so many looks without anything new. */
const eagerMilliseconds = 15;
const quietLooks = 8;

/**
 * Follows a file that grows. The watcher says when it begins to; it passes over changes within 50 ms of another,
 * so from then on the file is looked at by itself until it is quiet. `look` says whether it found anything.
 */
export const followFile = (path: string, look: () => boolean): { readonly close: () => Promise<void> } => {
  let timer: NodeJS.Timeout | null = null;
  let quiet = 0;
  const again = (): void => {
    quiet = look() ? 0 : quiet + 1;
    timer = quiet < quietLooks ? setTimeout(again, eagerMilliseconds) : null;
  };
  const begin = (): void => {
    quiet = 0;
    if (timer === null) again();
  };
  const watcher = watchFolder(path, 0, begin);
  const rescan = setInterval(begin, rescanMilliseconds);
  return {
    close: async () => {
      clearInterval(rescan);
      if (timer !== null) clearTimeout(timer);
      await watcher.close();
    },
  };
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
