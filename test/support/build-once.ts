import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const root = join(import.meta.dirname, "../..");
const built = ["orch.js", "local-agent.js", "runner.sh"].map((name) => join(root, "dist", name));
/** A folder is made by one process only: two test runs side by side must not build into the same place. */
const guard = join(root, "node_modules/.orch-build");
const patience = 120;

const newestSource = (): number =>
  Math.max(
    ...["bin", "src", "scripts"].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs),
    ),
  );

const isFresh = (): boolean =>
  built.every((file) => existsSync(file) && statSync(file).mtimeMs >= newestSource());

const tryGuard = (): boolean => {
  try {
    mkdirSync(guard);
    return true;
  } catch {
    return false;
  }
};

const build = (): void => {
  try {
    execFileSync(process.execPath, [join(root, "scripts/build.ts")], { stdio: "inherit" });
  } catch (error) {
    // Sources in the middle of a change: tests of other parts can still say something.
    if (!built.every((file) => existsSync(file))) throw error;
    console.warn("dist could not be built: the tests use the one that was built before");
  }
};

/** Builds dist when a source is newer: the tests start the program and the supervisor as a person would. */
export const setup = async (): Promise<void> => {
  for (let waited = 0; !isFresh(); waited += 1) {
    if (tryGuard()) {
      try {
        build();
      } finally {
        rmSync(guard, { recursive: true, force: true });
      }
      return;
    }
    // One who died while building leaves the guard behind.
    if (waited > patience) rmSync(guard, { recursive: true, force: true });
    await sleep(1000);
  }
};
