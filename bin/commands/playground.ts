import { cpSync, existsSync, mkdtempSync, readdirSync, renameSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { UserFault } from "../../src/engine/domain/errors.ts";
import { git, identityOptions } from "../../src/engine/io/git-command.ts";
import { playgroundTemplate } from "../package-paths.ts";
import { prepareSession, type SessionRequest } from "../session-setup.ts";
import { runHeadless } from "./headless.ts";
import { watchSession } from "./tui.ts";

const copyTo = (folder: string | undefined): string => {
  if (folder === undefined) {
    const parent = mkdtempSync(join(tmpdir(), "orch-playground-"));
    return join(parent, "parcel-quotes");
  }
  const target = resolve(folder);
  if (existsSync(target) && readdirSync(target).length > 0) {
    throw new UserFault(
      `${target} is not empty; the playground needs a new folder.`,
      "Name a folder that does not exist yet.",
    );
  }
  return target;
};

/** Copies the playground to a new folder and makes it a git repository with one commit. */
const makePlayground = async (folder: string | undefined): Promise<string> => {
  const target = copyTo(folder);
  cpSync(playgroundTemplate, target, { recursive: true });
  // npm leaves files of this name out of a package, so it travels without its dot.
  if (existsSync(join(target, "gitignore")))
    renameSync(join(target, "gitignore"), join(target, ".gitignore"));
  await git(target, ["init", "--quiet", "--initial-branch=main"]);
  await git(target, ["add", "--all"]);
  await git(target, [
    ...(await identityOptions(target)),
    "commit",
    "--quiet",
    "--no-gpg-sign",
    "-m",
    "The playground as it comes: a small project with honest defects",
  ]);
  return target;
};

const request = (module: string, unattended: boolean): SessionRequest => ({
  module,
  configFile: undefined,
  flags: {},
  agent: "local",
  objective: "Bring the playground to its target score",
  feature: undefined,
  yesTo: unattended ? ["low", "medium", "high", "critical"] : [],
  sessionsFolder: undefined,
  attended: !unattended,
});

/** `orch playground [folder]`: the whole product on a throwaway project with the built-in agent. */
export const runPlayground = async (folder: string | undefined): Promise<number> => {
  const interactive = process.stdin.isTTY === true && process.stdout.isTTY === true;
  const target = await makePlayground(folder);
  const { paths } = await prepareSession(request(target, !interactive));
  if (interactive) return watchSession(paths);
  process.stdout.write(
    `The playground is ${target}\nThere is no terminal to ask at. Everything is approved by itself, because the playground is a throwaway copy.\n\n`,
  );
  const options = {
    json: false,
    quiet: false,
    output: undefined,
    format: undefined,
    attended: false,
    resumed: false,
  };
  const exitCode = await runHeadless(paths, options);
  process.stdout.write(`History  git -C ${target} log\n`);
  return exitCode;
};
