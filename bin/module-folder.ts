import { realpathSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { UserFault } from "../src/engine/domain/errors.ts";

/** The folder that a session's module stands for. Throws a UserFault for one that is not there or not inside. */
export const moduleFolderOf = (module: string | undefined): string => {
  const folder = resolve(module ?? ".");
  const stat = statSync(folder, { throwIfNoEntry: false });
  if (stat === undefined) {
    throw new UserFault(
      `There is no module ${JSON.stringify(module)}: ${folder} does not exist.`,
      "Name a folder of this project, or leave it out for the whole of it.",
    );
  }
  if (!stat.isDirectory())
    throw new UserFault(`${folder} is a file, a module is a folder.`, `Name ${dirname(folder)} instead.`);
  return realpathSync(folder);
};
