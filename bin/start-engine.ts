import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { UserFault } from "../src/engine/domain/errors.ts";
import { lockHolder } from "../src/engine/io/lock.ts";
import type { SessionPaths } from "../src/engine/io/session-folder.ts";
import { orchProgram } from "./package-paths.ts";

const pollMilliseconds = 20;
const patienceMilliseconds = 15_000;

/** Starts the engine of a session as a process of its own that outlives this one; does nothing when one runs. */
export const startEngine = async (paths: SessionPaths): Promise<void> => {
  if (lockHolder(paths.lock) !== null) return;
  const log = openSync(paths.engineLog, "a", 0o600);
  const child = spawn(process.execPath, [orchProgram, "engine", paths.folder], {
    detached: true,
    stdio: ["ignore", log, log],
    cwd: paths.folder,
  });
  closeSync(log);
  const ended = new Promise<number>((resolve) => {
    child.once("exit", (code) => resolve(code ?? 1));
    child.once("error", () => resolve(1));
  });
  for (let waited = 0; waited < patienceMilliseconds; waited += pollMilliseconds) {
    if (lockHolder(paths.lock) !== null) break;
    const code = await Promise.race([ended, sleep(pollMilliseconds, null)]);
    if (code === null) continue;
    if (code === 0 || lockHolder(paths.lock) !== null) break;
    const said = readFileSync(paths.engineLog, "utf8").trim().split("\n").slice(-3).join("\n");
    throw new UserFault(
      said === "" ? `The engine ended at once with exit code ${code}.` : said,
      `All it said is in ${paths.engineLog}`,
    );
  }
  child.unref();
};
