// Waits for the starting shot, tries to take each of the locks of a folder once, and says which it got.
import { existsSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { takeLock } from "../../../src/engine/io/lock.ts";

const [, , folder = "", count = "", answer = ""] = process.argv;
writeFileSync(`${answer}.ready`, "");
while (!existsSync(join(folder, "shot"))) {
  // Nothing but looking: all of them must start in the same instant.
}
const taken: number[] = [];
for (let index = 0; index < Number(count); index += 1)
  if ("release" in takeLock(join(folder, `lock-${index}`))) taken.push(index);
writeFileSync(`${answer}.part`, JSON.stringify(taken));
renameSync(`${answer}.part`, answer);
// A lock is held as long as its process lives.
setInterval(() => undefined, 1000);
